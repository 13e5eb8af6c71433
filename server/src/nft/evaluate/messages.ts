import type { Conflict } from './protocol.ts';

/** Says that a header cannot be where another one already is. */
export function conflictMessage(text: string, conflict: Conflict): string {
  const what = conflict.byFamily
    ? `"${text}" cannot match in a table of family ${conflict.known}`
    : `"${text}" cannot match: this rule has already matched ${conflict.known}, and a packet has only one ${conflict.layer} header`;
  const then = conflict.byFamily ? 'Use a table of family inet, or leave the match out.' : 'Put the two matches into two rules.';
  return `${what}; nft refuses the rule. ${then}`;
}

/** Quotes a word for a message, shortened when it is long. */
export function quote(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`;
}
