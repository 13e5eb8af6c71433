import type * as vscode from 'vscode';
import { type Api, activateWith } from '../activate.ts';
import type { RunningClient } from '../running.ts';

let running: RunningClient | undefined;

/** The entry of VS Code in a browser. */
export function activate(context: vscode.ExtensionContext): Api {
  const started = activateWith(context, async (output) => {
    // In the same file, but only run when it is needed.
    const { makeClient } = await import('./language-client.ts');
    return makeClient(context, output);
  });
  running = started.running;
  return started.api;
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}
