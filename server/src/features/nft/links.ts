import { dirname, type FileId, relativeTo } from '../../base/paths.ts';
import { resolveInclude } from '../../nft/include.ts';
import type { DocumentLink, Place } from '../provider.ts';
import { isInComment } from './excerpt.ts';

const INCLUDE = /(?<![\w./-])include\s+"([^"\n]*)"/g;

/** The files that `include` leads to; for a name with wildcards the folder they are in. */
export function links({ workspace, host, file }: Place): DocumentLink[] {
  if (!host) return [];
  const out: DocumentLink[] = [];
  const names = {
    has: (name: FileId) => workspace.file(name) !== undefined,
    list: (folder: FileId) =>
      workspace
        .files()
        .map((known) => known.file)
        .filter((known) => relativeTo(folder, known) !== undefined),
  };
  for (const match of file.text.matchAll(INCLUDE)) {
    if (isInComment(file.text, match.index)) continue;
    const path = match[1]!;
    const target = resolveInclude(path, file.file, host.root, host.settings.includePaths, names);
    const [first] = target.files;
    if (first === undefined) continue;
    const end = match.index + match[0].length - 1;
    const tooltip = target.glob ? `${target.files.length} file${target.files.length === 1 ? '' : 's'}` : undefined;
    out.push({
      range: { start: end - path.length, end },
      target: target.files.length === 1 ? first : dirname(first),
      ...(tooltip ? { tooltip } : {}),
    });
  }
  return out;
}
