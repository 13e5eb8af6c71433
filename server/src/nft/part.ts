import type { Tree } from 'web-tree-sitter';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { BlockKind } from '../syntax/nft/blocks.ts';
import { reparseNft } from '../syntax/nft/parse.ts';
import type { ChainItem, FileItem, Placed, RuleUnit, SetItem, TableItem } from './ast.ts';
import { type FullParse, parseAll } from './full-parse.ts';
import { editLocally } from './local-edit.ts';
import type { NftProblem } from './problems.ts';
import type { Source } from './run/model.ts';
import { SharedTree } from './shared-tree.ts';

/** What is known of one version of a text. */
export interface PartState {
  /** As the author wrote it. */
  readonly original: string;
  /** The original with plain quotes. */
  readonly plain: string;
  /** The plain text with blanks where broken statements are. */
  readonly text: string;
  readonly removed: readonly RemovedRange[];
  readonly problems: readonly NftProblem[];
  readonly items: FilePart['items'];
  readonly at: number;
  /** The version that was parsed as a whole; units are read from its tree. */
  readonly base: FullParse;
  /** Rules that were edited since, with the trees that they are read from. */
  readonly pieces: readonly { readonly unit: RuleUnit; readonly tree: SharedTree }[];
}

/** A broken piece of text that the AST does not have. */
export interface RemovedRange extends Range {
  /** True for a statement of a chain by itself. */
  readonly isRule: boolean;
}

/**
 * A file's text read as the content of one kind of block: usually of a file, and where another file includes it inside a table or
 * chain, as a piece of that. Keeps the trees that its units are read from; {@link dispose} frees them.
 */
export class FilePart implements Source {
  #tree: SharedTree | undefined;

  private constructor(
    readonly file: FileId,
    readonly block: BlockKind,
    private readonly state: PartState,
  ) {}

  /** Reads a text. `before` is an earlier version of it, what an edit left alone is taken over. */
  static parse(file: FileId, original: string, block: BlockKind, before?: FilePart): FilePart {
    const local = before && block === 'file' ? editLocally(file, before.state, original) : undefined;
    return new FilePart(file, block, local ?? parseAll(file, original, block, before?.state.base));
  }

  get original(): string {
    return this.state.original;
  }

  get plain(): string {
    return this.state.plain;
  }

  get text(): string {
    return this.state.text;
  }

  get removed(): readonly RemovedRange[] {
    return this.state.removed;
  }

  get problems(): readonly NftProblem[] {
    return this.state.problems;
  }

  /** What stands in the block. Offsets count from {@link at}. */
  get items(): readonly (Placed<FileItem> | TableItem | ChainItem | SetItem)[] {
    return this.state.items;
  }

  get at(): number {
    return this.state.at;
  }

  /** The tree of {@link text}. After edits inside of rules it is made when somebody asks for it. */
  get tree(): Tree {
    const { base, text } = this.state;
    if (this.block !== 'file' || base.clean.text === text) return base.clean.tree;
    this.#tree ??= new SharedTree(reparseNft(base.clean.tree, base.clean.text, text), text);
    return this.#tree.tree;
  }

  dispose(): void {
    this.#tree?.release();
    this.#tree = undefined;
    this.state.base.release();
    for (const { tree } of this.state.pieces) tree.release();
  }
}
