import type { Tree } from 'web-tree-sitter';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { type BlockKind, blockPrefix, blockSuffix } from '../syntax/nft/blocks.ts';
import { hasError, rootOf } from '../syntax/nft/flat-tree.ts';
import { parseNft, reparseNft } from '../syntax/nft/parse.ts';
import { typographicMarks, withPlainMarks } from '../syntax/nft/quotes.ts';
import { repair, type SyntaxIssue } from '../syntax/nft/repair.ts';
import type { ChainItem, Command, FileItem, Placed, SetItem, Table, TableItem } from './ast.ts';
import { FileLowering, type UnitCache } from './lower/file.ts';
import type { NftProblem } from './problems.ts';
import type { Source } from './run/model.ts';
import { explainCarriageReturn, explainIssues, explainMark, firstCarriageReturn } from './syntax.ts';

/** A text with its tree. */
interface Parsed {
  readonly text: string;
  readonly tree: Tree;
}

/**
 * A file's text read as the content of one kind of block: usually of a file, and where another file includes it inside a table or
 * chain, as a piece of that. Keeps the trees that its units are read from; {@link dispose} frees them.
 */
export class FilePart implements Source {
  readonly text: string;
  /** The original with plain quotes. */
  readonly plain: string;
  readonly removed: readonly Range[];
  readonly problems: readonly NftProblem[];
  /** What stands in the block. Offsets count from {@link at}. */
  readonly items: readonly (Placed<FileItem> | TableItem | ChainItem | SetItem)[];
  readonly at: number;
  readonly #units: UnitCache;
  /** The text as far as it was parsed for errors: with plain quotes, but whole. */
  readonly #whole: Parsed;
  /** The text without its broken statements. The same object when there are none. */
  readonly #clean: Parsed;

  constructor(
    readonly file: FileId,
    /** As the author wrote it. */
    readonly original: string,
    readonly block: BlockKind,
    before?: FilePart,
  ) {
    const prefix = blockPrefix(block);
    const marks = typographicMarks(original);
    const plain = withPlainMarks(original, marks);
    this.plain = plain;
    const problems = marks.map((mark) => explainMark(mark, file, original));
    const carriageReturn = firstCarriageReturn(original);
    if (carriageReturn !== undefined) problems.push(explainCarriageReturn(carriageReturn, file, original));
    let whole = parse(block === 'file' ? plain : `${prefix}${plain}\n${blockSuffix(block)}`, before?.whole);
    if (hasError(whole.tree)) {
      const nearby = before?.clean ?? whole;
      const repaired = repair(whole.text, whole.tree, (text) => reparseNft(nearby.tree, nearby.text, text));
      const issues = repaired.issues.map((issue) => shift(issue, prefix.length, plain.length));
      problems.push(...explainIssues(issues, file, plain));
      this.removed = repaired.removed.map(({ start, end }) => ({ start: start - prefix.length, end: end - prefix.length }));
      this.#clean = { text: repaired.text, tree: repaired.tree };
    } else {
      this.removed = [];
      if (before && before.clean !== before.whole) {
        // The units of the version before belong to its clean tree: go on from that one.
        whole.tree.delete();
        whole = parse(whole.text, before.clean);
      }
      this.#clean = whole;
    }
    this.#whole = whole;
    this.problems = problems;
    this.text = prefix === '' ? this.#clean.text : this.#clean.text.slice(prefix.length);
    const lowering = new FileLowering(this.#clean.text, before ? before.units : new Map());
    const { items, at } = inner(lowering.file(rootOf(this.#clean.tree)), block);
    this.items = items;
    this.at = at - prefix.length;
    this.#units = lowering.units;
  }

  get tree(): Tree {
    return this.#clean.tree;
  }

  private get whole(): Parsed {
    return this.#whole;
  }

  private get clean(): Parsed {
    return this.#clean;
  }

  private get units(): UnitCache {
    return this.#units;
  }

  dispose(): void {
    this.#whole.tree.delete();
    if (this.#clean !== this.#whole) this.#clean.tree.delete();
  }
}

function parse(text: string, before: Parsed | undefined): Parsed {
  return { text, tree: before ? reparseNft(before.tree, before.text, text) : parseNft(text) };
}

/** The items of the block that was put around a piece of text, and where what they count from begins. */
function inner(file: readonly Placed<FileItem>[], block: BlockKind): { items: FilePart['items']; at: number } {
  if (block === 'file') return { items: file, at: 0 };
  const command = file[0]?.node as Command | undefined;
  const table = command?.kind === 'command' && command.what.node.kind === 'table' ? (command.what.node as Table) : undefined;
  if (block === 'table') return { items: table?.items ?? [], at: 0 };
  const own = table?.items?.[0];
  switch (own?.node.kind) {
    case 'chain':
      return { items: own.node.body?.items ?? [], at: own.at };
    case 'set':
    case 'map':
      return { items: own.node.items, at: own.at };
    default:
      return { items: [], at: 0 };
  }
}

/** An issue of the text with something around it, at its place in the text itself. */
function shift(issue: SyntaxIssue, by: number, length: number): SyntaxIssue {
  if (by === 0) return issue;
  const range = ({ start, end }: Range) => ({
    start: Math.max(0, Math.min(start - by, length)),
    end: Math.max(0, Math.min(end - by, length)),
  });
  return {
    ...issue,
    ...range(issue),
    statement: range(issue.statement),
    unclosed: issue.unclosed === undefined || issue.unclosed < by ? undefined : issue.unclosed - by,
    fix: issue.fix && { ...issue.fix, range: range(issue.fix.range) },
  };
}
