import type { Tree } from 'web-tree-sitter';

/** A tree that several versions of a file read from; it is freed when the last of them lets go. */
export class SharedTree {
  #holders = 1;

  /** Whoever makes it holds it. */
  constructor(
    readonly tree: Tree,
    /** The text that the tree belongs to. */
    readonly text: string,
  ) {}

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders === 0) this.tree.delete();
  }
}
