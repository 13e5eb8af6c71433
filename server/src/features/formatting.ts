import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { FileEdit } from '../checks/finding.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cursorAt, first, placeOf } from './place.ts';
import type { FormatOptions } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';

/** Edits that format a file, or what `within` touches of it. Empty when nothing is to change or the language has no formatter. */
export function format(workspace: Workspace, file: FileId, options: FormatOptions, within?: Range): readonly FileEdit[] {
  const place = placeOf(workspace, file);
  return first(place, (provider) => provider.format?.(place!, options, within)) ?? [];
}

/** Edits after a character was typed just before an offset. */
export function formatTyped(
  workspace: Workspace,
  file: FileId,
  offset: number,
  typed: string,
  options: FormatOptions,
): readonly FileEdit[] {
  const cursor = cursorAt(workspace, file, offset);
  return (
    first(cursor, (provider) =>
      provider.formatTriggers?.includes(typed) ? provider.formatTyped?.(cursor!, typed, options) : undefined,
    ) ?? []
  );
}

/** Characters after which an editor should ask {@link formatTyped}. */
export function formatTriggers(): string[] {
  return [...new Set(PROVIDERS.flatMap((provider) => provider.formatTriggers ?? []))];
}
