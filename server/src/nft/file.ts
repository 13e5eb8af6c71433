import type { Tree } from 'web-tree-sitter';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { BlockKind } from '../syntax/nft/blocks.ts';
import type { FileItem, Placed } from './ast.ts';
import { FilePart } from './part.ts';
import type { NftProblem } from './problems.ts';

const INCLUDE = /^[ \t]*include[ \t]+"([^"\n]+)"/gm;

/**
 * One nftables file by itself. A file keeps the trees of the version before it alive (its units may still be looked at by whoever
 * holds an old answer); those of the version before that are freed.
 */
export class NftFile {
  readonly #parts = new Map<BlockKind, FilePart>();
  #before: NftFile | undefined;
  #includePaths: readonly string[] | undefined;

  private constructor(
    readonly file: FileId,
    /** As the author wrote it. */
    readonly original: string,
    before: NftFile | undefined,
  ) {
    this.#before = before;
    if (before) before.#forget();
  }

  /** Makes a file of a text. `previous` is the same file before an edit: what the edit left alone is taken over. Total. */
  static parse(file: FileId, text: string, previous?: NftFile): NftFile {
    return new NftFile(file, text, previous);
  }

  /** The file as the content of that kind of block: of a file, or of the block that includes it. */
  part(block: BlockKind): FilePart {
    let part = this.#parts.get(block);
    if (!part) {
      part = FilePart.parse(this.file, this.original, block, this.#before ? this.#before.#parts.get(block) : undefined);
      this.#parts.set(block, part);
    }
    return part;
  }

  /** The file as its readers took it so far: as a file, unless others include it in blocks of theirs. */
  get readings(): readonly FilePart[] {
    const inner = [...this.#parts.values()].filter(({ block }) => block !== 'file');
    return inner.length > 0 ? inner : [this.part('file')];
  }

  get items(): readonly Placed<FileItem>[] {
    return this.part('file').items as readonly Placed<FileItem>[];
  }

  /**
   * The text that the tree and all offsets belong to: the original with plain quotes, and with blanks where broken statements are.
   * Offsets are those of the original.
   */
  get text(): string {
    return this.part('file').text;
  }

  /** The text as the author wrote it, broken statements too, but with plain quotes. */
  get plain(): string {
    return this.part('file').plain;
  }

  get tree(): Tree {
    return this.part('file').tree;
  }

  /** The paths of all includes, as far as they can be told without parsing. */
  get includePaths(): readonly string[] {
    this.#includePaths ??= this.original.includes('include') ? [...this.original.matchAll(INCLUDE)].map(([, path]) => path!) : [];
    return this.#includePaths;
  }

  /** What the grammar refuses. */
  get problems(): readonly NftProblem[] {
    return this.part('file').problems;
  }

  /** Broken statements, which the tree and the AST do not have. */
  get removed(): readonly Range[] {
    return this.part('file').removed;
  }

  /** Frees the version before this one. */
  #forget(): void {
    if (this.#before) this.#before.#free();
    this.#before = undefined;
  }

  #free(): void {
    for (const part of this.#parts.values()) part.dispose();
    this.#parts.clear();
  }

  /** Frees all trees; the file cannot be used any more. */
  dispose(): void {
    this.#forget();
    this.#free();
  }
}

/** Parses an nftables file, from scratch or after an edit. */
export function parseNftFile(file: FileId, text: string, previous?: NftFile): NftFile {
  return NftFile.parse(file, text, previous);
}
