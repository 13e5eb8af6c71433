import { GENERATIONS, type Generation, inNamespace } from './oracle.ts';

/** The generation whose nft the rules of the group nft/ follow. */
export const NEWER: Generation = GENERATIONS.find(({ name }) => name === 'newer')!;

/** Loads a ruleset with a generation's nft in a namespace of its own; `''` when it is taken, else what nft says. */
export function loadWith(generation: Generation, files: Readonly<Record<string, string>>, root: string): string {
  const { status, output } = inNamespace(generation, ['nft'], `nft -f ${root}`, files);
  return status === 0 ? '' : output || `exit code ${status}`;
}
