import { describe, expect, test } from 'vitest';
import { PAGES } from '../../server/src/checks/pages.generated.ts';
import { RULES } from '../../server/src/checks/registry.generated.ts';
import { loadWith, NEWER } from '../support/nft-load.ts';
import { canUnshare, GENERATIONS } from '../support/oracle.ts';
import { filesOf, readPage } from '../support/pages.ts';
import { fileOf } from '../support/refused/case.ts';
import { REFUSED } from '../support/refused/index.ts';
import { applyFix, findingsIn } from '../support/rules.ts';

const FILE = 'etc/nftables.conf';
const ready = canUnshare() && NEWER.program('nft') !== undefined;
const generations = GENERATIONS.filter(({ program }) => program('nft') !== undefined);

/** The ruleset of a page's example. */
function example(section: string | undefined): string {
  const text = filesOf(section ?? '')[FILE];
  expect(text, FILE).toBeDefined();
  return text!;
}

/** Applies safe fixes of a rule, then of others, until none is left. */
function repaired(text: string): string {
  let fixed = text;
  for (let round = 0; round < 20; round++) {
    const errors = findingsIn({ files: { [FILE]: fixed } }).filter(
      ({ rule, severity }) => rule.startsWith('nft/') && severity === 'error',
    );
    const fix = errors.flatMap(({ fixes }) => fixes).find(({ safety }) => safety === 'safe');
    if (!fix) return errors.length === 0 ? fixed : '';
    fixed = applyFix({ [FILE]: fixed }, fix)[FILE]!;
  }
  return fixed;
}

const rules = RULES.filter(({ id }) => id.startsWith('nft/'));

describe.runIf(ready)('pages of the rules', () => {
  const errors = rules
    .filter(({ severity }) => severity === 'error')
    .map(({ id }) => [id, readPage(PAGES[id] ?? '').sections] as const);

  test.each(errors)('nft refuses what %s shows as wrong', (_, sections) => {
    const text = example(sections.get('Wrong'));
    expect(loadWith(NEWER, { 'wrong.nft': text }, 'wrong.nft')).not.toBe('');
  });

  test.each(errors)('and says what the page of %s quotes', (_, sections) => {
    const text = example(sections.get('Wrong'));
    const said = loadWith(NEWER, { 'nftables.conf': text }, 'nftables.conf').replace(/^expected any of:.*\n/gm, '');
    const quoted = /^```\n([\s\S]*?)^```/m.exec(sections.get('Why it matters') ?? '')?.[1];
    const first = quoted?.replace(/^etc\//gm, '').split('\n')[0];
    if (first) expect(said).toContain(first);
  });

  test.each(errors)('every nft takes what %s shows as right', (_, sections) => {
    const text = example(sections.get('Right'));
    for (const one of generations) expect(loadWith(one, { 'right.nft': text }, 'right.nft')).toBe('');
  });

  test.each(errors)('every nft takes the example of %s with its fixes applied', (_, sections) => {
    const text = example(sections.get('Wrong'));
    const fixed = repaired(text);
    if (fixed !== '') for (const one of generations) expect(loadWith(one, { 'fixed.nft': fixed }, 'fixed.nft')).toBe('');
  });
});

describe.runIf(ready).each(Object.entries(REFUSED))('%s', (rule, cases) => {
  test.each(cases.map((one) => [`${one[0]}: ${one[1]}`, one] as const))('%s', (_, one) => {
    const { text } = fileOf(one);
    expect(loadWith(NEWER, { 'a.nft': text }, 'a.nft')).not.toBe('');
    for (const { fixes } of findingsIn({ files: { [FILE]: text } }, rule))
      for (const fix of fixes) {
        const fixed = applyFix({ [FILE]: text }, fix)[FILE]!;
        for (const generation of generations)
          expect(loadWith(generation, { 'a.nft': fixed }, 'a.nft'), `${generation.name} nft after "${fix.title}"`).toBe('');
      }
  });
});
