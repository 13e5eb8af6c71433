/// <reference types="mocha" />
import * as vscode from 'vscode';

const EXTENSION = 'bridgekeeper.bridgekeeper-vscode';
const RULE = 'meta/unused-suppression';

function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Tries until something is there; VS Code answers many questions a little later. */
async function eventually<T>(what: string, ask: () => T | undefined | Thenable<T | undefined>, seconds = 30): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`no ${what} within ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function place(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
}

async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(place(name)));
}

function found(uri: vscode.Uri, rule: string): vscode.Diagnostic[] {
  const code = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);
  return vscode.languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.source === 'bridgekeeper' && code(diagnostic) === rule);
}

async function textOf(hovers: vscode.Hover[]): Promise<string> {
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
    .join('\n');
}

interface Node {
  readonly label: string;
}

/** The place behind the first `text` in a document. */
function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert(at >= 0, `"${text}" does not stand in ${document.fileName}`);
  return document.positionAt(at + text.length);
}

async function hoverAt(document: vscode.TextDocument, word: string): Promise<string> {
  return eventually(`hover on ${word}`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      behind(document, word).translate(0, -1),
    );
    return (await textOf(hovers)) || undefined;
  });
}

describe('Bridgekeeper in VS Code', () => {
  it('activates, and its server answers', async () => {
    const extension = vscode.extensions.getExtension<{ ready: Promise<void> }>(EXTENSION);
    assert(extension, `${EXTENSION} is not there`);
    const api = await extension.activate();
    await api.ready;
  });

  it('knows nftables files by name, ending and first line', async () => {
    for (const name of ['etc/nftables.conf', 'rules.nft', 'firewall'])
      assert(
        (await open(name)).document.languageId === 'nftables',
        `${name} is ${vscode.window.activeTextEditor?.document.languageId}`,
      );
  });

  it('shows diagnostics with rule, link and place', async () => {
    const { document } = await open('rules.nft');
    const [diagnostic] = await eventually('diagnostic', () =>
      found(document.uri, RULE).length > 0 ? found(document.uri, RULE) : undefined,
    );
    assert(diagnostic!.severity === vscode.DiagnosticSeverity.Warning, 'it is not a warning');
    assert(
      typeof diagnostic!.code === 'object' && diagnostic!.code.target.toString().startsWith('command:bridgekeeper.explainRule'),
      'the code is no link to the page',
    );
    assert(diagnostic!.range.start.line === 1, 'it is on another line');
  });

  it('shows diagnostics of files that are not open', async () => {
    await eventually('diagnostic of a closed file', () => (found(place('closed.nft'), RULE).length > 0 ? true : undefined));
  });

  it('answers a hover', async () => {
    const { document } = await open('rules.nft');
    const at = document.positionAt(document.getText().indexOf('invalid-config') + 3);
    const text = await eventually('hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
      return (await textOf(hovers)) || undefined;
    });
    assert(text.includes('meta/invalid-config'), `the hover says ${text}`);
  });

  it('a quick fix changes the text', async () => {
    const editor = await open('rules.nft');
    const { document } = editor;
    const range = new vscode.Range(1, 4, 1, 4);
    const action = await eventually('quick fix', async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
      );
      return actions.find(({ title }) => title === 'Remove the comment');
    });
    assert(action.isPreferred, 'it is not the preferred one');
    assert(action.edit && (await vscode.workspace.applyEdit(action.edit)), 'it could not be applied');
    assert(!document.getText().includes('bridgekeeper-ignore'), 'the text is as it was');
    await eventually('end of the diagnostic', () => (found(document.uri, RULE).length === 0 ? true : undefined));
    await vscode.commands.executeCommand('undo');
    await eventually('diagnostic after undo', () => (found(document.uri, RULE).length > 0 ? true : undefined));
  });

  it('corrects a misspelt chain', async () => {
    const { document } = await open('web.nft');
    const rule = 'nft/undefined-chain';
    const [diagnostic] = await eventually('diagnostic', () =>
      found(document.uri, rule).length > 0 ? found(document.uri, rule) : undefined,
    );
    assert(diagnostic!.severity === vscode.DiagnosticSeverity.Error, 'it is not an error');
    assert(document.getText(diagnostic!.range) === 'servces', `${document.getText(diagnostic!.range)} is underlined`);
    const action = await eventually('preferred fix', async () =>
      (
        await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          diagnostic!.range,
        )
      ).find(({ isPreferred }) => isPreferred),
    );
    assert(action.edit && (await vscode.workspace.applyEdit(action.edit)), 'it could not be applied');
    assert(document.getText().includes('jump services'), `the text is ${document.getText()}`);
    await eventually('end of the diagnostic', () => (found(document.uri, rule).length === 0 ? true : undefined));
    await vscode.commands.executeCommand('undo');
  });

  it('explains words of nftables, daemon.json and driver options', async () => {
    const nft = await hoverAt((await open('web.nft')).document, 'policy');
    assert(/accept/.test(nft), `policy: ${nft}`);
    const daemon = await hoverAt((await open('etc/docker/daemon.json')).document, '"bip');
    assert(/docker0/.test(daemon), `bip: ${daemon}`);
    const option = await hoverAt((await open('shop/compose.yaml')).document, 'enable_icc');
    assert(/true/.test(option), `enable_icc: ${option}`);
  });

  it('completes the names of chains', async () => {
    const { document } = await open('web.nft');
    const items = await eventually('proposal', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        behind(document, 'jump ser'),
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.includes('services') ? labels : undefined;
    });
    assert(!items.includes('table'), 'words are proposed that cannot stand there');
  });

  it('lays an nftables file out', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'nftables',
      content: 'table inet t {\nchain c {\ntcp dport 22   accept\n}\n}\n',
    });
    await vscode.window.showTextDocument(document);
    await eventually('formatted text', async () => {
      await vscode.commands.executeCommand('editor.action.formatDocument');
      return /^\s+tcp dport 22 accept$/m.test(document.getText()) ? true : undefined;
    });
  });

  it('names the host and its firewall backend', async () => {
    await open('etc/nftables.conf');
    const { status } = vscode.extensions.getExtension<{ status: { readonly text: string } }>(EXTENSION)!.exports;
    await eventually('backend in the status bar', () => (status.text.endsWith(': iptables-nft') ? true : undefined));
    const { document } = await open('etc/docker/daemon.json');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 1), ' "firewall-backend": "nftables",');
    await vscode.workspace.applyEdit(edit);
    await eventually('the other backend', () => (status.text.endsWith(': nftables') ? true : undefined));
    await vscode.commands.executeCommand('undo');
    await eventually('the first backend again', () => (status.text.endsWith(': iptables-nft') ? true : undefined));
  });

  it('fixes everything at once', async () => {
    const editor = await open('closed.nft');
    await eventually('diagnostic', () => (found(editor.document.uri, RULE).length > 0 ? true : undefined));
    await vscode.commands.executeCommand('bridgekeeper.fixAll');
    await eventually('fixed text', () => (editor.document.getText().includes('bridgekeeper-ignore') ? undefined : true));
    await vscode.commands.executeCommand('undo');
  });

  for (const [language, name, text] of [
    ['nftables', 'Docker-safe ruleset, nftables backend', 'delete table inet firewall'],
    ['json', 'Docker daemon: own address pools', '"default-address-pools"'],
    ['dockercompose', 'Network: macvlan', 'driver: macvlan'],
  ] as const)
    it(`inserts a snippet into ${language}`, async () => {
      const document = await vscode.workspace.openTextDocument({ language, content: '' });
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: language, name });
      await eventually('snippet', () => (document.getText().includes(text) ? true : undefined));
    });

  it('shows the page of a rule', async () => {
    const uri = vscode.Uri.parse(`bridgekeeper-rule:/${RULE}.md`);
    const document = await vscode.workspace.openTextDocument(uri);
    assert(document.getText().startsWith(`# ${RULE}`), `the page says ${document.getText().slice(0, 80)}`);
    await vscode.commands.executeCommand('bridgekeeper.explainRule', RULE);
  });

  it('follows the settings and the configuration file', async () => {
    const { document } = await open('rules.nft');
    await eventually('diagnostic', () => (found(document.uri, RULE).length > 0 ? true : undefined));
    const config = place('.bridgekeeper.jsonc');
    await vscode.workspace.fs.writeFile(config, new TextEncoder().encode(`{ "rules": { "${RULE}": "off" } }`));
    await eventually('silence', () => (found(document.uri, RULE).length === 0 ? true : undefined));
    await vscode.workspace.fs.delete(config);
    await eventually('diagnostic again', () => (found(document.uri, RULE).length > 0 ? true : undefined));
  });

  it('shows the address plan', async () => {
    await vscode.commands.executeCommand('bridgekeeper.networks.focus');
    const { networks } = vscode.extensions.getExtension<{ networks: vscode.TreeDataProvider<Node> }>(EXTENSION)!.exports;
    const all = async (node?: Node): Promise<Node[]> => {
      const children = (await networks.getChildren(node)) ?? [];
      return [...children, ...(await Promise.all(children.map(all))).flat()];
    };
    const subnet = await eventually('subnet in the tree', async () =>
      (await all()).find(({ label }) => label === '10.200.0.0/25'),
    );
    const { command } = await networks.getTreeItem(subnet);
    await vscode.commands.executeCommand(command!.command, ...command!.arguments!);
    await eventually('the place it leads to', () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith('shop/compose.yaml') &&
      vscode.window.activeTextEditor.selection.start.line === 9
        ? true
        : undefined,
    );
    await vscode.commands.executeCommand('bridgekeeper.showAddressPlan');
    await eventually('picture', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label === 'Address plan') ? true : undefined,
    );
  });

  it('checks compose files with the others, in a browser too', async () => {
    const uri = place('shop/compose.yaml');
    const [diagnostic] = await eventually('finding of the host', () => {
      const list = found(uri, 'host/subnet-overlap');
      return list.length > 0 ? list : undefined;
    });
    assert(
      diagnostic!.relatedInformation?.some(({ location }) => location.uri.path.endsWith('daemon.json')),
      'the other place is not named',
    );
  });

  it('every command of the manifest is registered', async () => {
    const { packageJSON } = vscode.extensions.getExtension(EXTENSION)!;
    const known = await vscode.commands.getCommands(true);
    const missing = packageJSON.contributes.commands
      .map(({ command }: { command: string }) => command)
      .filter((command: string) => !known.includes(command));
    assert(missing.length === 0, `not registered: ${missing.join(', ')}`);
  });

  it('starts again when asked', async () => {
    await vscode.commands.executeCommand('bridgekeeper.restartServer');
    const { document } = await open('rules.nft');
    await eventually('diagnostic after the restart', () => (found(document.uri, RULE).length > 0 ? true : undefined));
  });
});
