// The numbers of the grammar's symbols, read off parser.c, so that lowering can switch on them.
import { readFile } from 'node:fs/promises';

/** @param {string} root the repository, with a trailing slash; @returns {Promise<Record<string, string>>} text by path */
export default async function generate(root) {
  const parser = await readFile(`${root}grammar/src/parser.c`, 'utf8');
  const symbols = new Map();
  for (const [, name, id] of /enum ts_symbol_identifiers \{([\s\S]*?)\};/.exec(parser)[1].matchAll(/(\w+) = (\d+)/g))
    symbols.set(name, Number(id));
  const publicOf = new Map();
  for (const [, from, to] of /ts_symbol_map\[\] = \{([\s\S]*?)\};/.exec(parser)[1].matchAll(/\[(\w+)\] = (\w+)/g))
    publicOf.set(from, to);
  const names = new Map();
  for (const [, symbol, name] of /ts_symbol_names\[\] = \{([\s\S]*?)\n\};/
    .exec(parser)[1]
    .matchAll(/\[(\w+)\] = "((?:[^"\\]|\\.)*)"/g))
    names.set(symbol, name);
  const visible = new Set();
  for (const [, symbol] of /ts_symbol_metadata\[\] = \{([\s\S]*?)\n\};/
    .exec(parser)[1]
    .matchAll(/\[(\w+)\] = \{\s*\.visible = true/g))
    visible.add(symbol);
  const fields = [];
  for (const [, name, id] of /enum ts_field_identifiers \{([\s\S]*?)\};/.exec(parser)[1].matchAll(/field_(\w+) = (\d+)/g))
    fields.push([name, Number(id)]);
  const idOf = (symbol) => symbols.get(symbol) ?? 0;

  // A rule that is nothing but one word is a token with a name of its own.
  const grammar = JSON.parse(await readFile(`${root}grammar/src/grammar.json`, 'utf8'));
  const spelled = Object.entries(grammar.rules).flatMap(([name, rule]) =>
    rule.type === 'STRING' && symbols.has(`sym_${name}`) && !name.startsWith('_') ? [[idOf(`sym_${name}`), rule.value]] : [],
  );

  // Every token, hidden ones too, by its number: by its name in nft's own lists, and by the grammar's display name.
  const facts = JSON.parse(await readFile(`${root}server/src/facts/nft/tokens.json`, 'utf8'));
  const nftNames = new Map(facts.rows.map(({ token, nft }) => [token, nft]));
  const tokenCount = Number(/#define TOKEN_COUNT (\d+)/.exec(parser)[1]);
  const tokenNames = [];
  for (const [symbol, id] of [['end', 0], ...symbols]) {
    if (id >= tokenCount) continue;
    const own = symbol.replace(/^(anon_sym_|sym_|aux_sym_)/, '');
    const shown = symbol === 'end' ? 'end' : names.get(symbol);
    // These two are words of the language, and names of the grammar as well.
    const word = symbol === 'anon_sym_comment' || symbol === 'anon_sym_classid' ? own : undefined;
    const name = word ?? nftNames.get(symbol) ?? nftNames.get(own) ?? nftNames.get(shown) ?? shown;
    tokenNames[id] = symbol === 'sym_comment' || symbol === 'sym_line_continuation' ? '' : name;
  }

  const kinds = [];
  const tokens = [];
  for (const [symbol] of symbols) {
    if (!visible.has(symbol) || publicOf.get(symbol) !== symbol) continue;
    if (symbol.startsWith('anon_sym_')) tokens.push([symbol.slice('anon_sym_'.length), idOf(symbol)]);
    else kinds.push([names.get(symbol), idOf(symbol)]);
  }
  const list = (entries) =>
    entries.map(([name, id]) => `  ${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)} = ${id},\n`).join('');
  return {
    'server/src/syntax/nft/kinds.generated.ts':
      '// Generated from grammar/src/parser.c by scripts/generate/nft-kinds.mjs. Do not edit.\n\n' +
      `/** Named nodes of the grammar. */\nexport const enum Kind {\n  ERROR = 65535,\n${list(kinds)}}\n\n` +
      `/** Words and signs, by the grammar's own names for them. */\nexport const enum Token {\n${list(tokens)}}\n\n` +
      `/** Tokens by number, as nft names them when it lists what it expects; empty for comments and line continuations. */\nexport const TOKEN_NAMES: readonly string[] = ${JSON.stringify(tokenNames)};\n\n` +
      `/** Fields. */\nexport const enum Field {\n${list(fields)}}\n\n` +
      `/** Named nodes that are one certain word. */\nexport const SPELLED: readonly (readonly [symbol: number, text: string])[] = ${JSON.stringify(spelled)};\n`,
  };
}
