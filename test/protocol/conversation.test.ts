import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentDiagnosticReport,
  DocumentHighlight,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { type ClientOptions, LspClient } from './client.ts';

const WARNED = 'table inet t {\n  # bridgekeeper-ignore meta/invalid-config\n}\n';
const CLEAN = 'table inet t {\n}\n';
const RULE = 'meta/unused-suppression';

let client: LspClient | undefined;

async function start(files: Record<string, string>, options?: ClientOptions): Promise<LspClient> {
  client = await LspClient.start(files, options);
  return client;
}

afterEach(async () => {
  const status = await client?.stop();
  client = undefined;
  expect(status ?? 0).toBe(0);
});

describe('diagnostics that are sent', () => {
  test('for files that are not open, with rule, source and a link to the page', async () => {
    const c = await start({ 'etc/nftables.conf': WARNED });
    const [found] = await c.sent('etc/nftables.conf', (rules) => rules.length > 0);
    expect(found).toMatchObject({
      source: 'bridgekeeper',
      code: RULE,
      severity: 2,
      codeDescription: { href: expect.stringMatching(/^file:.*rules\/meta\/unused-suppression\.md$/) },
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 43 } },
    });
    expect(c.result.capabilities.positionEncoding).toBe('utf-16');
    expect(c.registered).toContain('workspace/didChangeWatchedFiles');
  });

  test('follow incremental edits, and the editor’s text wins over the disk', async () => {
    const c = await start({ 'a.nft': CLEAN });
    await c.open('a.nft', WARNED);
    await c.sent('a.nft', (rules) => rules.includes(RULE));
    await c.edit('a.nft', '  # bridgekeeper-ignore meta/invalid-config\n', '');
    await c.sent('a.nft', (rules) => rules.length === 0);
    await c.write('a.nft', WARNED);
    await c.watched({ 'a.nft': 2 });
    await c.edit('a.nft', '}', ' # bridgekeeper-ignore\n}');
    expect(await c.sent('a.nft', (rules) => rules.length > 0)).toHaveLength(1);
    await c.close('a.nft');
    await c.sent('a.nft', (_, [found]) => String(found?.message).includes('gives no reason'));
  });

  test('follow files that come, change and go', async () => {
    const c = await start({ 'a.nft': CLEAN });
    await c.write('b.nft', WARNED);
    await c.watched({ 'b.nft': 1 });
    await c.sent('b.nft', (rules) => rules.length === 1);
    await c.write('b.nft', CLEAN);
    await c.watched({ 'b.nft': 2 });
    await c.sent('b.nft', (rules) => rules.length === 0);
    await c.write('b.nft', WARNED);
    await c.watched({ 'b.nft': 2 });
    await c.sent('b.nft', (rules) => rules.length === 1);
    await c.watched({ 'b.nft': 3 });
    await (await import('node:fs/promises')).rm(`${c.root}/b.nft`);
    await c.watched({ 'b.nft': 3 });
    await c.sent('b.nft', (rules) => rules.length === 0);
  });

  test('follow the configuration file, in the editor and on the disk, and the settings', async () => {
    const c = await start({ 'a.nft': WARNED }, { settings: { rules: { [RULE]: 'error' } } });
    const [first] = await c.sent('a.nft', (rules) => rules.length === 1);
    expect(first!.severity).toBe(1);
    const config = `{ "rules": { "${RULE}": "off" } }`;
    await c.write('.bridgekeeper.jsonc', config);
    await c.watched({ '.bridgekeeper.jsonc': 1 });
    await c.sent('a.nft', (rules) => rules.length === 0);
    await c.open('.bridgekeeper.jsonc', config, 'jsonc');
    await c.edit('.bridgekeeper.jsonc', '"off"', '"hint"');
    const [hint] = await c.sent('a.nft', (rules) => rules.length === 1);
    expect(hint!.severity).toBe(4);
    await c.edit('.bridgekeeper.jsonc', '"rules"', '"ruls"');
    await c.sent('.bridgekeeper.jsonc', (rules) => rules.includes('meta/invalid-config'));
  });

  test('several folders are judged apart, and folders come and go', async () => {
    const files = { 'one/a.nft': WARNED, 'one/.bridgekeeper.jsonc': `{ "rules": { "${RULE}": "error" } }`, 'two/a.nft': WARNED };
    const c = await start(files, { folders: ['one'] });
    expect((await c.sent('one/a.nft', (rules) => rules.length === 1))[0]!.severity).toBe(1);
    expect(c.diagnostics.has(c.uri('two/a.nft'))).toBe(false);
    const change = (added: string[], removed: string[]) =>
      c.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map((name) => ({ uri: c.uri(name), name })),
          removed: removed.map((name) => ({ uri: c.uri(name), name })),
        },
      });
    await change(['two'], ['one']);
    expect((await c.sent('two/a.nft', (rules) => rules.length === 1))[0]!.severity).toBe(2);
    await c.sent('one/a.nft', (rules) => rules.length === 0);
  });

  test('a file outside all folders is judged by itself, also one that was never saved', async () => {
    const c = await start({ 'a.nft': WARNED }, { folders: [] });
    await c.open('a.nft', WARNED);
    await c.sent('a.nft', (rules) => rules.length === 1);
    await c.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: 'untitled:Untitled-1', languageId: 'nftables', version: 1, text: WARNED },
    });
    await c.until(() => (c.diagnostics.get('untitled:Untitled-1') ?? []).length === 1, 'the untitled document');
    await c.close('a.nft');
    await c.sent('a.nft', (rules) => rules.length === 0);
  });

  test('names with blanks and other signs keep their address', async () => {
    const c = await start({ 'a b/ü#1.nft': WARNED });
    await c.open('a b/ü#1.nft', WARNED);
    await c.sent('a b/ü#1.nft', (rules) => rules.length === 1);
  });
});

