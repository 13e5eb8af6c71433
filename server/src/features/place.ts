import type { FileId } from '../base/paths.ts';
import type { FileKind } from '../workspace/file-kind.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Cursor, Place, Provider } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';

/** The file and its host, or undefined when the workspace does not have the file or it is of no known kind. */
export function placeOf(workspace: Workspace, file: FileId): (Place & { readonly kind: FileKind }) | undefined {
  const found = workspace.file(file);
  if (found?.kind === undefined) return undefined;
  return { workspace, file: found, kind: found.kind, host: workspace.hostOf(file) };
}

/** The place with a cursor; an offset outside the text is moved to its nearest end. */
export function cursorAt(workspace: Workspace, file: FileId, offset: number): (Cursor & { readonly kind: FileKind }) | undefined {
  const place = placeOf(workspace, file);
  return place && { ...place, offset: Math.max(0, Math.min(offset, place.file.text.length)) };
}

/** The providers that answer for files of that kind. */
export function providersOf(kind: FileKind): readonly Provider[] {
  return PROVIDERS.filter((provider) => provider.kinds.includes(kind));
}

/** The first answer of the file's providers. */
export function first<T>(
  at: (Place & { readonly kind: FileKind }) | undefined,
  ask: (provider: Provider) => T | undefined,
): T | undefined {
  if (!at) return undefined;
  for (const provider of providersOf(at.kind)) {
    const answer = ask(provider);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The answers of all of the file's providers, joined. */
export function all<T>(
  at: (Place & { readonly kind: FileKind }) | undefined,
  ask: (provider: Provider) => readonly T[] | undefined,
): T[] {
  return at ? providersOf(at.kind).flatMap((provider) => ask(provider) ?? []) : [];
}
