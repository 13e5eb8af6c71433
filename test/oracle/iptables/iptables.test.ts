import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canUnshare, GENERATIONS } from '../../support/oracle.ts';
import { declarations, Random, randomRule } from '../../support/random-rules.ts';
import { judgeCauses } from './causes.ts';
import { EXAMPLES } from './examples.ts';
import { randomRuleset } from './random-ruleset.ts';
import { judgeRandomRules } from './real.ts';
import { judgeRulesets } from './real-rulesets.ts';
import type { CompatFile } from './records.ts';
import { judgeRules } from './rules.ts';

const RECORDS = '../shared/facts/iptables-compat.json';
const FAMILIES = ['ip', 'ip6'] as const;
/** What Docker and people do most; the rest of what records have is asked of fewer rulesets. */
const COMMANDS = ['-S', '-C FORWARD -j ACCEPT (absent)', '-C FORWARD -j ACCEPT (after -A)', '-A FORWARD -j ACCEPT', '-N X'];
const MORE_COMMANDS = [
  '-S FORWARD',
  '-nL NOSUCH',
  '-I FORWARD -j DOCKER-USER (after -N)',
  '-D INPUT 1',
  '-F INPUT',
  '-X',
  '-P FORWARD DROP',
  'nat -A OUTPUT -j DOCKER (after -N)',
  'nat -S',
  'iptables-save',
  'iptables-restore --noflush',
  'save|restore roundtrip',
];

describe.skipIf(!existsSync(RECORDS))('recorded (the folder shared/facts is there)', () => {
  const file = () => JSON.parse(readFileSync(RECORDS, 'utf8')) as CompatFile;
  test('classes of rules', () => {
    const { rules, differences } = judgeRules(file());
    expect(rules).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  });
  test('outcomes of commands', () => {
    const { outcomes, differences } = judgeCauses(file());
    expect(outcomes).toBeGreaterThan(4000);
    expect(differences).toEqual([]);
  });
});

describe.skipIf(!canUnshare())('real programs', () => {
  const generations = GENERATIONS.filter(({ program }) => program('nft') && program('iptables-nft'));

  test.each(generations)('rules made at random are shown and found as $name iptables does', (generation) => {
    for (const [index, family] of FAMILIES.entries()) {
      const random = new Random(20260201 + index);
      const rules = random.many(120, () => randomRule(random, family));
      const found = judgeRandomRules(generation, family, declarations(family), rules);
      expect(found.rules).toBeGreaterThan(60);
      expect(found.differences).toEqual([]);
    }
  });

  test.each(generations)('fixed rulesets: what $name iptables does', (generation) => {
    for (const family of FAMILIES) {
      const found = judgeRulesets(generation, family, EXAMPLES[family], [...COMMANDS, ...MORE_COMMANDS]);
      expect(found.rulesets).toBe(EXAMPLES[family].length);
      expect(found.differences).toEqual([]);
    }
  });

  test.each(generations)('30 rulesets made at random: what $name iptables does', (generation) => {
    let rulesets = 0;
    for (const [index, family] of FAMILIES.entries()) {
      const random = new Random(20260301 + index);
      // nft refuses some of them.
      for (let loaded = 0; loaded < 15; ) {
        const made = random.many(5, () => randomRuleset(random, family));
        const found = judgeRulesets(generation, family, made, COMMANDS);
        expect(found.differences).toEqual([]);
        loaded += found.rulesets;
        rulesets += found.rulesets;
      }
    }
    expect(rulesets).toBeGreaterThanOrEqual(30);
  });
});
