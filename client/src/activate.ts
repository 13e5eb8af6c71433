import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { provideDocuments } from './documents.ts';
import { type HostStatus, type PlanNode, STATUS } from './messages.ts';
import { watchNeighbours } from './neighbours.ts';
import { NetworkView } from './network-view.ts';
import { type MakeClient, RunningClient } from './running.ts';
import { StatusItem } from './status.ts';

/** What other extensions and the tests get. */
export interface Api {
  /** Resolves when the server has answered for the first time. */
  readonly ready: Promise<void>;
  /** The tree "Host networks". */
  readonly networks: vscode.TreeDataProvider<PlanNode>;
  /** What the status bar says about the file in front. */
  readonly status: { readonly text: string };
}

/** Registers everything that must be there at once, then starts the client in the background. */
export function activateWith(context: vscode.ExtensionContext, make: MakeClient): { api: Api; running: RunningClient } {
  const output = vscode.window.createOutputChannel('Bridgekeeper', { log: true });
  const running = new RunningClient(make, output);
  const status = new StatusItem();
  const view = new NetworkView(running);
  context.subscriptions.push(
    output,
    status,
    view,
    vscode.window.registerTreeDataProvider('bridgekeeper.networks', view),
    ...registerCommands(running, output, view),
    ...provideDocuments(running),
    watchNeighbours(running),
  );
  const ready = new Promise<void>((resolve) => {
    running.prepare((client) => {
      status.setState('starting');
      client.onNotification(STATUS, ({ hosts }: { readonly hosts: readonly HostStatus[] }) => {
        status.setHosts(hosts);
        view.refresh();
        resolve();
      });
    });
  });
  running.get().catch((error: unknown) => {
    status.setState('failed');
    output.error(error instanceof Error ? error : String(error));
  });
  return { api: { ready, networks: view, status }, running };
}
