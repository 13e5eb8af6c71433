import * as vscode from 'vscode';
import { openRulePage, openView } from './documents.ts';
import { ask } from './messages.ts';
import type { NetworkView } from './network-view.ts';
import { showPlanPicture } from './plan-picture.ts';
import type { RunningClient } from './running.ts';

interface LspPosition {
  readonly line: number;
  readonly character: number;
}
interface LspLocation {
  readonly uri: string;
  readonly range: { readonly start: LspPosition; readonly end: LspPosition };
}

const position = ({ line, character }: LspPosition) => new vscode.Position(line, character);

/** Every command of the manifest, and those that lenses and links name. */
export function registerCommands(
  running: RunningClient,
  output: vscode.LogOutputChannel,
  view: NetworkView,
): vscode.Disposable[] {
  const commands: Record<string, (...args: never[]) => unknown> = {
    restartServer: () => running.restart(),
    showOutput: () => output.show(),
    showMenu: () => showMenu(),
    refreshNetworks: () => view.refresh(),
    showAddressPlan: () => showPlanPicture(running),
    explainRule: (rule?: string) => explainRule(running, rule),
    showView: (id?: string, host?: string) => showView(running, id, host),
    fixAll: () =>
      vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.bridgekeeper', apply: 'first' }),
    openConfiguration: () => openConfiguration(),
    insertBaseRuleset: () => insertBaseRuleset(),
    moveOutOfIptables: () =>
      vscode.commands.executeCommand('editor.action.codeAction', { kind: 'refactor.move', apply: 'ifSingle' }),
    migrateDockerUser: () => showView(running, 'docker-user-nftables', undefined),
    showPlaces: (uri: string, at: LspPosition, places: readonly LspLocation[]) =>
      vscode.commands.executeCommand(
        'editor.action.showReferences',
        vscode.Uri.parse(uri),
        position(at),
        places.map(
          (place) =>
            new vscode.Location(
              vscode.Uri.parse(place.uri),
              new vscode.Range(position(place.range.start), position(place.range.end)),
            ),
        ),
      ),
  };
  return Object.entries(commands).map(([name, action]) => vscode.commands.registerCommand(`bridgekeeper.${name}`, action));
}

async function showMenu(): Promise<void> {
  const choices = [
    { label: '$(type-hierarchy) Show the address plan', command: 'bridgekeeper.showAddressPlan' },
    { label: '$(eye) Show what Docker adds', command: 'bridgekeeper.showView' },
    { label: '$(book) Explain a rule', command: 'bridgekeeper.explainRule' },
    { label: '$(settings-gear) Open the configuration file', command: 'bridgekeeper.openConfiguration' },
    { label: '$(output) Show the output', command: 'bridgekeeper.showOutput' },
    { label: '$(refresh) Restart the server', command: 'bridgekeeper.restartServer' },
  ];
  const chosen = await vscode.window.showQuickPick(choices, { title: 'Bridgekeeper' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

async function explainRule(running: RunningClient, rule: string | undefined): Promise<void> {
  if (typeof rule === 'string') return openRulePage(rule);
  const rules = await ask(await running.get(), 'bridgekeeper/rules', undefined);
  const choices = rules.map(({ id, summary, severity }) => ({ label: id, description: severity, detail: summary }));
  const chosen = await vscode.window.showQuickPick(choices, { title: 'Explain a rule', matchOnDetail: true });
  if (chosen) await openRulePage(chosen.label);
}

async function showView(running: RunningClient, id: string | undefined, host: string | undefined): Promise<void> {
  const views = (await ask(await running.get(), 'bridgekeeper/views', undefined)).filter(
    (view) => (id === undefined || view.view === id) && (host === undefined || view.host === host),
  );
  if (views.length === 0) {
    void vscode.window.showInformationMessage('Bridgekeeper: there is nothing to show for this host.');
    return;
  }
  const choices = views.map((view) => ({ label: view.title, description: view.host, view }));
  const chosen = choices.length === 1 ? choices[0] : await vscode.window.showQuickPick(choices, { title: 'Show' });
  if (chosen) await openView(chosen.view);
}

/** Opens the configuration of the first folder; a new one begins with its schema and nothing else. */
async function openConfiguration(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    void vscode.window.showInformationMessage('Bridgekeeper: open a folder first; the configuration stands in it.');
    return;
  }
  const uri = vscode.Uri.joinPath(folder.uri, '.bridgekeeper.jsonc');
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  const document = await vscode.workspace.openTextDocument(exists ? uri : uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (!exists)
    await editor.insertSnippet(
      new vscode.SnippetString(
        '{\n  "firewallBackend": "${1|auto,iptables-nft,iptables-legacy,nftables|}",\n  "reservedSubnets": [$2]$0\n}\n',
      ),
    );
}

async function insertBaseRuleset(): Promise<void> {
  const editor =
    vscode.window.activeTextEditor ??
    (await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'nftables' })));
  if (editor.document.languageId !== 'nftables') await vscode.languages.setTextDocumentLanguage(editor.document, 'nftables');
  const names = ['Docker-safe ruleset, iptables backend', 'Docker-safe ruleset, nftables backend'];
  const name = await vscode.window.showQuickPick(names, { title: 'Insert a base ruleset' });
  if (name) await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'nftables', name });
}
