import type { FileId } from '../base/paths.ts';
import { type NetworkContribution, NO_NETWORKS } from '../docker/network.ts';
import type { ComposeFile } from './file.ts';

/** One compose project: its files in the order in which compose loads them, merged. */
export interface ComposeProject {
  readonly files: readonly FileId[];
  /** Networks, static addresses and published ports of the merged project. */
  readonly contribution: NetworkContribution;
}

/** How a project finds `.env`, `env_file`, `extends` and `include` targets. */
export interface ComposeLookup {
  composeFile(file: FileId): ComposeFile | undefined;
  text(file: FileId): string | undefined;
}

/**
 * Groups compose files into projects: a base file with its override, and every other file that no project loads.
 * Projects of `previous` whose inputs did not change are returned as they were (same object).
 */
export function buildProjects(
  files: readonly ComposeFile[],
  _lookup: ComposeLookup,
  _previous: readonly ComposeProject[],
): ComposeProject[] {
  return files.map((file) => ({ files: [file.file], contribution: NO_NETWORKS }));
}
