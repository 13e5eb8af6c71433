import { type CheckResult, toCheckResult } from '../checks/result.ts';
import { Checker } from '../checks/run.ts';
import type { Config } from '../workspace/config.ts';
import { prepareSyntaxes } from '../workspace/prepare.ts';
import { Workspace } from '../workspace/workspace.ts';

export type { CheckResult, ResultEdit, ResultFinding, ResultFix, ResultPosition, ResultRange } from '../checks/result.ts';
export type { Config } from '../workspace/config.ts';

/**
 * Files in memory: names with `/`, as they would stand below the host's root or a folder of hosts. A `.bridgekeeper.jsonc` among
 * them is read as the configuration file, over `config`.
 */
export interface FilesInput {
  readonly files: Readonly<Record<string, string>>;
  readonly config?: Config;
}

const CONFIG_FILES = ['.bridgekeeper.jsonc', '.bridgekeeper.json'];

/** Puts files of one call into a workspace. All are one host unless `config.hosts` says otherwise. */
export function workspaceOf(input: FilesInput): Workspace {
  const workspace = new Workspace('.', input.config, { divide: false });
  for (const [file, text] of Object.entries(input.files))
    if (CONFIG_FILES.includes(file)) workspace.setConfigFile(file, text);
    else workspace.setFile(file, text);
  return workspace;
}

/** Checks files in memory. Never throws on what the files hold. */
export async function check(input: FilesInput): Promise<CheckResult> {
  const started = performance.now();
  const workspace = workspaceOf(input);
  await prepareSyntaxes(workspace);
  const findings = new Checker().check(workspace);
  const files = workspace.files().filter(({ kind }) => kind !== undefined).length;
  return toCheckResult(findings, (file) => workspace.file(file)?.lines, files, performance.now() - started);
}
