import { describe, expect, test } from 'vitest';
import { type SpacedSet, spacedSets } from './blank-lines.ts';
import { parseNft } from './parse.ts';

function spaced(text: string): SpacedSet[] {
  const tree = parseNft(text);
  const found = spacedSets(text, tree);
  tree.delete();
  return found;
}

function linesOf(text: string): (readonly number[])[] {
  return spaced(text).map(({ lines }) => lines.map(({ start }) => text.slice(0, start).split('\n').length));
}

describe('blank lines between the braces of sets', () => {
  test.each([
    ['define x = {\n\n1 }\n', [[2]]],
    ['define x = { 1,\n\n \n2\n\n}\n', [[2, 3, 5]]],
    ['\n\ndefine x = { 1, # {\n\n2 }\n\n', [[4]]],
    ['define x = { 1,\n# {\n\n2 }\ndefine y = {\n1\n\n}\n', [[3], [7]]],
    ['table ip t {\nchain c {\nip saddr { 1.1.1.1\n\n,1.1.1.2 } drop\n}\n}\n', [[4]]],
  ])('%j has them in lines %j', (text, lines) => expect(linesOf(text)).toEqual(lines));

  test.each([
    '',
    '\n',
    '\n\n\n',
    'define x = {\n1\n}\n\n',
    'define x = { 1, # a\n# b\n2 }\n',
    'table ip t {\n\nchain c {\n\naccept\n\n}\n\n}\n\n',
    'table ip t {\nset s {\n\ntype mark\n\nelements = { 1 }\n\n}\n}\n',
    'table ip t {\nchain c {\njump {\n\naccept\n\n}\n}\n}\n',
  ])('%j has none', (text) => expect(linesOf(text)).toEqual([]));

  test('the time that it takes grows with the text, not faster', () => {
    const before = performance.now();
    expect(spaced(`table ip t {\n${'# x\n\n'.repeat(5_000)}}\n`)).toEqual([]);
    expect(spaced(`define x = { 1,\n${'# x\n\n'.repeat(5_000)}2 }\n`)[0]!.lines).toHaveLength(5_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
