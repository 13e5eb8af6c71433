import { existsSync } from 'node:fs';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { keepMemorySmall } from './memory.ts';
import { uriFileSystem } from './uri-file-system.ts';

declare const BRIDGEKEEPER_VERSION: string;

/**
 * Runs the language server over the channel that the command line of the process names (`--stdio`, `--node-ipc`). Resolves when
 * the connection is open; the process lives as long as its client.
 * @param dist the folder in which the bundles and the rules' pages stand
 */
export async function serve(dist: URL): Promise<void> {
  keepMemorySmall();
  const connection = createConnection(ProposedFeatures.all);
  startServer(connection, {
    version: BRIDGEKEEPER_VERSION,
    fs: uriFileSystem(),
    rulePage: (rule) => {
      const page = new URL(`rules/${rule}.md`, dist);
      return existsSync(page) ? page.href : undefined;
    },
  });
  connection.listen();
  await new Promise<void>((resolve) => connection.onExit(resolve));
}
