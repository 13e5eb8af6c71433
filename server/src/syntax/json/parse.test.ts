import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processorTime } from '../../../../test/support/time.ts';
import { applyEdits } from '../../base/text.ts';
import type { LocatedValue } from '../located.ts';
import { parseJson } from './parse.ts';

function plain(value: LocatedValue | undefined, rounded = false): unknown {
  if (value === undefined) return undefined;
  if (value.kind === 'scalar')
    return rounded && typeof value.value === 'string' && !value.quoted ? Number(value.value) : value.value;
  if (value.kind === 'list') return value.items.map((item) => plain(item, rounded));
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value, rounded)]));
}

function kinds(text: string): string[] {
  return parseJson('f', text).problems.map(({ kind, range }) => `${kind} ${text.slice(range.start, range.end)}`);
}

function fixed(text: string): string | undefined {
  const edits = parseJson('f', text).problems.flatMap(({ fix }) => fix?.edits ?? []);
  return applyEdits(text, edits);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('places', () => {
  test('values, keys and scalars know where they stand', () => {
    const text = '{ "a": [10, "x\\n"], "b": null }';
    const { value, problems } = parseJson('f', text);
    expect(problems).toEqual([]);
    expect(plain(value)).toEqual({ a: [10, 'x\n'], b: null });
    const map = value as Extract<LocatedValue, { kind: 'map' }>;
    expect(
      map.entries.map(({ keyRange, value: { range } }) => [
        text.slice(keyRange.start, keyRange.end),
        text.slice(range.start, range.end),
      ]),
    ).toEqual([
      ['"a"', '[10, "x\\n"]'],
      ['"b"', 'null'],
    ]);
  });

  test('duplicate keys are all kept', () => {
    const { value } = parseJson('f', '{"a": 1, "a": 2}');
    expect((value as Extract<LocatedValue, { kind: 'map' }>).entries.map((entry) => plain(entry.value))).toEqual([1, 2]);
  });

  test('numbers that would lose digits stay texts', () => {
    expect(plain(parseJson('f', '[9007199254740993, 1.5, 2e3]').value)).toEqual(['9007199254740993', 1.5, 2000]);
  });

  test('blank texts have no value and no problem', () => {
    for (const text of ['', ' \n', '\ufeff', '\u00a0\u2028'])
      expect(parseJson('f', text)).toEqual({ value: undefined, problems: [] });
  });

  test('a byte order mark is one at the beginning only', () => {
    expect(parseJson('f', ' \ufeff').problems).toHaveLength(1);
    expect(parseJson('f', '{}\ufeff').problems).toHaveLength(1);
  });

  test('a byte order mark does not move places', () => {
    expect(parseJson('f', '\ufeff{"a": 1}').value?.range).toEqual({ start: 1, end: 9 });
  });
});

describe('mistakes', () => {
  test.each([
    ['// hi\n{"a": true}', ['comment // hi'], '\n{"a": true}'],
    ['{"a": 1 /* why */}', ['comment /* why */'], '{"a": 1}'],
    ['{"a": 1,}', ['trailing-comma ,'], '{"a": 1}'],
    ['["a", ]', ['trailing-comma ,'], '["a" ]'],
    ['{"a": 1,, "b": 2}', ['extra-comma ,'], '{"a": 1, "b": 2}'],
    ['{"a": 1\n "b": 2}', ['missing-comma 1'], '{"a": 1,\n "b": 2}'],
    ['[1 2]', ['missing-comma 1'], '[1, 2]'],
    ["{'debug': true}", ["quotes 'debug'"], '{"debug": true}'],
    ['{“a b”: “c”}', ['quotes “a b”', 'quotes “c”'], '{"a b": "c"}'],
    ['{debug: true}', ['unquoted-key debug'], '{"debug": true}'],
    ['{1: true}', ['key-not-string 1'], '{"1": true}'],
    ['{"a" true}', ['missing-colon  '], '{"a": true}'],
    ['{"a" = true}', ['missing-colon ='], '{"a" : true}'],
    ['{"a": True, "b": None}', ['word True', 'word None'], '{"a": true, "b": null}'],
    ['{"a": docker0}', ['word docker0'], '{"a": "docker0"}'],
    ['{"a": 007, "b": +1}', ['number 007', 'number +1'], '{"a": 7, "b": 1}'],
    ['{"a": "\tx"}', ['control-character \t'], '{"a": "\\tx"}'],
    ['{"a": "C:\\docker"}', ['escape \\d'], '{"a": "C:\\\\docker"}'],
    ['{"a": {"b": [1, 2]}', ['missing-end }'], '{"a": {"b": [1, 2]}}'],
    ['{"a": [1, 2}', ['missing-end }'], '{"a": [1, 2]}'],
    ['{"a": [{"b": 1', ['missing-end 1'], '{"a": [{"b": 1}]}'],
  ])('%s', (text, problems, after) => {
    expect(kinds(text)).toEqual(problems);
    const out = fixed(text);
    expect(out).toBe(after);
    expect(kinds(out!)).toEqual([]);
  });

  test.each([
    ['{"a": }', ['missing-value "a"']],
    ['{"a": , "b": 1}', ['missing-value "a"']],
    ['{"a": 1} x', ['extra-text x']],
    ['{}}', ['extra-text }']],
    ['{"a: 1\n}', ['unterminated-string "a: 1', 'missing-value "a: 1']],
    ['{"a": 1:2}', ['extra-text :', 'key-not-string 2', 'missing-comma 1', 'missing-value 2']],
    ['{"a": .5}', ['number .5']],
    ['{"a": 1.}', ['number 1.']],
    ['{{}}', ['key-not-string {']],
  ])('%s has no certain fix', (text, problems) => {
    expect(kinds(text)).toEqual(problems);
  });

  test('all mistakes are found at once', () => {
    expect(kinds('{\'a\': 1, // x\n b: 007,\n "c": [1 2,],\n}')).toEqual([
      "quotes 'a'",
      'comment // x',
      'unquoted-key b',
      'number 007',
      'missing-comma 1',
      'trailing-comma ,',
      'trailing-comma ,',
    ]);
  });
});

describe('any text', () => {
  test('JSON gives its values and no problem', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const document = parseJson('f', text);
        expect(document.problems).toEqual([]);
        expect(JSON.stringify(plain(document.value, true))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '.5',
    '1e5',
    'true',
    'nul',
    ' ',
    '\n',
    "'x'",
    '//',
    '/*',
    '*/',
    '\\u00e',
    '\t',
    '“',
  );
  test('a text without problems is what JSON.parse takes, and the other way round', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const { problems, value } = parseJson('f', text);
        expect(problems.length === 0 && value !== undefined).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('problems and values lie inside the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { range } of parseJson('f', text).problems) {
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  test('ten megabytes of brackets, words or quotes end soon', () => {
    for (const unit of ['[', '{"a":', 'x ', '"\n', '// \n', "' ", '\\']) {
      const text = unit.repeat(Math.ceil(10_000_000 / unit.length));
      const time = processorTime(() => expect(parseJson('f', text).problems.length).toBeLessThanOrEqual(201));
      expect(time).toBeLessThan(8000);
    }
  });
});
