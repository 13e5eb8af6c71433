import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHAINS, DATA_TYPES, PRIORITIES, SELECTORS } from './nft.ts';
import { fieldDoc, groupDoc, hookDoc, priorityDoc, selectorDoc, symbolDoc, typeDoc, wordDoc } from './nft-docs.ts';

interface GrammarRule {
  readonly type: string;
  readonly value?: string;
  readonly content?: GrammarRule;
  readonly members?: readonly GrammarRule[];
}
const grammar = JSON.parse(readFileSync(new URL('../../../grammar/src/grammar.json', import.meta.url), 'utf8')) as {
  rules: Record<string, GrammarRule>;
};

function wordsOf(rule: GrammarRule): string[] {
  if (rule.type === 'STRING') return /^[a-z][\w-]*$/.test(rule.value!) ? [rule.value!] : [];
  return [...(rule.members ?? []), ...(rule.content ? [rule.content] : [])].flatMap(wordsOf);
}

const SELECTOR_NODE = /_expression$|^_raw_payload$|^_meta_key$|^_ct_key$|^_tcp_option|^_sctp_chunk$/;

/** Words of the grammar that are values, names or parts of selectors; what they mean depends on more than the node. */
const NOT_WORDS = /^(?:_priority_name|_type_name|_name|variable|value_keyword|argument_keyword|_right_primary|_scope|_handle)$/;

/** A node's name in the tree, or that of the node that its words end up in. */
const SHOWN: Readonly<Record<string, string>> = {
  chain_block: 'chain_definition',
  set_block: 'set_definition',
  map_block: 'map_definition',
  flowtable_block: 'flowtable_definition',
  object_block: 'object_definition',
  map_type: 'set_type',
  map_typeof: 'set_typeof',
  _ct_object_type: 'object_type',
  _typeof_word: 'set_typeof',
  _priority: 'base_chain',
  auto_merge: 'set_body',
  _counter_literal: 'counter_statement',
  _limit_literal: 'limit_statement',
  _quota_literal: 'quota_statement',
  _last_literal: 'last_statement',
  _connlimit_literal: 'connlimit_statement',
  element_jump: 'jump',
  left_binary: 'binary_expression',
  right_binary: 'binary_expression',
  argument_binary: 'binary_expression',
  left_map: 'map_expression',
  argument_map: 'map_expression',
  vxlan_option: 'tunnel_value',
  erspan_option: 'tunnel_value',
  geneve_option: 'tunnel_value',
  notrack_statement: 'rule',
};

test('every keyword of the grammar is explained where it stands', () => {
  const missing: string[] = [];
  for (const [node, rule] of Object.entries(grammar.rules)) {
    if (SELECTOR_NODE.test(node) && !/binary|map_expr/.test(node)) continue;
    if (NOT_WORDS.test(node)) continue;
    for (const word of wordsOf(rule)) if (!wordDoc(SHOWN[node] ?? node, word)) missing.push(`${node} ${word}`);
  }
  expect(missing).toEqual([]);
});

test('every selector is explained', () => {
  expect(Object.keys(SELECTORS).filter((name) => !selectorDoc(name))).toEqual([]);
  expect(selectorDoc('ct original proto-dst')?.text).toContain('before dnat');
  expect(selectorDoc('fib saddr . iif oif')?.text).toContain('the source address and the incoming interface');
  expect(selectorDoc('tcp option mss size')?.text).toContain('segment size');
  expect(selectorDoc('icmpv6 taddr')?.since).toBe('1.0.9');
});

test('every first word of a selector is explained', () => {
  const firsts = new Set(Object.keys(SELECTORS).map((name) => name.split(' ')[0]!));
  expect([...firsts].filter((word) => !groupDoc(word) && !selectorDoc(word))).toEqual([]);
});

test('every type, symbol, hook and priority is explained', () => {
  expect(Object.keys(DATA_TYPES).filter((type) => !typeDoc(type))).toEqual([]);
  const symbols = Object.entries(DATA_TYPES).flatMap(([type, { symbols }]) =>
    Object.keys(symbols ?? {}).map((symbol) => [type, symbol] as const),
  );
  expect(symbols.filter(([type, symbol]) => !symbolDoc(type, symbol))).toEqual([]);
  const hooks = new Set(Object.keys(CHAINS).map((key) => key.split('/')[1]!));
  expect([...hooks].filter((hook) => !hookDoc(hook))).toEqual([]);
  const priorities = new Set(Object.values(PRIORITIES).flatMap((names) => Object.keys(names)));
  expect([...priorities].filter((name) => !priorityDoc(name))).toEqual([]);
});

test('nothing is invented for words that do not exist', () => {
  expect(wordDoc('toString', 'x')).toBeUndefined();
  expect(wordDoc('rate', 'constructor')).toBeUndefined();
  expect(selectorDoc('ip nonsense')).toBeUndefined();
  expect(symbolDoc('ct_state', 'toString')).toBeUndefined();
  expect(fieldDoc('tcp option', 'size')?.text).toContain('segment');
});
