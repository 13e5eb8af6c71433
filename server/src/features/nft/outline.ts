import type { Range } from '../../base/range.ts';
import { BLOCK_VERBS, BLOCKS } from '../../facts/nft-language.ts';
import type { Block, BlockMap } from '../../nft/blocks.ts';
import type { OutlineNode, Place } from '../provider.ts';
import { blockMapOf } from './models.ts';

const KINDS: Readonly<Record<string, OutlineNode['kind']>> = { table: 'table', chain: 'chain', set: 'set', map: 'map' };
const INNER = /^(?:jump|goto|vxlan|erspan|geneve)$/;
/** With more rules than this in command form the outline names none. */
const MANY_RULES = 300;
/** How far into a block its type is looked for, in statements. */
const HEAD = 6;

/** Tables, chains, sets, objects, variables and includes of a file, also of one that somebody is typing in. */
export function outline({ file }: Place): OutlineNode[] {
  const map = blockMapOf(file.nft);
  const nodes = new Map<number, { node: OutlineNode & { children: OutlineNode[] } }>();
  const top: OutlineNode[] = [];
  const holder = (block: number): OutlineNode[] => {
    for (let index = block; index > 0; index = map.blocks[index]!.parent) {
      const found = nodes.get(index);
      if (found) return found.node.children;
    }
    return top;
  };
  for (const [index, block] of map.blocks.entries()) {
    if (index === 0 || INNER.test(block.keyword)) continue;
    const node = blockNode(map, index, block);
    nodes.set(index, { node });
    holder(block.parent).push(node);
  }
  const rules: { node: OutlineNode; block: number }[] = [];
  for (const { start, end, block } of outerStatements(map)) {
    const node = statementNode(map.text, start, end);
    if (node?.kind === 'rule') rules.push({ node, block });
    else if (node) holder(block).push(node);
  }
  if (rules.length <= MANY_RULES) for (const { node, block } of rules) holder(block).push(node);
  const sort = (list: OutlineNode[]): OutlineNode[] => {
    list.sort((a, b) => a.range.start - b.range.start);
    for (const { children } of list) if (children) sort(children as OutlineNode[]);
    return list;
  };
  return sort(top);
}

/** Statements that are no rules: those of the file and of tables, and definitions at the beginning of chains. */
function* outerStatements(map: BlockMap): Generator<{ start: number; end: number; block: number }> {
  const opening = new Set(map.blocks.map(({ statement }) => statement));
  for (let index = 0; index < map.statementCount; index++) {
    if (opening.has(index)) continue;
    const statement = map.statement(index);
    const { keyword } = map.blocks[statement.block]!;
    if (keyword === 'file' || keyword === 'table' || (keyword === 'chain' && map.text.startsWith('define', statement.start)))
      yield statement;
  }
}

function blockNode(map: BlockMap, index: number, block: Block): OutlineNode & { children: OutlineNode[] } {
  const { text } = map;
  const name = block.words.at(-1) ?? '';
  const end = block.isClosed ? block.close + 1 : Math.max(block.open + 1, text.slice(0, block.close).trimEnd().length);
  const range = { start: block.start, end };
  const at = text.lastIndexOf(name, block.open - 1);
  const selection =
    name === '' || at < block.start ? { start: block.start, end: block.open } : { start: at, end: at + name.length };
  const detail = detailOf(map, index, block);
  return { name, kind: KINDS[block.keyword] ?? 'object', range, selection, ...(detail === '' ? {} : { detail }), children: [] };
}

/** What a block is, in a few words: a base chain's hook and priority, a set's type, an object's kind. */
function detailOf(map: BlockMap, index: number, block: Block): string {
  const before = block.words.slice(0, -1).join(' ');
  if (block.keyword === 'table') return before;
  const lines = headOf(map, index);
  const line = lines.find((text) => /^type(?:of)?\s/.test(text));
  const type = line?.replace(/^type(?:of)?\s+/, '').replace(/\s+/g, ' ');
  if (block.keyword === 'chain') {
    const base = /^(\w+) hook (\w+)(?: .*?)? priority (.+)$/.exec(type ?? '');
    const policy = lines.map((text) => /^policy\s+(\S+)/.exec(text)?.[1]).find((found) => found !== undefined);
    const words = base ? [`${base[2]} ${base[3]}`, policy].filter((word) => word !== undefined) : [];
    return [before, words.join(', ')].filter((word) => word !== '').join(' ');
  }
  if (block.keyword === 'set' || block.keyword === 'map') return [before, type ?? ''].filter((word) => word !== '').join(' ');
  return [block.keyword, before].filter((word) => word !== '').join(' ');
}

/** The first statements of a block. */
function headOf(map: BlockMap, index: number): string[] {
  return Array.from(map.statementsOf(index, HEAD), ({ start, end }) => map.text.slice(start, Math.min(end, start + 200)).trim());
}

const keywords = Object.keys(BLOCKS)
  .filter((word) => !INNER.test(word))
  .map((word) => word.replace(' ', '\\s+'));
const DECLARATION = new RegExp(
  `^(?:(?:${BLOCK_VERBS.slice(0, 2).join('|')})\\s+)?(${keywords.join('|')})((?:\\s+[\\w./-]+){1,3})`,
);
const RULE = /^(?:(?:add|insert|replace)\s+)?rule\s+(.*)$/s;

function statementNode(text: string, start: number, end: number): OutlineNode | undefined {
  const statement = text.slice(start, Math.min(end, start + 400)).trimEnd();
  const range = { start, end: start + text.slice(start, end).trimEnd().length };
  const at = (name: string, from = 0): Range => {
    const found = statement.indexOf(name, from);
    return found < 0 ? range : { start: start + found, end: start + found + name.length };
  };
  const variable = /^(define|redefine)\s+([\w./-]+)\s*=\s*/.exec(statement);
  if (variable)
    return {
      name: variable[2]!,
      kind: 'variable',
      detail: short(statement.slice(variable[0].length)),
      range,
      selection: at(variable[2]!, variable[1]!.length),
    };
  const include = /^include\s+"([^"]*)/.exec(statement);
  if (include) return { name: include[1]!, kind: 'include', range, selection: at(include[1]!) };
  const rule = RULE.exec(statement);
  if (rule) return { name: short(rule[1]!), kind: 'rule', range, selection: range };
  const declared = DECLARATION.exec(statement);
  if (!declared) return undefined;
  const words = declared[2]!.trim().split(/\s+/);
  // Behind a counter's or quota's name its values may follow.
  const name = words.findLast((word) => !/^\d|^(?:packets|bytes|rate|over|until|mss)$/.test(word)) ?? words[0]!;
  const keyword = declared[1]!.replace(/\s+/, ' ');
  const selection = at(name, declared[1]!.length);
  const detail = KINDS[keyword] ? words.slice(0, -1).join(' ') : `${keyword} ${words.slice(0, -1).join(' ')}`.trim();
  return { name, kind: KINDS[keyword] ?? 'object', range, selection, ...(detail === '' ? {} : { detail }) };
}

function short(text: string): string {
  const line = text.replace(/#.*$/gm, '').replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
