import type { OpaqueCondition } from '../../nft/meaning/condition.ts';
import type { Answers } from './condition.ts';

/** What a rule's text says of a limit: `over` turns it round. */
const OVER = /\bover\b/;

/**
 * The answer for one packet on a quiet host to conditions that count: rates, quotas and numbers of connections are not reached, and
 * sets that rules fill have room. Undefined for anything else.
 * @param text of the rule
 */
export function quietAnswer({ about, start, end }: OpaqueCondition, text: string): ReturnType<Answers['holds']> {
  const written = start < 0 ? text : text.slice(start, end);
  switch (about) {
    case 'limit':
    case 'quota':
    case 'connlimit':
    case 'set':
    case 'meter':
      return !OVER.test(written);
    case 'flow':
      return true;
    default:
      return undefined;
  }
}
