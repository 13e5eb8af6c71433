import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../base/text.ts';
import { combineFixes } from './combine-fixes.ts';
import type { Fix } from './finding.ts';

const fix = (...edits: [number, number, string][]): Fix => ({
  title: '',
  safety: 'safe',
  edits: edits.map(([start, end, newText]) => ({ file: 'f', range: { start, end }, newText })),
});

describe('combineFixes', () => {
  test('takes what fits, whole fixes only, earlier ones first', () => {
    const edits = combineFixes([fix([0, 2, 'a'], [8, 9, 'b']), fix([4, 5, 'c'], [8, 10, 'd']), fix([5, 6, 'e'])]);
    expect(edits.map(({ newText }) => newText).sort()).toEqual(['a', 'b', 'e']);
  });

  test('an edit that two fixes share is made once', () => {
    expect(combineFixes([fix([0, 0, 'x']), fix([0, 0, 'x'], [3, 4, 'y'])])).toHaveLength(2);
  });

  test('two insertions at one place wait for each other', () => {
    expect(combineFixes([fix([3, 3, 'x']), fix([3, 3, 'y'])])).toHaveLength(1);
  });

  test('the result can always be applied', () => {
    const edit = fc
      .tuple(fc.nat(40), fc.nat(5), fc.string({ maxLength: 2 }))
      .map(([at, length, text]) => [at, at + length, text] as [number, number, string]);
    fc.assert(
      fc.property(
        fc.array(
          edit.map((e) => fix(e)),
          { maxLength: 30 },
        ),
        (fixes) => {
          expect(applyEdits('x'.repeat(50), combineFixes(fixes))).toBeDefined();
        },
      ),
    );
  });
});
