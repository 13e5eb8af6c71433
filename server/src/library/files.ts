import { Workspace } from '../workspace/workspace.ts';
import type { FilesInput } from './input.ts';

export type { FilesInput } from './input.ts';

const CONFIG_FILES = ['.bridgekeeper.jsonc', '.bridgekeeper.json'];

/** Puts files of one call into a workspace. All are one host unless `config.hosts` says otherwise. */
export function workspaceOf(input: FilesInput): Workspace {
  const workspace = new Workspace('.', input.config, { divide: false });
  for (const [file, text] of Object.entries(input.files))
    if (CONFIG_FILES.includes(file)) workspace.setConfigFile(file, text);
    else workspace.setFile(file, text);
  return workspace;
}
