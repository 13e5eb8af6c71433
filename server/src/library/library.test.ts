import { describe, expect, test } from 'vitest';
import { check, complete, format, hover, parse } from './index.ts';

const files = { 'etc/nftables.conf': '# bridgekeeper-ignore meta/invalid-config\ntable inet t { }\n' };

describe('library', () => {
  test('check answers with the object of the command line', async () => {
    expect(await check({ files })).toMatchObject({
      version: 1,
      files: 1,
      findings: [{ rule: 'meta/unused-suppression', range: { start: { line: 1, column: 1, offset: 0 } } }],
    });
  });

  test('the configuration may be handed over or stand among the files', async () => {
    const rules = { 'meta/unused-suppression': 'off' } as const;
    expect((await check({ files, config: { rules } })).findings).toEqual([]);
    expect((await check({ files: { ...files, '.bridgekeeper.jsonc': JSON.stringify({ rules }) } })).findings).toEqual([]);
  });

  test('format', () => {
    expect(format({ text: 'table ip t{\n}' })).toEqual({ text: 'table ip t {\n}\n' });
    expect(format({ text: 'table ip t {\nset s { type mark; }\n}\n', options: { indent: 2 } }).text).toContain('\n  set');
  });

  test('hover and complete', async () => {
    const found = await hover({ files, file: 'etc/nftables.conf', offset: 25 });
    expect(found?.markdown).toContain('meta/invalid-config');
    expect(found?.range.start).toEqual({ line: 1, column: 23, offset: 22 });
    expect(await hover({ files, file: 'absent', offset: 0 })).toBeNull();
    expect(await complete({ files, file: 'absent', offset: 0 })).toEqual([]);
  });

  test('parse gives the tree of an nftables text and what does not fit', () => {
    const { tree, problems } = parse('table inet t {\n\tchain c { accept; }\n}\n');
    expect(problems).toEqual([]);
    expect(tree).toMatchObject({ type: 'source_file', named: true, range: { start: { line: 1, column: 1, offset: 0 } } });
    const text = 'table inet t {\n\tchain c { acept; }\n}\n';
    const broken = parse(text);
    expect(broken.problems).toMatchObject([{ range: { start: { line: 2, column: 16, offset: text.indexOf(';') - 1 } } }]);
    expect(JSON.stringify(broken.tree)).toContain('"ERROR"');
  });

  test('format and parse take anything', () => {
    for (const text of ['', '{{{{', '\0', '\u{1f600}"'.repeat(50), '{'.repeat(20_000)]) {
      expect(typeof format({ text }).text).toBe('string');
      expect(parse(text).tree.type).toBeTruthy();
    }
    expect(format({ text: 'nonsense (((\n' }).text).toBe('nonsense (((\n');
  });
});
