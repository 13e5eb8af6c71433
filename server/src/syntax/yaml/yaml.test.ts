import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LocatedValue, valueAt } from '../located.ts';
import { isPlainInteger, resolvePlain } from './scalar.ts';
import { parseYaml } from './yaml.ts';

function plain(value: LocatedValue | undefined): unknown {
  if (!value) return undefined;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plain);
  return Object.fromEntries(value.entries.map(({ key, value: inner }) => [key, plain(inner)]));
}

function read(text: string) {
  const { documents, problems } = parseYaml('f.yaml', text);
  return { documents, problems, values: documents.map(plain), kinds: problems.map(({ kind }) => kind) };
}

describe('values', () => {
  test('maps, lists and scalars with their types', () => {
    const { values, kinds } = read('a: 1\nb: [x, "2", true, ~]\nc:\n  - d: 1.5\n  -\ne:\n');
    expect(values).toEqual([{ a: 1, b: ['x', '2', true, null], c: [{ d: 1.5 }, null], e: null }]);
    expect(kinds).toEqual([]);
  });

  test.each([
    ['yes', 'yes'],
    ['22:22', '22:22'],
    ['8080:80', '8080:80'],
    ['0777', 511],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['-5', -5],
    ['080', 80],
    ['1e3', 1000],
    ['.5', 0.5],
    ['10.1', 10.1],
    ['10.1.0.0', '10.1.0.0'],
    ['123456789012345678901', '123456789012345678901'],
    ['', null],
    ['NULL', null],
    ['tRUE', 'tRUE'],
  ])('plain %s is %j', (source, value) => {
    expect(resolvePlain(source)).toBe(value);
  });

  test('whole numbers are told from others by their spelling', () => {
    expect(['80', '0x50', '+1', '080', '80.0', '8e1', 'a'].map(isPlainInteger)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('tags: standard ones type the value, others are kept', () => {
    const { documents, values } = read('a: !!str 80\nb: !reset\nc: !override [1]\nd: !!int "7"\n');
    expect(values).toEqual([{ a: '80', b: null, c: [1], d: 7 }]);
    expect(['a', 'b', 'c'].map((key) => valueAt(documents[0], key)?.tag)).toEqual(['!!str', '!reset', '!override']);
  });

  test('several documents', () => {
    expect(read('a: 1\n---\n---\nb: 2\n').values).toEqual([{ a: 1 }, null, { b: 2 }]);
    expect(read('').values).toEqual([undefined]);
    expect(read('# only a comment\n').values).toEqual([undefined]);
  });

  test('keys that are not texts are marked', () => {
    const map = read('80: a\n? [x]\n: b\nc: d\n').documents[0];
    expect(map?.kind === 'map' && map.entries.map(({ key, keyKind }) => [key, keyKind])).toEqual([
      ['80', 'number'],
      ['[x]', 'list'],
      ['c', undefined],
    ]);
  });
});

describe('anchors and merge keys', () => {
  test('an alias keeps the place of its anchor', () => {
    const text = 'x: &s 10.1.0.0/24\ny: *s\n';
    const y = valueAt(read(text).documents[0], 'y');
    expect(y && text.slice(y.range.start, y.range.end)).toBe('&s 10.1.0.0/24'.slice(3));
  });

  test('own keys win over merged ones, wherever they stand; earlier maps of a list win', () => {
    const { values } = read('a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  l: own\n  <<: [*a, *b]\nd:\n  <<: *b\n  k: own\n');
    expect(values).toEqual([{ a: { k: 1, l: 1 }, b: { k: 2, m: 2 }, c: { k: 1, m: 2, l: 'own' }, d: { m: 2, k: 'own' } }]);
  });

  test('a quoted "<<" is an ordinary key; merging a text is refused', () => {
    expect(read('a:\n  "<<": 1\n').values).toEqual([{ a: { '<<': 1 } }]);
    expect(read('a:\n  <<: text\n').kinds).toEqual(['bad-merge']);
  });

  test('unknown aliases, loops and bombs are problems', () => {
    expect(read('a: *nobody\n').kinds).toEqual(['unknown-alias']);
    expect(read('a: &a\n  b: *a\n').kinds).toEqual(['alias-loop']);
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)];
    expect(read(bomb.join('\n')).kinds).toEqual(['too-large']);
    const mergeBomb = [
      'a0: &a0 {x: 1}',
      ...Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], k${i}: *a${i}}`),
    ];
    expect(read(mergeBomb.join('\n')).kinds).toEqual(['too-large']);
  });
});

describe('problems and recovery', () => {
  test('duplicate keys: all entries stay, the second is named', () => {
    const { documents, problems } = read('a: 1\nb: 2\na: 3\n');
    expect(problems).toEqual([
      {
        kind: 'duplicate-key',
        message: expect.stringContaining('"a"'),
        range: { start: 10, end: 11 },
        first: { start: 0, end: 1 },
      },
    ]);
    expect(plain(valueAt(documents[0], 'a'))).toBe(3);
  });

  test.each([
    ['an open quote', 'services:\n  a:\n    image: "foo\n    ports: [1]\nnetworks:\n  n: {}\n'],
    ['an open list', 'services:\n  a:\n    ports: ["8080:80"\n    networks: [n]\nnetworks:\n  n: {}\n'],
    ['a key without colon', 'services:\n  a:\n    image\n    networks: [n]\nnetworks:\n  n: {}\n'],
    ['a tab', 'services:\n  a:\n\t image: x\nnetworks:\n  n: {}\n'],
  ])('%s does not lose what follows', (_name, text) => {
    const { documents, kinds } = read(text);
    expect(kinds).toContain('syntax');
    expect(plain(valueAt(documents[0], 'networks'))).toEqual({ n: {} });
  });

  test('too long, too deep', () => {
    expect(read('a'.repeat(3 * 1024 * 1024)).kinds).toEqual(['too-large']);
    expect(read('['.repeat(200_000)).kinds).toContain('too-large');
    expect(read(`${'{a: '.repeat(300)}${'}'.repeat(300)}`).kinds).toContain('too-large');
  });

  test('ranges end with the value', () => {
    const text = 'a: x  # why\nb:\n  c: 1\n\n# end\nd: |\n  text\n\ne:\n';
    const root = read(text).documents[0];
    const at = (key: string) => {
      const { start, end } = valueAt(root, key)!.range;
      return text.slice(start, end);
    };
    expect([at('a'), at('b'), at('e')]).toEqual(['x', 'c: 1', '']);
  });

  test('any text is read, and ranges lie inside it', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '&x ',
      '*x',
      '<<: ',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      '!reset ',
      '|\n',
      '#',
      ':',
      '\t',
      'ü',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const { documents, problems } = parseYaml('f', text);
        for (const { range } of problems) expect(range.start <= range.end && range.end <= text.length).toBe(true);
        const walk = (value: LocatedValue): void => {
          expect(value.range.start >= 0 && value.range.end <= text.length).toBe(true);
          if (value.kind === 'list') value.items.forEach(walk);
          if (value.kind === 'map') for (const entry of value.entries) walk(entry.value);
        };
        for (const document of documents) if (document) walk(document);
      }),
      { numRuns: 300 },
    );
  });
});
