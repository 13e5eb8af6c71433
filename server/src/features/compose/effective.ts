import { basename, type FileId } from '../../base/paths.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { entryOf, type LocatedScalar, type LocatedValue } from '../../syntax/located.ts';
import type { YamlPlace } from './locate.ts';

/** What counts in the end where a value is written in one of a project's files. */
export type Effective =
  /** The value as it stands there, with its variables replaced. */
  | { readonly kind: 'here'; readonly value: LocatedScalar; readonly replaced: boolean }
  /** A variable decides that is set outside the files. */
  | { readonly kind: 'unknown' }
  /** Another place of the project says something else. */
  | { readonly kind: 'elsewhere'; readonly value: LocatedScalar }
  /** Another file takes it out, or has something of another kind in its place. */
  | { readonly kind: 'gone' };

/** What becomes of the value at a place once compose has merged all files. Undefined for maps and lists, and where that is not known. */
export function effectiveAt(place: YamlPlace, project: ComposeProject, file: FileId): Effective | undefined {
  const written = place.on === 'key' ? place.entry?.value : place.scalar;
  if (written?.kind !== 'scalar' || !project.complete || !project.mergedFiles.includes(file)) return undefined;
  const own = place.values[0];
  if (own === undefined) return undefined;
  let merged: LocatedValue | undefined = project.merged;
  let source: LocatedValue | undefined = own;
  for (const step of place.path) {
    const inSource: LocatedValue | undefined = child(source, step);
    if (merged?.kind === 'list') merged = merged.items.find((item) => inSource && isSamePlace(item, inSource));
    else merged = child(merged, step);
    source = inSource;
    if (merged === undefined) return { kind: 'gone' };
  }
  if (merged?.kind !== 'scalar') return { kind: 'gone' };
  if (merged.substituted === 'unknown') return { kind: 'unknown' };
  if (!isSamePlace(merged, written)) return { kind: 'elsewhere', value: merged };
  return { kind: 'here', value: merged, replaced: merged.substituted === 'known' };
}

function child(value: LocatedValue | undefined, step: string): LocatedValue | undefined {
  if (value?.kind === 'list') return value.items[Number(step)];
  return entryOf(value, step)?.value;
}

function isSamePlace(a: LocatedValue, b: LocatedValue): boolean {
  return a.file === b.file && a.range.start === b.range.start;
}

/** The same in a sentence of Markdown; undefined when what is written there is what counts. */
export function effectiveText(effective: Effective | undefined): string | undefined {
  switch (effective?.kind) {
    case 'here':
      return effective.replaced ? `In effect: \`${effective.value.value}\`` : undefined;
    case 'elsewhere':
      return `In effect: \`${effective.value.value}\`, from ${basename(effective.value.file)}`;
    case 'unknown':
      return 'In effect: what a variable says that is set outside the files';
    case 'gone':
      return 'Not in effect: another file of the project takes it out or replaces it';
    default:
      return undefined;
  }
}
