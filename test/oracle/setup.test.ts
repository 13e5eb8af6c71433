import { expect, test } from 'vitest';
import { canUnshare, GENERATIONS } from '../support/oracle.ts';

// The other files leave out what cannot run; here it is said that nothing was left out.
test('namespaces can be made and all programs are there', () => {
  expect(canUnshare()).toBe(true);
  const missing = GENERATIONS.flatMap(({ name, program }) =>
    ['nft', 'iptables-nft', ...(name === 'newer' ? ['dockerd'] : [])]
      .filter((wanted) => !program(wanted))
      .map((wanted) => `${name} ${wanted}`),
  );
  expect(missing).toEqual([]);
});
