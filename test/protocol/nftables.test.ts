import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SymbolInformation,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LspClient } from './client.ts';

// What an editor asks about an nftables file, one question each. The answers themselves are tested beside the features.
const FILE = 'etc/nftables.conf';
const TEXT = `define WAN = eth0
include "extra.nft"

table inet filter {
	set trusted {
		type ipv4_addr
	}
	# a comment
	# of two lines
	chain input {
		type filter hook input priority filter; policy drop;
		iifname $WAN ip saddr @trusted jump services
	}
	chain services {
		tcp dport 22 accept
	}
}
`;
const document = TextDocument.create('', '', 0, TEXT);
/** The place of a word, or of the n-th one. */
function at(word: string, nth = 0) {
  let offset = TEXT.indexOf(word);
  for (let i = 0; i < nth; i++) offset = TEXT.indexOf(word, offset + 1);
  return document.positionAt(offset);
}
const RULE_LINE = at('iifname').line;

let client: LspClient;
beforeAll(async () => {
  client = await LspClient.start({ [FILE]: TEXT, 'etc/extra.nft': 'table ip other {\n}\n' });
  await client.open(FILE, TEXT);
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});
const ask = <T>(method: string, params: object = {}) => client.request<T>(`textDocument/${method}`, FILE, params);

test('symbols of the document and of the workspace', async () => {
  const [variable, include, table] = await ask<DocumentSymbol[]>('documentSymbol');
  expect([variable?.name, include?.name, table?.name]).toEqual(['WAN', 'extra.nft', 'filter']);
  expect(table?.children?.map(({ name }) => name)).toEqual(['trusted', 'input', 'services']);
  const found = await client.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query: 'serv' });
  expect(found).toMatchObject([{ name: 'services', containerName: 'filter', location: { uri: client.uri(FILE) } }]);
});

test('folding and selection ranges', async () => {
  const folds = await ask<FoldingRange[]>('foldingRange');
  expect(folds).toContainEqual({ startLine: at('chain input').line, endLine: RULE_LINE });
  expect(folds).toContainEqual({ startLine: at('# a comment').line, endLine: at('# of two').line, kind: 'comment' });
  const [narrow] = await ask<SelectionRange[]>('selectionRange', { positions: [at('saddr')] });
  const widths: number[] = [];
  for (let range: SelectionRange | undefined = narrow; range; range = range.parent)
    widths.push(document.offsetAt(range.range.end) - document.offsetAt(range.range.start));
  expect(widths[0]).toBe('saddr'.length);
  expect(widths).toEqual([...widths].sort((a, b) => a - b));
  expect(widths.at(-1)).toBe(TEXT.length);
});

test('semantic tokens: whole, in a range, and what an edit changes', async () => {
  const whole = await ask<SemanticTokens>('semanticTokens/full');
  expect(whole.data.length % 5).toBe(0);
  expect(whole.data.slice(0, 3)).toEqual([0, at('WAN').character, 'WAN'.length]);
  const range = { start: { line: RULE_LINE, character: 0 }, end: { line: RULE_LINE + 1, character: 0 } };
  const part = await ask<SemanticTokens>('semanticTokens/range', { range });
  expect(part.data[0]).toBe(RULE_LINE);
  expect(part.data.length).toBeLessThan(whole.data.length);
  const same = await ask<SemanticTokensDelta>('semanticTokens/full/delta', { previousResultId: whole.resultId });
  expect(same.edits).toEqual([]);
});

test('links to included files', async () => {
  expect(await ask<DocumentLink[]>('documentLink')).toMatchObject([
    { range: { start: { line: 1 } }, target: client.uri('etc/extra.nft') },
  ]);
});

test('formatting of the document, a range, and what is typed', async () => {
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await ask<TextEdit[]>('formatting', { options });
  expect(TextDocument.applyEdits(document, edits)).toBe(TEXT.replaceAll('\t', '  '));
  expect(await ask<TextEdit[]>('formatting', { options: { tabSize: 8, insertSpaces: false } })).toEqual([]);
  const line = { start: { line: RULE_LINE, character: 0 }, end: { line: RULE_LINE, character: 5 } };
  const ranged = TextDocument.applyEdits(document, await ask<TextEdit[]>('rangeFormatting', { range: line, options }));
  expect(ranged.split('\n')[RULE_LINE]).toBe('    iifname $WAN ip saddr @trusted jump services');
  expect(ranged.split('\n')[RULE_LINE + 3]).toBe('\t\ttcp dport 22 accept');
  const position = { line: RULE_LINE + 1, character: 2 };
  const typed = TextDocument.applyEdits(document, await ask<TextEdit[]>('onTypeFormatting', { position, ch: '}', options }));
  expect(typed.split('\n')[RULE_LINE + 1]).toBe('  }');
});

test('calls between chains', async () => {
  const [services] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', { position: at('services', 1) });
  expect(services).toMatchObject({ name: 'services', uri: client.uri(FILE) });
  const calls = await client.connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
    item: services,
  });
  expect(calls).toMatchObject([{ from: { name: 'input' }, fromRanges: [{ start: { line: RULE_LINE } }] }]);
  const [{ from: input }] = calls as [CallHierarchyIncomingCall];
  const out = await client.connection.sendRequest<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item: input });
  expect(out).toMatchObject([{ to: { name: 'services' } }]);
});

test('definition, references and rename of a set', async () => {
  const position = at('trusted', 1);
  expect(JSON.stringify(await ask('definition', { position }))).toContain(`"line":${at('trusted').line}`);
  const places = await ask<Location[]>('references', { position, context: { includeDeclaration: true } });
  expect(places.map(({ range }) => range.start.line)).toEqual([at('trusted').line, RULE_LINE]);
  const { documentChanges } = await ask<WorkspaceEdit>('rename', { position, newName: 'friends' });
  expect(documentChanges).toMatchObject([{ textDocument: { uri: client.uri(FILE), version: 1 } }]);
  expect(JSON.stringify(documentChanges).match(/friends/g)).toHaveLength(2);
});

test('hover and completion', async () => {
  expect(JSON.stringify(await ask('hover', { position: at('policy') }))).toContain('"kind":"markdown"');
  const items = await ask<CompletionItem[] | { items: CompletionItem[] }>('completion', { position: at('services') });
  const labels = ('items' in items ? items.items : items).map(({ label }) => label);
  expect(labels).toContain('services');
  expect(labels).not.toContain('table');
});

test('code actions: the fix of a rule, and all safe fixes', async () => {
  const broken = TEXT.replace('jump services', 'jump servces');
  await client.edit(FILE, 'jump services', 'jump servces');
  await client.sent(FILE, (rules) => rules.includes('nft/undefined-chain'));
  const range = { start: { line: RULE_LINE, character: 45 }, end: { line: RULE_LINE, character: 45 } };
  const actions = await ask<CodeAction[]>('codeAction', { range, context: { diagnostics: [] } });
  expect(actions[0]).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'nft/undefined-chain' }] });
  const [all] = await ask<CodeAction[]>('codeAction', {
    range,
    context: { diagnostics: [], only: ['source.fixAll.bridgekeeper'] },
  });
  const [change] = all!.edit!.documentChanges as TextDocumentEdit[];
  const fixed = TextDocument.applyEdits(TextDocument.create('', '', 0, broken), change!.edits as TextEdit[]);
  expect(fixed).toContain('jump services\n');
  expect(fixed).not.toContain('servces');
  await client.edit(FILE, 'jump servces', 'jump services');
  await client.sent(FILE, (rules) => !rules.includes('nft/undefined-chain'));
});
