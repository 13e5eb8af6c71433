import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { clientOptions } from '../options.ts';

/** The client that runs the server as a process of its own. */
export function makeClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath('server/dist/language-server.js');
  const run = { module, transport: TransportKind.ipc };
  return new LanguageClient(
    'bridgekeeper',
    'Bridgekeeper',
    { run, debug: { ...run, options: { execArgv: ['--inspect=6010'] } } },
    clientOptions(output),
  );
}
