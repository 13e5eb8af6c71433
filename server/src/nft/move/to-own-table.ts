import type { Range } from '../../base/range.ts';
import { type Edit, wholeLines, withCommentsAbove } from '../edit.ts';
import type { EvaluatedRule, EvaluatedTable } from '../evaluation.ts';
import type { NftFile } from '../file.ts';
import type { NftProgram } from '../program.ts';
import { chainKey, divide } from './divide.ts';
import { type BlockPiece, type CommandPiece, piecesOf, type TablePieces } from './pieces.ts';

/** What moves to a table of its own. */
export interface Move {
  /** Whole chains, with their hooks. */
  readonly chains?: readonly string[];
  /** Rules of chains that stay, and the chain that they come into: its name, and the lines before them (`type … hook …;`). */
  readonly rules?: { readonly rules: readonly EvaluatedRule[]; readonly chain: string; readonly head: readonly string[] };
  /** A chain that goes away with its rules. */
  readonly instead?: string;
}

/** A name for a table that the program does not have yet. */
export function freeTableName(program: NftProgram, family: string, wanted: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (!program.tables.has(`${family} ${name}`)) return name;
  }
}

/**
 * Edits that move chains or rules to a new table of the same family, with everything that they need; what the rest of the old table
 * needs too is copied. Undefined when not all of it stands in one file in a way that can be moved.
 */
export function moveToOwnTable(program: NftProgram, table: EvaluatedTable, name: string, move: Move): Edit[] | undefined {
  const { family } = table.state;
  const chains = move.chains ?? [];
  const rules = move.rules?.rules ?? [];
  const division = divide(table, { chains, rules });
  if (!division) return undefined;
  const pieces = piecesOf(program, table.state);
  const goes = ({ key }: { readonly key: string }) => division.moved.has(key);
  const moved = pieces.inBlocks.filter(goes);
  const copied = pieces.inBlocks.filter(({ key }) => division.copied.has(key));
  const renamed = pieces.commands.filter(goes);
  const found = new Set([...moved, ...copied, ...renamed].map(({ key }) => key));
  const inCommands = pieces.commands.some(({ key }) => division.copied.has(key));
  const missing = [...division.moved, ...division.copied].some((key) => !found.has(key));
  const files = new Set([...moved, ...copied, ...renamed].map(({ file }) => file.file).concat(rules.map(({ file }) => file)));
  if (pieces.hasDirectives || inCommands || missing || files.size !== 1) return undefined;
  const file = program.parts.find((part) => files.has(part.file))!;
  const lines = movedRules(file, pieces, rules);
  const gone = move.instead === undefined ? [] : pieces.inBlocks.filter(({ key }) => key === chainKey(move.instead!));
  const goneElsewhere = pieces.commands.some(({ key }) => move.instead !== undefined && key === chainKey(move.instead));
  if (!lines || goneElsewhere || gone.some((piece) => piece.file !== file)) return undefined;
  return new Mover(program, file, family, name).edits(pieces, { moved, copied, renamed, lines, gone }, move);
}

/** The places of rules that stand in blocks; undefined when one stands in a command. */
function movedRules(file: NftFile, { blocks }: TablePieces, rules: readonly EvaluatedRule[]): Range[] | undefined {
  const ranges = rules.map(({ at, unit }) => ({ start: at, end: at + unit.length }));
  const inBlock = ({ start }: Range) =>
    blocks.some((block) => block.file === file && block.command.start <= start && start < block.command.end);
  return ranges.every(inBlock) ? ranges : undefined;
}

interface Parts {
  readonly moved: readonly BlockPiece[];
  readonly copied: readonly BlockPiece[];
  readonly renamed: readonly CommandPiece[];
  readonly lines: readonly Range[];
  /** Declarations that go away. */
  readonly gone: readonly BlockPiece[];
}

class Mover {
  readonly #text: string;

  constructor(
    private readonly program: NftProgram,
    private readonly file: NftFile,
    private readonly family: string,
    private readonly name: string,
  ) {
    this.#text = file.original;
  }

  edits(pieces: TablePieces, parts: Parts, move: Move): Edit[] {
    const { moved, copied, renamed, lines, gone } = parts;
    const edits = renamed.map(({ table }) => this.#edit(table, this.name));
    const body = [...moved, ...copied].sort((a, b) => a.range.start - b.range.start).map(({ range }) => this.#copy(range));
    if (move.rules) body.push(this.#chainText(move.rules, lines));
    if (body.length === 0) {
      const first = Math.min(...renamed.map(({ command }) => command.start));
      edits.push(this.#edit({ start: first, end: first }, `add table ${this.family} ${this.name}\n`));
      return edits;
    }
    const leaving = [...moved, ...gone];
    const emptied = pieces.blocks.filter((block) => isEmptied(block, leaving));
    const cut = leaving.filter(({ block }) => !emptied.includes(block)).map((piece) => piece.range);
    const inside = (range: Range) =>
      [...gone.map((piece) => piece.range), ...emptied.map(({ command }) => command)].some(
        (outer) => outer.start <= range.start && range.end <= outer.end,
      );
    for (const range of [...cut, ...lines.filter((line) => !inside(line))]) edits.push(this.#edit(this.#cut(range), ''));
    const text = `${this.#header()}table ${this.family} ${this.name} {\n${body.join('\n')}}`;
    const last = this.#lastBlock(pieces, parts);
    for (const block of emptied) if (block !== last) edits.push(this.#edit(this.#cut(block.command), ''));
    edits.push(
      emptied.includes(last)
        ? this.#edit(last.command, text)
        : this.#edit({ start: last.command.end, end: last.command.end }, `\n\n${text}`),
    );
    return edits;
  }

  #edit(range: Range, newText: string): Edit {
    return { file: this.file.file, range, newText };
  }

  #cut(range: Range): Range {
    return withCommentsAbove(this.#text, wholeLines(this.#text, range));
  }

  /** A piece with its comments, in whole lines. */
  #copy(range: Range): string {
    const { start, end } = this.#cut(range);
    const text = this.#text.slice(start, end);
    return text.endsWith('\n') ? text : `\t${text.trim()}\n`;
  }

  #chainText({ chain, head }: NonNullable<Move['rules']>, lines: readonly Range[]): string {
    const rules = lines.map((range) => this.#copy(range).replace(/^[ \t]*(?=\S)/gm, '\t\t'));
    return `\tchain ${chain} {\n${head.map((line) => `\t\t${line}\n`).join('')}${rules.join('')}\t}\n`;
  }

  /** Lines that make a second load of the file begin anew, unless the file forgets everything first. */
  #header(): string {
    const flushes = this.program.evaluation.commands.some(
      ({ command }) => command.verb === 'flush' && command.object === 'ruleset',
    );
    const table = `table ${this.family} ${this.name}`;
    return flushes ? '' : `${table}\ndelete ${table}\n`;
  }

  /** The block behind which, or in whose place, the new table comes: behind everything that it needs. */
  #lastBlock({ blocks }: TablePieces, { moved, copied, lines }: Parts) {
    const places = [...moved, ...copied].map(({ range }) => range).concat(lines);
    const end = Math.max(...places.map((range) => range.end));
    return blocks.find((block) => block.file === this.file && block.command.start < end && end <= block.command.end)!;
  }
}

/** True when nothing of a block stays. */
function isEmptied({ node, at }: BlockPiece['block'], moved: readonly BlockPiece[]): boolean {
  const items = node.items ?? [];
  return items.length > 0 && items.every((item) => moved.some(({ range }) => range.start === at + item.at));
}
