import type { Config } from '../workspace/config.ts';

/**
 * Files in memory: names with `/`, as they would stand below the host's root or a folder of hosts. A `.bridgekeeper.jsonc` among
 * them is read as the configuration file, over `config`.
 */
export interface FilesInput {
  readonly files: Readonly<Record<string, string>>;
  readonly config?: Config;
}
