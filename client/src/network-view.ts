import * as vscode from 'vscode';
import { ask, type PlanNode } from './messages.ts';
import type { RunningClient } from './running.ts';

const ICONS: Readonly<Record<PlanNode['kind'], string>> = {
  host: 'server',
  group: 'folder',
  network: 'type-hierarchy-sub',
  subnet: 'symbol-namespace',
  address: 'symbol-number',
  interface: 'plug',
  port: 'globe',
  pool: 'layers',
  reserved: 'lock',
  conflict: 'warning',
};

/** The tree "Host networks": the address plan of every host, each line leading to where it is written. */
export class NetworkView implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly running: RunningClient) {}

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(node?: PlanNode): Promise<PlanNode[]> {
    if (node) return [...(node.children ?? [])];
    return [...(await ask(await this.running.get(), 'bridgekeeper/plan', undefined))];
  }

  getTreeItem({ label, description, kind, conflict, place, children }: PlanNode): vscode.TreeItem {
    const has = children !== undefined && children.length > 0;
    const open = kind === 'host' || kind === 'group';
    const item = new vscode.TreeItem(
      label,
      has
        ? open
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None,
    );
    if (description !== undefined) item.description = description;
    item.iconPath = conflict
      ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.errorForeground'))
      : new vscode.ThemeIcon(ICONS[kind]);
    item.contextValue = kind;
    if (place) {
      const { start, end } = place.range;
      const selection = new vscode.Range(start.line, start.character, end.line, end.character);
      item.command = {
        title: 'Go to where it is written',
        command: 'vscode.open',
        arguments: [vscode.Uri.parse(place.uri), { selection }],
      };
    }
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
