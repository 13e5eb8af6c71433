import type { Tree } from 'web-tree-sitter';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { hasError, rootOf } from '../syntax/nft/flat-tree.ts';
import { parseNft, reparseNft } from '../syntax/nft/parse.ts';
import { typographicMarks, withPlainMarks } from '../syntax/nft/quotes.ts';
import { repair } from '../syntax/nft/repair.ts';
import type { FileItem, Placed } from './ast.ts';
import { FileLowering, type UnitCache } from './lower/file.ts';
import type { NftProblem } from './problems.ts';
import { explainCarriageReturn, explainIssue, explainMark, firstCarriageReturn } from './syntax.ts';

/** A text with its tree. */
interface Parsed {
  readonly text: string;
  readonly tree: Tree;
}

/**
 * One nftables file by itself: its tree, and the AST that is made from it. A file keeps the trees of the version before it alive (its
 * units may still be looked at by whoever holds an old answer); the version before that is freed.
 */
export class NftFile {
  readonly items: readonly Placed<FileItem>[];
  /** What the grammar refuses. */
  readonly problems: readonly NftProblem[];
  /** Broken statements, which the tree and the AST do not have. */
  readonly removed: readonly Range[];
  readonly #units: UnitCache;
  /** The text as far as it was parsed for errors: with plain quotes, but whole. */
  readonly #whole: Parsed;
  /** The text without its broken statements. The same object when there are none. */
  readonly #clean: Parsed;
  #before: NftFile | undefined;

  private constructor(
    readonly file: FileId,
    /** As the author wrote it. */
    readonly original: string,
    before: NftFile | undefined,
  ) {
    const marks = typographicMarks(original);
    let whole = parse(withPlainMarks(original, marks), before && before.#whole);
    const problems = marks.map((mark) => explainMark(mark, file, original));
    const carriageReturn = firstCarriageReturn(original);
    if (carriageReturn !== undefined) problems.push(explainCarriageReturn(carriageReturn, file, original));
    if (hasError(whole.tree)) {
      const repaired = repair(whole.text, whole.tree);
      for (const issue of repaired.issues) problems.push(explainIssue(issue, file, whole.text));
      this.removed = repaired.removed;
      this.#clean = parse(repaired.text, before && before.#clean);
    } else {
      this.removed = [];
      if (before && before.#clean !== before.#whole) {
        // The units of the version before belong to its clean tree: go on from that one.
        whole.tree.delete();
        whole = parse(whole.text, before.#clean);
      }
      this.#clean = whole;
    }
    this.#whole = whole;
    this.problems = problems;
    this.#before = before;
    if (before) before.#forget();
    const lowering = new FileLowering(this.text, before ? before.#units : new Map());
    this.items = lowering.file(rootOf(this.#clean.tree));
    this.#units = lowering.units;
  }

  /** Parses a text. `previous` is the same file before an edit: what the edit left alone is taken over. Total: any text gives a file. */
  static parse(file: FileId, text: string, previous?: NftFile): NftFile {
    return new NftFile(file, text, previous);
  }

  /**
   * The text that the tree and all offsets belong to: the original with plain quotes, and with blanks where broken statements are.
   * Offsets are those of the original.
   */
  get text(): string {
    return this.#clean.text;
  }

  get tree(): Tree {
    return this.#clean.tree;
  }

  /** Frees the version before this one. */
  #forget(): void {
    if (this.#before) this.#before.#free();
    this.#before = undefined;
  }

  #free(): void {
    this.#whole.tree.delete();
    if (this.#clean !== this.#whole) this.#clean.tree.delete();
  }

  /** Frees all trees; the file cannot be used any more. */
  dispose(): void {
    this.#forget();
    this.#free();
  }
}

function parse(text: string, before: Parsed | undefined): Parsed {
  return { text, tree: before ? reparseNft(before.tree, before.text, text) : parseNft(text) };
}

/** Parses an nftables file, from scratch or after an edit. */
export function parseNftFile(file: FileId, text: string, previous?: NftFile): NftFile {
  return NftFile.parse(file, text, previous);
}
