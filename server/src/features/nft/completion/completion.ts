import { CHAINS } from '../../../facts/nft.ts';
import { NFT_SNIPPETS } from '../../../facts/nft-completion.ts';
import type { BlockMap } from '../../../nft/blocks.ts';
import { Kind } from '../../../syntax/nft/kinds.generated.ts';
import { spellingOf, tokensSpelled } from '../../../syntax/nft/token-parser.ts';
import type { Completion, Cursor } from '../../provider.ts';
import { type Excerpt, excerptAt } from '../excerpt.ts';
import { blockMapOf } from '../models.ts';
import { type Slot, SlotFinder } from '../slot.ts';
import { type Surroundings, setOfBlock, surroundingsOf } from '../surroundings.ts';
import { type Level, levelsOf, parserAtEnd, type ReadExcerpt, readExcerpt } from '../words.ts';
import { includePaths } from './includes.ts';
import { RuleJudge, selectorsWith } from './judge.ts';
import { type Candidate, candidateDoc, isAllowed, type KeywordPlace, likelyPlace } from './keywords.ts';
import { nameProposals, setReferences, variables } from './names.ts';
import { keyword, ORDER, proposal } from './proposals.ts';
import { type Typed, typedAt } from './typed.ts';
import { dataTypes, valueProposals } from './values.ts';

/** Tokens that values are written with, the most telling first. */
const VALUE_TOKENS: readonly number[] = [Kind.identifier, Kind.quoted_string, Kind.number, Kind.duration];
/** Nodes that hold several values. */
const LIST = /^(?:list|set|verdict_map|device_list|table_flags|timeout_policy)$/;
/** How many statements of a block are looked at to know what it has. */
const HEAD = 40;

/** Everything that nft would take at the cursor: keywords, names in scope, values of the type that is wanted. */
export function completions(cursor: Cursor): Completion[] {
  const typed = typedAt(cursor.file.text, cursor.offset);
  return typed ? new Completer(cursor, typed).all() : [];
}

class Completer {
  readonly #map: BlockMap;
  readonly #excerpt: Excerpt;
  readonly #read: ReadExcerpt;
  readonly #around: Surroundings;
  readonly #finder: SlotFinder;
  readonly #depth: number;
  readonly #end: number;
  readonly #levels = new Map<number, readonly Level[] | undefined>();
  readonly #judges = new Map<string, RuleJudge>();
  readonly #parser;

  constructor(
    private readonly cursor: Cursor,
    private readonly typed: Typed,
  ) {
    this.#map = blockMapOf(cursor.file.nft);
    this.#excerpt = excerptAt(cursor, cursor.offset, typed.start);
    this.#read = readExcerpt(this.#excerpt);
    this.#parser = parserAtEnd(this.#read);
    this.#around = surroundingsOf(cursor, this.#excerpt, cursor.offset);
    this.#finder = new SlotFinder(this.#excerpt, this.#around);
    this.#depth = this.#read.base.entries.length;
    this.#end = this.#excerpt.text.length;
  }

  all(): Completion[] {
    const { typed } = this;
    const found = typed.isQuoted
      ? this.#values(Kind.quoted_string)
      : typed.text.startsWith('$')
        ? this.#signed('$')
        : typed.text.startsWith('@')
          ? this.#signed('@')
          : [
              ...this.#anyValues(),
              ...this.#keywords(),
              ...this.#signed('$'),
              ...this.#signed('@'),
              ...this.#lists(),
              ...this.#snippets(),
            ];
    const seen = new Set<string>();
    return found
      .filter(({ label, kind }) => !seen.has(`${kind === 'snippet'} ${label}`) && seen.add(`${kind === 'snippet'} ${label}`))
      .map((item) => ({ ...item, range: item.range ?? typed.range }));
  }

  /** The nodes that a token would be part of; undefined when it cannot come next. */
  #levelsOf(symbol: number): readonly Level[] | undefined {
    if (!this.#levels.has(symbol)) this.#levels.set(symbol, levelsOf(this.#parser, symbol, this.#end, this.#depth));
    return this.#levels.get(symbol);
  }

  // --- keywords

