import * as vscode from 'vscode';
import { ask } from './messages.ts';
import type { RunningClient } from './running.ts';

const RULE_SCHEME = 'bridgekeeper-rule';
const VIEW_SCHEME = 'bridgekeeper-view';

/** Read-only documents that the server writes: pages of rules, and views of hosts. */
export function provideDocuments(running: RunningClient): vscode.Disposable[] {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, {
      async provideTextDocumentContent({ path }) {
        const rule = path.replace(/^\/|\.md$/g, '');
        return (await ask(await running.get(), 'bridgekeeper/rulePage', { rule })) ?? `There is no rule ${rule}.\n`;
      },
    }),
    vscode.workspace.registerTextDocumentContentProvider(VIEW_SCHEME, {
      onDidChange: changed.event,
      async provideTextDocumentContent({ path, query }) {
        const { view, host } = JSON.parse(query) as { view: string; host: string };
        return (await ask(await running.get(), 'bridgekeeper/view', { view, host })) ?? `# Nothing to show: ${path}\n`;
      },
    }),
    // A view follows the files it is made of.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === VIEW_SCHEME) return;
      for (const shown of vscode.workspace.textDocuments) if (shown.uri.scheme === VIEW_SCHEME) changed.fire(shown.uri);
    }),
  ];
}

/** Shows a rule's page, rendered. */
export async function openRulePage(rule: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${rule}.md` });
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

/** Shows a view of a host beside the editor. */
export async function openView(view: {
  readonly view: string;
  readonly title: string;
  readonly extension: string;
  readonly host: string;
}): Promise<void> {
  const query = JSON.stringify({ view: view.view, host: view.host });
  const path = `/${view.title} (${view.host}).${view.extension}`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: VIEW_SCHEME, path, query }));
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}
