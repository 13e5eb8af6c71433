import type { Tree } from 'web-tree-sitter';
import type { FileId } from '../base/paths.ts';
import { rootOf } from '../syntax/nft/flat-tree.ts';
import { parseNft, reparseNft } from '../syntax/nft/parse.ts';
import type { FileItem, Placed } from './ast.ts';
import { FileLowering, type UnitCache } from './lower/file.ts';

/**
 * One nftables file by itself: its tree, and the AST that is made from it. A file keeps the tree of the version before it alive (its
 * units may still be looked at by whoever holds an old answer); the version before that is freed.
 */
export class NftFile {
  readonly items: readonly Placed<FileItem>[];
  readonly #units: UnitCache;
  readonly #tree: Tree;
  #before: NftFile | undefined;

  private constructor(
    readonly file: FileId,
    readonly text: string,
    tree: Tree,
    before: NftFile | undefined,
  ) {
    this.#tree = tree;
    this.#before = before;
    if (before) before.#forget();
    const lowering = new FileLowering(text, before ? before.#units : new Map());
    this.items = lowering.file(rootOf(tree));
    this.#units = lowering.units;
  }

  /** Parses a text. `previous` is the same file before an edit: what the edit left alone is taken over. Total: any text gives a file. */
  static parse(file: FileId, text: string, previous?: NftFile): NftFile {
    const tree = previous ? reparseNft(previous.#tree, previous.text, text) : parseNft(text);
    return new NftFile(file, text, tree, previous);
  }

  get tree(): Tree {
    return this.#tree;
  }

  /** Frees the version before this one. */
  #forget(): void {
    if (this.#before) this.#before.#tree.delete();
    this.#before = undefined;
  }

  /** Frees all trees; the file cannot be used any more. */
  dispose(): void {
    this.#forget();
    this.#tree.delete();
  }
}

/** Parses an nftables file, from scratch or after an edit. */
export function parseNftFile(file: FileId, text: string, previous?: NftFile): NftFile {
  return NftFile.parse(file, text, previous);
}