  #keywords(): Completion[] {
    const place: KeywordPlace = {
      excerpt: this.#excerpt,
      around: this.#around,
      finder: this.#finder,
      present: this.#present(),
      taken: (levels) => this.#taken(levels),
      begins: ({ word }) => this.#beginsSelector(word),
      judge: (levels) => this.#judge(levels),
    };
    const out: Completion[] = [];
    for (const symbol of this.#parser.expected()) {
      const word = spellingOf(symbol);
      if (word === undefined || !/^[a-z]/.test(word)) {
        if (word === '!=' && this.#levelsOf(symbol)?.[0]?.name === 'match')
          out.push(proposal('!=', 'keyword', { detail: 'not equal' }, ORDER.usual));
        continue;
      }
      const levels = this.#levelsOf(symbol);
      if (!levels) continue;
      const candidate: Candidate = { word, levels };
      if (isAllowed(candidate, place)) out.push(this.#keyword(candidate));
    }
    return out;
  }

  #keyword(candidate: Candidate): Completion {
    const isValue = candidate.levels[0]?.name === 'value_keyword';
    const item = keyword(candidate.word, candidateDoc(candidate, this.#excerpt), likelyPlace(candidate, this.#end));
    // As a value of a type that is not known every such word is as unlikely as the next.
    return isValue ? { ...item, kind: 'value', sortText: `${ORDER.rare}${candidate.word}` } : item;
  }

  /** True when a word may be read as the first of a selector, although it is a value too. */
  #beginsSelector(word: string): boolean {
    const fields = new Set(selectorsWith(word).map((name) => name.split(' ')[1] ?? ''));
    for (const symbol of tokensSpelled(word)) {
      const trial = this.#parser.copy();
      if (!trial.advance({ symbol, start: this.#end, end: this.#end })) continue;
      for (const field of fields) if (tokensSpelled(field).some((token) => trial.accepts(token))) return true;
    }
    return false;
  }

  /** The judge of what stands in the rule before the statement that a token would belong to. */
  #judge(levels: readonly Level[]): RuleJudge {
    const rule = levels.findIndex(({ name }) => name === 'rule' || name === 'rule_repeat1');
    const start = levels.find(({ name }) => name === 'rule')?.start ?? this.#end;
    const statement = rule > 0 ? levels[rule - 1]!.start : this.#end;
    const before = this.#excerpt.text.slice(start, statement);
    let judge = this.#judges.get(before);
    if (!judge) {
      judge = new RuleJudge(before, this.#around, this.cursor.host?.settings.versions.nft);
      this.#judges.set(before, judge);
    }
    return judge;
  }

  /** First words of the other statements of the block around the cursor. */
  #present(): Set<string> {
    const out = new Set<string>();
    const { text } = this.#map;
    const { offset } = this.cursor;
    const block = this.#excerpt.path.at(-1)!;
    if (block.depth === 0) return out;
    for (const { start, end } of this.#map.statementsOf(this.#map.blocks.indexOf(block), HEAD)) {
      const isHere = start <= offset && offset <= end;
      if (!isHere) out.add(/^[\w-]+/.exec(text.slice(start, start + 40))?.[0] ?? '');
    }
    return out;
  }

  // --- values and names

  #anyValues(): Completion[] {
    const symbol = VALUE_TOKENS.find((token) => this.#levelsOf(token) !== undefined);
    return symbol === undefined ? [] : this.#values(symbol);
  }

  #values(symbol: number): Completion[] {
    const levels = this.#levelsOf(symbol);
    if (!levels) return [];
    const slot = this.#finder.find(levels, this.#end);
    const { isQuoted } = this.typed;
    if (slot.kind === 'name') {
      // Without the word `rule` a command can begin with a table's name; nobody waits for that.
      const isRule = levels.find(({ name }) => name === 'rule_definition')?.before.every(({ name }) => name !== 'rule') ?? false;
      if (slot.of === 'table' && (isRule || levels.every(({ before }) => before.length === 0))) return [];
      return nameProposals(slot, this.#around, isQuoted);
    }
    if (slot.kind === 'path') return includePaths(this.cursor, isQuoted);
    if (slot.kind === 'data-type') return dataTypes(levels.some(({ before }) => before.some(({ name }) => name === ':')));
    return valueProposals(slot, {
      cursor: this.cursor,
      around: this.#around,
      inQuotes: isQuoted,
      taken: this.#taken(levels),
      allowsPrefix: this.#allowsPrefix(levels),
    });
  }

  /** The other values of the list or set that a value would stand in. */
  #taken(levels: readonly Level[]): Set<string> {
    const list = levels.find(({ name }) => LIST.test(name));
    // In a concatenation a part may well stand there twice.
    if (!list || levels.some(({ name }) => name === 'concatenation')) return new Set();
    return new Set(this.#excerpt.text.slice(list.start, this.#end).match(/[\w.:/-]+/g) ?? []);
  }

  #allowsPrefix(levels: readonly Level[]): boolean {
    if (levels.some(({ name }) => name === 'set_elements'))
      return setOfBlock(this.#excerpt, this.#around)?.flags.has('interval') ?? false;
    const place = levels.find(({ name }) =>
      /^(?:match|vmap_statement|map_expression|element_definition|get_command|nat_statement)$/.test(name),
    );
    const isData = levels.some(({ name, before }) => name === 'element' && before.some((entry) => entry.name === ':'));
    if (levels.some(({ name }) => name === 'define' || name === 'redefine')) return true;
    return place?.name === 'match' || (!isData && (place?.name === 'vmap_statement' || place?.name === 'map_expression'));
  }

  /** `$name` and `@name`, where the sign can stand. */
  #signed(sign: '$' | '@'): Completion[] {
    const symbol = tokensSpelled(sign)[0];
    const levels = symbol === undefined ? undefined : this.#levelsOf(symbol);
    if (!levels) return [];
    const inner = levels.findIndex(({ name }) => name === (sign === '$' ? 'variable' : 'set_reference'));
    if (sign === '@') {
      const flow = levels[0]?.name === 'flow_statement';
      if (flow)
        return [...(this.#around.table?.state.flowtables.keys() ?? [])].map((name) =>
          proposal(`@${name}`, 'object', { detail: 'flowtable' }),
        );
      if (inner < 0) return [];
    }
    const slot = this.#finder.find(levels.slice(inner + 1), this.#end, sign === '@');
    if (slot.kind === 'statement' && sign === '$') return [];
    if (sign === '$') return variables(this.#wanted(slot, levels), this.#around);
    return setReferences(this.#wanted(slot, levels), this.#finder.find(levels, this.#end), this.#around);
  }

  /** What a sign stands for; the set of `add @set` can be of any type. */
  #wanted(slot: Slot, levels: readonly Level[]): Slot {
    return levels.some(({ name }) => name === 'set_statement') ? { kind: 'unknown' } : slot;
  }

  /** Braces for a list of values. */
  #lists(): Completion[] {
    const symbol = tokensSpelled('{')[0];
    const levels = symbol === undefined ? undefined : this.#levelsOf(symbol);
    const level = levels?.[0];
    if (!levels || !level || (level.name !== 'set' && level.name !== 'verdict_map')) return [];
    const isLeft = levels.some(({ name, before }) => name === 'match' && before.length === 0);
    const isInList = levels.slice(1).some(({ name }) => name === 'set' || name === 'verdict_map');
    if (isLeft || isInList) return [];
    return [
      proposal(
        '{ … }',
        'snippet',
        {
          insertText: '{ $0 }',
          snippet: true,
          filterText: '{',
          detail: level.name === 'set' ? 'any of several' : 'verdicts by value',
        },
        ORDER.snippet,
      ),
    ];
  }

  // --- snippets

  #snippets(): Completion[] {
    const { text, statement } = this.#excerpt;
    const block = this.#excerpt.path.at(-1)!;
    const atStart = text.slice(statement.start).trim() === '';
    const out: Completion[] = [];
    const add = (label: string, insertText: string, detail: string, rank = 0) =>
      out.push(
        proposal(
          label,
          'snippet',
          { insertText, snippet: true, detail, documentation: `\`\`\`nftables\n${plain(insertText)}\n\`\`\`` },
          ORDER.snippet,
          rank,
        ),
      );
    const { family } = this.#around;
    const rule = tokensSpelled('counter')[0]!;
    const inRule = this.#levelsOf(rule)?.some(({ name }) => name === 'counter_statement') === true && !this.#inStateful(rule);
    const place = inRule ? 'rule' : block.keyword;
    if (!inRule && !atStart) return out;
    if (inRule && this.#judge(this.#levelsOf(rule)!).hasEnded) return out;
    for (const [rank, snippet] of NFT_SNIPPETS.entries()) {
      if (!snippet.in.includes(place)) continue;
      if (snippet.chain !== undefined && !CHAINS[`${family}/${snippet.chain}`]) continue;
      if (snippet.families && !snippet.families.includes(family)) continue;
      if (snippet.use !== undefined && !this.#judge(this.#levelsOf(rule)!).allowsUse(snippet.use)) continue;
      add(snippet.label, snippet.text, snippet.detail, rank);
    }
    if (block.keyword === 'chain' && atStart && !this.#present().has('type'))
      for (const [label, body] of baseLines(family)) add(label, body, 'Makes it a base chain');
    return out;
  }

  #inStateful(symbol: number): boolean {
    return this.#levelsOf(symbol)?.some(({ name }) => name === 'stateful_statement' || name === 'meter_statement') ?? false;
  }
}

/** The lines that make a chain a base chain, one per type that the family has. */
function baseLines(family: string): [string, string][] {
  const types = new Map<string, string[]>();
  for (const key of Object.keys(CHAINS)) {
    const [of, hook, type] = key.split('/');
    if (of === family) types.set(type!, [...(types.get(type!) ?? []), hook!]);
  }
  return [...types].map(([type, hooks]) => {
    const priority = type === 'nat' ? '${2|dstnat,srcnat,0|}' : type === 'route' ? '${2:mangle}' : '${2:filter}';
    return [
      `type ${type} hook …`,
      `type ${type} hook \${1|${hooks.join(',')}|} priority ${priority}; policy \${3|accept,drop|};`,
    ];
  });
}

/** A snippet as text, with the defaults of its places. */
function plain(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\d+/g, '');
}
