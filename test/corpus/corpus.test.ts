import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareExpectedTokens } from './expected-tokens.ts';
import { measure } from './figures.ts';
import { readCorpus } from './record.ts';
import { belowThresholds } from './thresholds.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const KNOWN = fileURLToPath(new URL('known-differences.md', import.meta.url));

/** Lines of the list: `| measure | file | record | reason |`. */
function knownDifferences(): Set<string> {
  const rows = [...readFileSync(KNOWN, 'utf8').matchAll(/^\| ([^|]+) \| ([^|]+) \| `([^`]+)` \| ([^|]+) \|$/gm)];
  return new Set(rows.map(([, what, file, id]) => `${what} ${file} ${id}`));
}

describe.skipIf(!existsSync(CORPUS))('recorded verdicts (the folder shared/corpus is there)', () => {
  const { total, differences } = measure(readCorpus(CORPUS));

  test('the thresholds are reached', () => {
    expect(total.records).toBeGreaterThan(5000);
    expect(belowThresholds(total, compareExpectedTokens(join(CORPUS, 'expected-tokens.json')))).toEqual([]);
  });

  test('every difference is listed with its reason, and none that is gone', () => {
    const found = differences.map(({ measure: what, file, id }) => `${what} ${file} ${id}`);
    expect(new Set(found)).toEqual(knownDifferences());
  });
});
