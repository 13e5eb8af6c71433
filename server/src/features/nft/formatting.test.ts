import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import type { FileEdit } from '../../checks/finding.ts';
import { workspaceOf } from '../../library/files.ts';
import { format, formatTriggers, formatTyped } from '../formatting.ts';

const FILE = 'etc/nftables.conf';
const TABS = { indent: undefined };

function edited(text: string, edits: readonly FileEdit[]): string {
  let out = text;
  for (const { range, newText } of [...edits].sort((a, b) => b.range.start - a.range.start))
    out = out.slice(0, range.start) + newText + out.slice(range.end);
  return out;
}

function typed(text: string, character: string, options = TABS): string {
  const { files, cursor } = fixture(text);
  const edits = formatTyped(workspaceOf({ files }), FILE, cursor!.offset, character, options);
  return edited(files[FILE]!, edits);
}

test('a file is formatted, with blanks or tabs', () => {
  const text = 'table ip t{\nchain c {\naccept\n}\n}\n';
  const workspace = workspaceOf({ files: { [FILE]: text } });
  expect(edited(text, format(workspace, FILE, { indent: 4 }))).toBe('table ip t {\n    chain c {\n        accept\n    }\n}\n');
  expect(edited(text, format(workspace, FILE, TABS, { start: 24, end: 26 }))).toBe('table ip t{\nchain c {\n\t\taccept\n}\n}\n');
});

test('a formatted file has no edits', () => {
  expect(format(workspaceOf({ files: { [FILE]: 'table ip t {\n\tchain c {\n\t}\n}\n' } }), FILE, TABS)).toEqual([]);
});

describe('while typing', () => {
  test('braces and newlines ask', () => {
    expect(formatTriggers()).toEqual(expect.arrayContaining(['}', '\n']));
  });

  test.each([
    ['table ip t {\n\tchain c {\n\t\taccept\n\t\t}$0\n}\n', '}', 'table ip t {\n\tchain c {\n\t\taccept\n\t}\n}\n'],
    [
      'table ip t {\n\tchain c {\n\t\ttcp dport {22,80}$0\n\t}\n}\n',
      '}',
      'table ip t {\n\tchain c {\n\t\ttcp dport { 22, 80 }\n\t}\n}\n',
    ],
    [
      'table ip t {\n\tchain c {\n\t\ttcp  dport 22\n$0\n\t}\n}\n',
      '\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22\n\t\t\n\t}\n}\n',
    ],
    [
      'table ip t {\n\tchain c {\n\t\ttcp dport 22\n\t\t$0\n\t}\n}\n',
      '\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22\n\t\t\n\t}\n}\n',
    ],
    [
      'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = {\n$0\n\t\t}\n\t}\n}\n',
      '\n',
      'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = {\n\t\t\t\n\t\t}\n\t}\n}\n',
    ],
    ['table ip t {\n\tchain c {\n$0', '\n', 'table ip t {\n\tchain c {\n\t\t\n'],
    [
      'table ip t {\n\tchain c {\n\t\ttcp dport 22\n\tac$0cept\n\t}\n}\n',
      '\n',
      'table ip t {\n\tchain c {\n\t\ttcp dport 22\n\t\taccept\n\t}\n}\n',
    ],
    ['table ip t { # }$0\n   accept\n}\n', '}', 'table ip t { # }\n   accept\n}\n'],
  ])('%j', (text, character, wanted) => {
    expect(typed(text, character)).toBe(wanted);
  });
});
