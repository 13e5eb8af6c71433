import { describe, expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../base/text.ts';
import { entryOf, type LocatedMap, type LocatedScalar, type LocatedValue, valueAt } from '../located.ts';
import { addEntry, addTo, removeEntry, removeItem, replaceScalar, scalarText } from './edit.ts';
import { parseYaml } from './yaml.ts';

const root = (text: string) => parseYaml('f', text).documents[0] as LocatedMap;
const apply = (text: string, edit: TextEdit | undefined) => edit && applyEdits(text, [edit]);
const at = (text: string, ...path: string[]) =>
  path.reduce<LocatedValue | undefined>((value, key) => valueAt(value, key), root(text));

describe('replacing', () => {
  const replace = (text: string, value: string, from?: number, to?: number) =>
    apply(text, replaceScalar(text, at(text, 'a') as LocatedScalar, value, from, to));

  test('keeps quotes, adds them where needed', () => {
    expect(replace('a: 10.1.0.5/24 # x\n', '10.1.0.0/24')).toBe('a: 10.1.0.0/24 # x\n');
    expect(replace('a: "x"\n', 'y')).toBe('a: "y"\n');
    expect(replace("a: '8080:80'\n", '127.0.0.1:', 0, 0)).toBe("a: '127.0.0.1:8080:80'\n");
    expect(replace('a: nope\n', 'true')).toBe('a: "true"\n');
    expect(replace('a: 8080:80\n', '127.0.0.1:', 0, 0)).toBe('a: "127.0.0.1:8080:80"\n');
  });

  test('leaves folded texts alone', () => {
    expect(replace('a: >\n  x\n  y\n', 'z')).toBeUndefined();
  });

  test.each([
    ['bridge', 'bridge'],
    ['true', '"true"'],
    ['fd00::/64', '"fd00::/64"'],
    ['10.1.0.0/24', '10.1.0.0/24'],
    ['a"b', '"a\\"b"'],
    ['8080', '"8080"'],
  ])('%s is written %s', (value, written) => {
    expect(scalarText(value)).toBe(written);
  });
});

describe('adding', () => {
  test('to a block map, behind its last value', () => {
    const text = 'networks:\n  n:\n    ipam:\n      config:\n        - subnet: x # why\n  m:\n';
    expect(apply(text, addEntry(text, at(text, 'networks', 'n') as LocatedMap, 'internal', 'true'))).toBe(
      'networks:\n  n:\n    ipam:\n      config:\n        - subnet: x # why\n    internal: true\n  m:\n',
    );
  });

  test('to flow maps and empty ones', () => {
    expect(apply('a: {b: 1}', addEntry('a: {b: 1}', at('a: {b: 1}', 'a') as LocatedMap, 'c', '2'))).toBe('a: {b: 1, c: 2}');
    expect(apply('a: {}', addEntry('a: {}', at('a: {}', 'a') as LocatedMap, 'c', '2'))).toBe('a: {c: 2}');
  });

  test('to a key without value', () => {
    for (const [text, result] of [
      ['n:\n  m:\n  o:\n', 'n:\n  m:\n    c: 2\n  o:\n'],
      ['n:\n  m: # why\n', 'n:\n  m: # why\n    c: 2\n'],
      ['n: {m: , o: }\n', 'n: {m: {c: 2}, o: }\n'],
      ['n:\n  m: ~\n', 'n:\n  m: {c: 2}\n'],
    ] as const)
      expect(apply(text, addTo(text, entryOf(at(text, 'n'), 'm')!, 'c', '2'))).toBe(result);
  });

  test('several lines are indented', () => {
    const text = 'n:\n  m:\n    a: 1\n';
    expect(apply(text, addTo(text, entryOf(at(text, 'n'), 'm')!, 'ipam', '\n  config:\n    - subnet: x'))).toBe(
      'n:\n  m:\n    a: 1\n    ipam:\n      config:\n        - subnet: x\n',
    );
  });
});

describe('removing', () => {
  test('entries in block and flow style', () => {
    const text = 'n:\n  a: 1 # one\n  b:\n    c: 2\n  d: 3\n';
    const map = at(text, 'n') as LocatedMap;
    expect(apply(text, removeEntry(text, map, entryOf(map, 'b')!))).toBe('n:\n  a: 1 # one\n  d: 3\n');
    expect(apply(text, removeEntry(text, map, entryOf(map, 'a')!))).toBe('n:\n  b:\n    c: 2\n  d: 3\n');
    const flow = 'n: {a: 1, b: , c: 3}';
    const inner = at(flow, 'n') as LocatedMap;
    expect(apply(flow, removeEntry(flow, inner, entryOf(inner, 'a')!))).toBe('n: {b: , c: 3}');
    expect(apply(flow, removeEntry(flow, inner, entryOf(inner, 'b')!))).toBe('n: {a: 1, c: 3}');
    expect(apply(flow, removeEntry(flow, inner, entryOf(inner, 'c')!))).toBe('n: {a: 1, b: }');
  });

  test('an entry behind a dash', () => {
    const text = 'n:\n  - a: 1\n    b: 2\n';
    const list = at(text, 'n');
    const map = list?.kind === 'list' ? (list.items[0] as LocatedMap) : undefined;
    expect(apply(text, removeEntry(text, map!, entryOf(map, 'a')!))).toBe('n:\n  - b: 2\n');
  });

  test('items of lists', () => {
    for (const [text, result] of [
      ['n:\n  - a\n  - b # x\n  - c\n', 'n:\n  - a\n  - c\n'],
      ['n: [a, b, c]\n', 'n: [a, c]\n'],
    ] as const) {
      const list = at(text, 'n');
      expect(list?.kind === 'list' && apply(text, removeItem(text, list, list.items[1]!))).toBe(result);
    }
  });
});