describe('diagnostics that are asked for', () => {
  test('of a document, with an identity that says when nothing changed', async () => {
    const c = await start({ 'a.nft': CLEAN }, { pull: true });
    expect(c.result.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
    await c.open('a.nft', WARNED);
    const first = await c.request<DocumentDiagnosticReport>('textDocument/diagnostic', 'a.nft');
    expect(first).toMatchObject({ kind: 'full', items: [{ code: RULE }] });
    const previousResultId = first.resultId;
    const again = await c.request<DocumentDiagnosticReport>('textDocument/diagnostic', 'a.nft', { previousResultId });
    expect(again).toEqual({ kind: 'unchanged', resultId: previousResultId });
    expect(c.diagnostics.size).toBe(0);
  });

  test('the client is told to ask again when another file changed what is known', async () => {
    const c = await start({ 'a.nft': WARNED }, { pull: true });
    await c.open('a.nft', WARNED);
    await c.request('textDocument/diagnostic', 'a.nft');
    await c.write('.bridgekeeper.jsonc', `{ "rules": { "${RULE}": "off" } }`);
    await c.watched({ '.bridgekeeper.jsonc': 1 });
    await c.until(() => c.refreshes > 0, 'a refresh');
    expect(await c.request('textDocument/diagnostic', 'a.nft')).toMatchObject({ kind: 'full', items: [] });
  });

  test('of the whole workspace; the answer waits until something differs', async () => {
    const c = await start({ 'a.nft': WARNED, 'b.nft': CLEAN }, { pull: true });
    const first = await c.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    expect(first.items).toMatchObject([{ kind: 'full', uri: c.uri('a.nft'), items: [{ code: RULE }] }]);
    const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId! }));
    const next = c.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
    await c.write('a.nft', CLEAN);
    await c.watched({ 'a.nft': 2 });
    expect((await next).items).toMatchObject([{ kind: 'full', uri: c.uri('a.nft'), items: [] }]);
  });
});

