import type { Data, NetlinkExpr } from '../../../server/src/nft/linearize/netlink.ts';
import { showExpression, UNNAMED, wordsOf } from '../../support/netlink-text.ts';

/** How libnftnl prints data: 1.0.x in words of the host, later in the order that the value has. */
export type DataStyle = 'words' | 'bytes';

/** Expressions that the model knows everything about; of others the name and the registers are compared. */
const WHOLE = new Set(['meta', 'cmp', 'bitwise', 'range', 'lookup', 'immediate', 'byteorder', 'counter', 'limit']);

/** Undefined when an expression is as nft printed it; else what we would have printed. */
export function difference(ours: NetlinkExpr, printed: string, style: DataStyle): string | undefined {
  const pattern = wordsOf(ours)
    .map((part) => (typeof part === 'string' ? quoted(part).replace(quoted(UNNAMED), '__(?:set|map)%d') : hex(part, style)))
    .join('');
  const rest = WHOLE.has(ours.name) ? '' : '(?: .*)?';
  return new RegExp(`^${pattern}${rest}$`).test(printed) ? undefined : showExpression(ours);
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function hex({ bytes, length }: Data, style: DataStyle): string {
  if (!bytes) return '(?:0x[0-9a-f]+ ?)+';
  if (style === 'words') {
    const words: string[] = [];
    for (let i = 0; i < length; i += 4) {
      let word = '';
      for (let j = 3; j >= 0; j--) word += (bytes[i + j] ?? 0).toString(16).padStart(2, '0');
      words.push(`0x${word}`);
    }
    return `${words.join(' ')} ?`;
  }
  const forward = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  return `(?:${grouped(forward)}|${grouped(forward.toReversed())}) ?`;
}

function grouped(bytes: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < bytes.length; i += 4) words.push(`0x${bytes.slice(i, i + 4).join('')}`);
  return words.join(' ');
}
