import { expect, test } from 'vitest';
import { findingsIn } from '../rules.ts';
import { fileOf } from './case.ts';
import { REFUSED } from './index.ts';

const FILE = 'etc/nftables.conf';

/** Tests that each case of a rule gets exactly one error, by that rule, at the marked place. */
export function checkRefused(rule: string): void {
  test.each((REFUSED[rule] ?? []).map((one) => [`${one[0]}: ${one[1]}`, one] as const))('%s', (_, one) => {
    const { text, start, end } = fileOf(one);
    const found = findingsIn({ files: { [FILE]: text } }).filter((f) => f.rule.startsWith('nft/') && f.severity === 'error');
    const shown = found.map(({ rule: id, range, message }) => ({ id, text: text.slice(range.start, range.end), message }));
    expect(shown).toEqual([{ id: rule, text: text.slice(start, end), message: expect.stringContaining(one[2]) }]);
    expect(found[0]!.range).toEqual({ start, end });
  });
}
