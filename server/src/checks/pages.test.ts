import { describe, expect, test } from 'vitest';
import { filesOf, readPage } from '../../../test/support/pages.ts';
import { applyFix, findingsIn } from '../../../test/support/rules.ts';
import { PAGES } from './pages.generated.ts';
import { RULES } from './registry.generated.ts';

const SECTIONS = ['', 'Why it matters', 'Wrong', 'Right', 'Fix', 'When not to use it', 'Source'];

function input(section: string) {
  return { files: filesOf(section) };
}

test('every rule stands once in the registry and has a page', () => {
  const ids = RULES.map(({ id }) => id as string);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.keys(PAGES).sort()).toEqual([...ids].sort());
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('page of %s', (id, rule) => {
  const page = readPage(PAGES[id] ?? '');

  test('has its title and every section, with words in it', () => {
    expect(page.title).toBe(id);
    expect([...page.sections.keys()]).toEqual(SECTIONS);
    for (const [name, text] of page.sections) expect(text, `section "${name}"`).not.toBe('');
  });

  test('the wrong example is reported', () => {
    const wrong = input(page.sections.get('Wrong') ?? '');
    expect(Object.keys(wrong.files).length).toBeGreaterThan(0);
    expect(findingsIn(wrong, id).length).toBeGreaterThan(0);
  });

  test('the right example is not', () => {
    const right = input(page.sections.get('Right') ?? '');
    expect(Object.keys(right.files).length).toBeGreaterThan(0);
    expect(findingsIn(right, id)).toEqual([]);
    expect(findingsIn(right).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('the fix removes the finding and adds no error; a rule without one says why', () => {
    const wrong = input(page.sections.get('Wrong') ?? '');
    const before = findingsIn(wrong);
    const own = before.filter((found) => found.rule === id);
    const fixes = own.flatMap((found) => found.fixes);
    if (rule.fix === 'none') {
      expect(page.sections.get('Fix')).toMatch(/no fix|none/i);
      expect(fixes).toEqual([]);
      return;
    }
    const fix = fixes.find((f) => rule.fix === 'unsafe' || f.safety === 'safe');
    expect(fix, `a ${rule.fix} fix`).toBeDefined();
    const after = findingsIn({ files: applyFix(wrong.files, fix!) });
    expect(after.filter((found) => found.rule === id).length).toBeLessThan(own.length);
    const errors = (list: typeof after) => list.filter(({ severity }) => severity === 'error').length;
    expect(errors(after)).toBeLessThanOrEqual(errors(before));
  });
});
