import { describe, expect, test } from 'vitest';
import { canUnshare, GENERATIONS } from '../support/oracle.ts';
import { declarations, Random, randomRule } from '../support/random-rules.ts';
import { judge } from './expressions/judge.ts';

/** Tables with one rule made at random each. */
function rulesets(seed: number, count: number): string[] {
  const random = new Random(seed);
  return random.many(count, () => {
    const family = random.pick(['ip', 'ip', 'ip6', 'inet']);
    const rule = randomRule(random, family);
    return `table ${family} filter {\n${declarations(family)}\tchain c {\n\t\ttype filter hook input priority 0;\n\t\t${rule}\n\t}\n}\n`;
  });
}

describe.skipIf(!canUnshare())('netlink expressions', () => {
  test.each(GENERATIONS.filter(({ program }) => program('nft')))('of random rules are those of $name nft', async (generation) => {
    const { rules, differences } = await judge(generation, rulesets(20260101, 300));
    expect(rules).toBeGreaterThan(200);
    expect(differences).toEqual([]);
  });
});
