import { readFileSync } from 'node:fs';
import { type BlockKind, blockPrefix } from '../../server/src/syntax/nft/blocks.ts';
import { expectedAfter, tokenNames } from '../../server/src/syntax/nft/expected.ts';

/** nft's own lists of the tokens that its parser would take next. */
interface ProbeFile {
  readonly sets: readonly (readonly string[])[];
  /** Where the text stands (`rule`, `block:top`, `block:set` …), the text before the cursor, and which of the sets is the answer. */
  readonly probes: readonly (readonly [context: string, text: string, set: number])[];
}

/** How our lists compare with nft's, over all probes and tokens. */
export interface TokenFigures {
  readonly probes: number;
  readonly exact: number;
  /** Of the tokens that nft lists, how many we list. */
  readonly recall: number;
  /** Of the tokens that we list, how many nft lists. */
  readonly precision: number;
  readonly differences: readonly string[];
}

export function compareExpectedTokens(path: string): TokenFigures {
  const { sets, probes } = JSON.parse(readFileSync(path, 'utf8')) as ProbeFile;
  let both = 0;
  let onlyOurs = 0;
  let onlyTheirs = 0;
  const differences: string[] = [];
  for (const [context, text, index] of probes) {
    const theirs = new Set(sets[index]);
    const { tokens, reached } = expectedAfter(prefixOf(context) + text);
    const ours = new Set(reached ? tokenNames(tokens) : []);
    const extra = [...ours].filter((name) => !theirs.has(name));
    const missing = [...theirs].filter((name) => !ours.has(name));
    both += theirs.size - missing.length;
    onlyOurs += extra.length;
    onlyTheirs += missing.length;
    if (extra.length + missing.length > 0)
      differences.push(`${context}: ${JSON.stringify(text)} too many: ${extra.join(' ')}; missing: ${missing.join(' ')}`);
  }
  return {
    probes: probes.length,
    exact: probes.length - differences.length,
    recall: share(both, both + onlyTheirs),
    precision: share(both, both + onlyOurs),
    differences,
  };
}

/** The text that makes a probe stand where its context says. */
function prefixOf(context: string): string {
  if (context === 'rule') return blockPrefix('chain');
  const [kind = '', inner] = context.replace(/^block:/, '').split('/');
  if (kind === 'top') return '';
  return blockPrefix(kind as BlockKind) + (inner === undefined ? '' : `${inner} {\n`);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
