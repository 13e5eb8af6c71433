import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import { type Api, activateWith } from '../activate.ts';
import type { RunningClient } from '../running.ts';

let running: RunningClient | undefined;

/** The entry of VS Code on the desktop and on a server. */
export function activate(context: vscode.ExtensionContext): Api {
  const started = activateWith(context, async (output) => {
    // A bundle of its own: the client library is most of the code, and nothing above needs it.
    const { makeClient } = createRequire(__filename)('./language-client.cjs') as typeof import('./language-client.ts');
    return makeClient(context, output);
  });
  running = started.running;
  return started.api;
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
