import { describe, expect, test } from 'vitest';
import { check, complete, format, hover } from './index.ts';

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
});
