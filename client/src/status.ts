import * as vscode from 'vscode';
import type { HostStatus } from './messages.ts';
import { DOCUMENTS } from './options.ts';

/** The status item: names the host of the file in front, and the firewall backend that findings are made for. */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('bridgekeeper.host', vscode.StatusBarAlignment.Right, 90);
  readonly #subscription = vscode.window.onDidChangeActiveTextEditor(() => this.#show());
  #hosts: readonly HostStatus[] = [];
  #state: 'idle' | 'starting' | 'running' | 'failed' = 'idle';

  constructor() {
    this.#item.name = 'Bridgekeeper: host and firewall backend';
    this.#item.command = 'bridgekeeper.showMenu';
    this.#show();
  }

  get text(): string {
    return this.#item.text;
  }

  setState(state: 'starting' | 'running' | 'failed'): void {
    this.#state = state;
    this.#show();
  }

  setHosts(hosts: readonly HostStatus[]): void {
    this.#hosts = hosts;
    this.#state = 'running';
    this.#show();
  }

  #show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const concerned = document && vscode.languages.match(DOCUMENTS as vscode.DocumentSelector, document) > 0;
    if (!concerned || this.#state === 'idle') {
      this.#item.hide();
      return;
    }
    const host = this.#hostOf(document.uri);
    this.#item.text =
      this.#state === 'failed'
        ? '$(error) Bridgekeeper'
        : host
          ? `$(shield) ${host.name}: ${host.backend}`
          : '$(loading~spin) Bridgekeeper';
    this.#item.tooltip = new vscode.MarkdownString(
      this.#state === 'failed'
        ? 'The Bridgekeeper server did not start. Click for its output.'
        : [
            '**Bridgekeeper** judges these files as',
            ...this.#hosts.map(
              ({ name, backend, files }) =>
                `* host **${name}**, firewall backend **${backend}**, ${files} file${files === 1 ? '' : 's'}`,
            ),
          ].join('\n'),
    );
    this.#item.show();
  }

  /** The host with the deepest folder that holds the document; the only one when there is just one. */
  #hostOf(uri: vscode.Uri): HostStatus | undefined {
    const name = uri.toString();
    const holding = this.#hosts
      .filter(({ folder }) => name.startsWith(`${folder}/`))
      .sort((a, b) => b.folder.length - a.folder.length);
    return holding[0] ?? (this.#hosts.length === 1 ? this.#hosts[0] : undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
