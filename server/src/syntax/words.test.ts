import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWords } from './words.ts';

const words = (text: string, options = {}) =>
  splitWords(text, { start: 0, end: text.length }, options).map(({ text: word, variable }) => word ?? `$${variable ?? '?'}`);

test('blanks, quotes, escapes, continuations', () => {
  expect(words(`dockerd -H fd:// --label "a=b c" --label='x y' \\\n  # why\n  --mtu\\ 5`)).toEqual([
    'dockerd',
    '-H',
    'fd://',
    '--label',
    'a=b c',
    '--label=x y',
    '--mtu 5',
  ]);
});

test('variables', () => {
  expect(words('dockerd $OPTIONS "${A}" --x=$B \'$C\'')).toEqual(['dockerd', '$OPTIONS', '$A', '$?', '$C']);
});

test('specifiers of systemd', () => {
  expect(words('a%h 5%%', { specifiers: true })).toEqual(['$?', '5%']);
});

test('a word knows where its text is written', () => {
  const text = `a "b c" 'd' e\\f`;
  expect(
    splitWords(text, { start: 0, end: text.length }).map(({ text: word, literalAt }) =>
      literalAt === undefined ? undefined : text.slice(literalAt, literalAt + word!.length),
    ),
  ).toEqual(['a', 'b c', 'd', undefined]);
});

test('any text: words stand in order, inside the range', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(' ', 'a', '"', "'", '\\', '\n', '$', '{', '}', '#', '%') }), (text) => {
      let last = 0;
      for (const { range } of splitWords(text, { start: 0, end: text.length })) {
        expect(range.start).toBeGreaterThanOrEqual(last);
        expect(range.end).toBeGreaterThan(range.start);
        expect(range.end).toBeLessThanOrEqual(text.length);
        last = range.end;
      }
    }),
  );
});
