import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import type { FileRequests } from '../messages.ts';
import { clientOptions } from '../options.ts';

/**
 * The client that runs the server in a worker. The worker has no files: it asks for them here. Its script is read and handed over
 * as a blob, because a worker cannot be started from where a remote extension stands.
 */
export async function makeClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Promise<LanguageClient> {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'server', 'dist');
  const script = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, 'web.js'));
  const url = URL.createObjectURL(new Blob([script as Uint8Array<ArrayBuffer>], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'bridgekeeper' });
  const client = new LanguageClient('bridgekeeper', 'Bridgekeeper', worker, clientOptions(output));
  const answer = <M extends keyof FileRequests>(
    method: M,
    action: (params: FileRequests[M]['params']) => Thenable<FileRequests[M]['result']>,
  ) => client.onRequest<unknown, void>(method, action as (params: unknown) => Thenable<unknown>);
  answer('bridgekeeper/wasm', ({ name }) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name)));
  answer('bridgekeeper/readFile', async ({ uri, limit }) => {
    const bytes = await attempt(vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
    return bytes
      ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(limit === undefined ? bytes : bytes.subarray(0, limit))
      : null;
  });
  answer('bridgekeeper/listFolder', async ({ uri }) => {
    const entries = await attempt(vscode.workspace.fs.readDirectory(vscode.Uri.parse(uri)));
    return (
      entries?.map(([name, type]) => ({
        name,
        kind: kindOf(type) ?? 'other',
        isLink: (type & vscode.FileType.SymbolicLink) !== 0,
      })) ?? null
    );
  });
  answer('bridgekeeper/kindOf', async ({ uri }) => {
    const found = await attempt(vscode.workspace.fs.stat(vscode.Uri.parse(uri)));
    return (found && kindOf(found.type)) ?? null;
  });
  return client;
}

function kindOf(type: vscode.FileType): 'file' | 'folder' | undefined {
  return type & vscode.FileType.Directory ? 'folder' : type & vscode.FileType.File ? 'file' : undefined;
}

async function attempt<T>(action: Thenable<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch {
    return undefined;
  }
}
