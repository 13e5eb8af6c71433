import type { Name } from '../ast.ts';
import type { Source } from './model.ts';
import type { RunState } from './state.ts';

/** Kernel limit on the length of names (NFT_NAME_MAXLEN, with the closing zero). */
const MAX_NAME = 256;

/** Reports a name that is too long for the kernel. `what` is the kind of thing that it names. */
export function checkName(state: RunState, source: Source, at: number, name: Name, what: string): void {
  if (name.text.length >= MAX_NAME)
    state.problem(
      source,
      at,
      'invalid-value',
      name,
      `The name of a ${what} has at most ${MAX_NAME - 1} characters; this one has ${name.text.length}, so nft refuses the file.`,
    );
}