describe('requests about a compose file', () => {
  const SHOP = `services:
  web:
    image: nginx
    ports: ["8080:80"]
    networks: [front]
networks:
  front:
    driver_opts:
      com.docker.network.bridge.enable_icc: "true"
    ipam:
      config:
        - subnet: 10.1.0.0/24
  back: {}
`;
  const where = (words: string) => {
    const before = SHOP.slice(0, SHOP.indexOf(words)).split('\n');
    return { line: before.length - 1, character: before.at(-1)!.length + 1 };
  };
  const opened = async () => {
    const c = await start({ 'shop/compose.yaml': SHOP });
    await c.open('shop/compose.yaml', SHOP, 'dockercompose');
    return c;
  };

  test('hover, definition, references and highlights', async () => {
    const c = await opened();
    const hover = await c.request<Hover>('textDocument/hover', 'shop/compose.yaml', { position: where('com.docker') });
    expect(hover.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('Values: ') });
    const [target] = await c.request<LocationLink[]>('textDocument/definition', 'shop/compose.yaml', {
      position: where('front]'),
    });
    expect(target).toMatchObject({
      targetUri: c.uri('shop/compose.yaml'),
      targetSelectionRange: { start: { line: 6, character: 2 } },
    });
    const all = await c.request<Location[]>('textDocument/references', 'shop/compose.yaml', {
      position: where('front]'),
      context: { includeDeclaration: true },
    });
    expect(all.map(({ range }) => range.start.line)).toEqual([4, 6]);
    const marks = await c.request<DocumentHighlight[]>('textDocument/documentHighlight', 'shop/compose.yaml', {
      position: where('front]'),
    });
    expect(marks).toHaveLength(2);
  });

  test('rename, in the versioned form that editors can check', async () => {
    const c = await opened();
    const prepared = await c.request('textDocument/prepareRename', 'shop/compose.yaml', { position: where('front]') });
    expect(prepared).toMatchObject({ placeholder: 'front', range: { start: { line: 4 } } });
    const { documentChanges } = await c.request<WorkspaceEdit>('textDocument/rename', 'shop/compose.yaml', {
      position: where('front]'),
      newName: 'outer',
    });
    expect(documentChanges).toMatchObject([
      { textDocument: { version: 1 }, edits: [{ newText: 'outer' }, { newText: 'outer' }] },
    ]);
    const bad = c.request('textDocument/rename', 'shop/compose.yaml', { position: where('web:'), newName: 'not a name: ' });
    await expect(bad).rejects.toMatchObject({ code: -32803, message: '"not a name: " cannot stand as a name in compose.yaml' });
  });

  test('completion replaces the word, and is silent after a character that the language does not know', async () => {
    const c = await opened();
    const position = where('nt]');
    const items = await c.request<CompletionItem[]>('textDocument/completion', 'shop/compose.yaml', { position });
    expect(items.find(({ label }) => label === 'back')).toMatchObject({ textEdit: { range: { start: { line: 4 } } } });
    const triggered = { position, context: { triggerKind: 2, triggerCharacter: '%' } };
    expect(await c.request('textDocument/completion', 'shop/compose.yaml', triggered)).toEqual([]);
  });

  test('inlay hints and lenses', async () => {
    const c = await opened();
    const range = { start: { line: 0, character: 0 }, end: { line: 12, character: 0 } };
    const hints = await c.request<InlayHint[]>('textDocument/inlayHint', 'shop/compose.yaml', { range });
    expect(hints.map(({ position }) => position.line)).toContain(11);
    const lenses = await c.request<CodeLens[]>('textDocument/codeLens', 'shop/compose.yaml');
    for (const { command } of lenses) expect(command!.title).not.toBe('');
  });

  test('requests that were cancelled are answered as such', async () => {
    const c = await opened();
    const source = new CancellationTokenSource();
    const answer = c.connection.sendRequest(
      'textDocument/hover',
      { textDocument: { uri: c.uri('shop/compose.yaml') }, position: where('com') },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  describe('what another extension says is not said again', () => {
    const STRUCTURE = 'networks: { front: { drivr: bridge } }\n';
    const JSON_TEXT = '{ "debug": true, }\n';
    const rules = (c: Awaited<ReturnType<typeof start>>, file: string) =>
      (c.diagnostics.get(c.uri(file)) ?? []).map(({ code }) => code);

    test('about an open file in the language that it knows; the fixes stay', async () => {
      const c = await start(
        { 'compose.yaml': STRUCTURE, 'daemon.json': JSON_TEXT },
        { initializationOptions: { neighbours: ['compose-schema', 'json'] } },
      );
      await c.open('compose.yaml', STRUCTURE, 'dockercompose');
      await c.open('daemon.json', JSON_TEXT, 'json');
      await c.until(() => c.status.length > 0, 'a check');
      expect(rules(c, 'compose.yaml')).not.toContain('compose/invalid-structure');
      expect(rules(c, 'daemon.json')).toEqual([]);
      const range = { start: { line: 0, character: 15 }, end: { line: 0, character: 17 } };
      const actions = await c.request<CodeAction[]>('textDocument/codeAction', 'daemon.json', {
        range,
        context: { diagnostics: [] },
      });
      expect(actions.map(({ title }) => title)).toEqual(['Remove the comma']);
    });

    test('names that are proposed already', async () => {
      const text =
        'services:\n  a: { image: i, networks: [n] }\n  b:\n    image: i\n    network_mode: \n    networks: []\nnetworks: { n: }\n';
      const labels = async (neighbours: string[], line: number, character: number) => {
        const c = await start({ 'compose.yaml': text }, { initializationOptions: { neighbours } });
        await c.open('compose.yaml', text, 'dockercompose');
        const list = await c.request<CompletionItem[]>('textDocument/completion', 'compose.yaml', {
          position: { line, character },
        });
        return list.map(({ label }) => label);
      };
      expect(await labels([], 5, 15)).toContain('n');
      expect(await labels(['compose-names'], 5, 15)).toEqual([]);
      expect(await labels(['compose-names'], 4, 18)).toContain('service:a');
    });

    test('not about files that are closed or open in another language', async () => {
      const c = await start({ 'etc/docker/daemon.json': JSON_TEXT }, { initializationOptions: { neighbours: ['json'] } });
      await c.sent('etc/docker/daemon.json', (found) => found.includes('docker/syntax'));
      await c.open('etc/docker/daemon.json', JSON_TEXT, 'jsonc');
      await c.until(() => c.status.length > 1, 'another check');
      expect(rules(c, 'etc/docker/daemon.json')).toEqual(['docker/syntax']);
    });

    test('structure is, when the settings want it', async () => {
      const c = await start(
        { 'compose.yaml': STRUCTURE },
        { initializationOptions: { neighbours: ['compose-schema'] }, settings: { compose: { structure: 'on' } } },
      );
      await c.open('compose.yaml', STRUCTURE, 'dockercompose');
      await c.sent('compose.yaml', (found) => found.includes('compose/invalid-structure'));
    });

    test('from the moment on when the extension is gone', async () => {
      const c = await start({ 'compose.yaml': STRUCTURE }, { initializationOptions: { neighbours: ['compose-schema'] } });
      await c.open('compose.yaml', STRUCTURE, 'dockercompose');
      await c.until(() => c.status.length > 0, 'a check');
      expect(rules(c, 'compose.yaml')).not.toContain('compose/invalid-structure');
      await c.connection.sendNotification('bridgekeeper/neighbours', { neighbours: [] });
      await c.sent('compose.yaml', (found) => found.includes('compose/invalid-structure'));
    });
  });
});

describe('requests', () => {
  test('hover on a rule in a suppression comment', async () => {
    const c = await start({});
    await c.open('a.nft', WARNED);
    const found = await c.request<Hover>('textDocument/hover', 'a.nft', { position: { line: 1, character: 30 } });
    expect(found).toMatchObject({ contents: { kind: 'markdown', value: expect.stringContaining('# meta/invalid-config') } });
    expect(await c.request('textDocument/hover', 'a.nft', { position: { line: 1, character: 0 } })).toBeNull();
    expect(await c.request('textDocument/hover', 'not-open.txt', { position: { line: 0, character: 0 } })).toBeNull();
  });

  test('code actions fix what is under the cursor, and everything at once', async () => {
    const c = await start({});
    await c.open('a.nft', WARNED);
    const range = { start: { line: 1, character: 5 }, end: { line: 1, character: 5 } };
    const actions = await c.request<CodeAction[]>('textDocument/codeAction', 'a.nft', { range, context: { diagnostics: [] } });
    expect(actions[0]).toMatchObject({
      title: 'Remove the comment',
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: RULE }],
      edit: { documentChanges: [{ textDocument: { uri: c.uri('a.nft'), version: 1 }, edits: [{ newText: '' }] }] },
    });
    const only = ['source.fixAll'];
    const all = await c.request<CodeAction[]>('textDocument/codeAction', 'a.nft', {
      range: { start: range.start, end: range.start },
      context: { diagnostics: [], only },
    });
    expect(all.map(({ kind }) => kind)).toEqual(['source.fixAll.bridgekeeper']);
  });

  test('the status names the hosts', async () => {
    const c = await start({ 'one/etc/nftables.conf': CLEAN, 'two/etc/docker/daemon.json': '{}' });
    await c.until(() => c.status.length > 0, 'the status');
    expect(c.status.at(-1)).toMatchObject({ hosts: [{ name: 'one' }, { name: 'two' }] });
  });

  test('the address plan, as a tree and as pictures, follows edits', async () => {
    const compose = (subnet: string) => `networks: { front: { ipam: { config: [{ subnet: ${subnet} }] } } }\n`;
    const c = await start({ 'shop/compose.yaml': compose('10.200.0.0/24') });
    type Node = { label: string; place?: { uri: string }; children?: Node[] };
    const labels = async () =>
      (await c.connection.sendRequest<Node[]>('bridgekeeper/plan'))[0]!.children!.flatMap(({ children = [] }) => children);
    const subnet = (await labels()).find(({ label }) => label === '10.200.0.0/24');
    expect(subnet?.place?.uri).toBe(c.uri('shop/compose.yaml'));
    await c.open('shop/compose.yaml', compose('10.200.0.0/24'), 'dockercompose');
    const told = c.status.length;
    await c.edit('shop/compose.yaml', '10.200.0.0', '10.201.0.0');
    await c.until(() => c.status.length > told, 'the status after the edit');
    expect((await labels()).map(({ label }) => label)).toContain('10.201.0.0/24');
    const [picture] = await c.connection.sendRequest<string[]>('bridgekeeper/planPicture');
    expect(picture).toMatch(/^<svg /);
  });

  test('rules and their pages', async () => {
    const c = await start({});
    expect(await c.connection.sendRequest('bridgekeeper/rulePage', { rule: RULE })).toContain(`# ${RULE}`);
    expect(await c.connection.sendRequest('bridgekeeper/rules')).toContainEqual(expect.objectContaining({ id: RULE }));
  });

  test('the client’s own link to pages is used', async () => {
    const c = await start({ 'a.nft': WARNED }, { initializationOptions: { ruleLink: 'command:x?{rule}' } });
    const [found] = await c.sent('a.nft', (rules) => rules.length > 0);
    expect(found!.codeDescription!.href).toBe(`command:x?${RULE}`);
  });
});
