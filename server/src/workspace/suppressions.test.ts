import { describe, expect, test } from 'vitest';
import { LineIndex } from '../base/text.ts';
import type { FileKind } from './file-kind.ts';
import { readSuppressions } from './suppressions.ts';

function read(text: string, kind: FileKind = 'nftables') {
  return readSuppressions(kind, text, new LineIndex(text)).map(({ range, lines, rules, reason }) => ({
    comment: text.slice(range.start, range.end),
    lines: lines && [lines.from, lines.to],
    rules: rules.map(({ id, range: r }) => [id, text.slice(r.start, r.end)]),
    reason,
  }));
}

describe('readSuppressions', () => {
  test('a comment on its own line is about the next line that holds more than a comment', () => {
    expect(read('# bridgekeeper-ignore nft/a, host/b-c: because\n\n  # note\nflush ruleset\n')).toEqual([
      {
        comment: '# bridgekeeper-ignore nft/a, host/b-c: because',
        lines: [3, 3],
        rules: [
          ['nft/a', 'nft/a'],
          ['host/b-c', 'host/b-c'],
        ],
        reason: 'because',
      },
    ]);
  });

  test('a comment behind a statement is about its own line', () => {
    expect(read('x\nflush ruleset # bridgekeeper-ignore nft/a: why: so\r\n')[0]).toMatchObject({
      lines: [1, 1],
      reason: 'why: so',
    });
  });

  test('lines that a backslash continues count as one', () => {
    expect(read('# bridgekeeper-ignore nft/a: x\ntcp dport 1 \\\n accept\n')[0]).toMatchObject({ lines: [1, 2] });
  });

  test('-file is about the whole file', () => {
    expect(read('#bridgekeeper-ignore-file compose/x: generated', 'compose')[0]).toMatchObject({
      lines: undefined,
      reason: 'generated',
    });
  });

  test('rules and reason may be missing, which is for a rule to report', () => {
    expect(read('# bridgekeeper-ignore')[0]).toMatchObject({ rules: [], reason: '' });
    expect(read('# bridgekeeper-ignore nft/a')[0]).toMatchObject({ rules: [['nft/a', 'nft/a']], reason: '' });
    expect(read('# bridgekeeper-ignore nft/a:  ')[0]).toMatchObject({ reason: '' });
  });

  test('text in quotes, other words and files without comments hold none', () => {
    expect(read('counter comment "# bridgekeeper-ignore nft/a: x"\n')).toEqual([]);
    expect(read('# bridgekeeper-ignored nft/a: x\n')).toEqual([]);
    expect(read('# see bridgekeeper-ignore nft/a: x\n')).toEqual([]);
    expect(read('# bridgekeeper-ignore nft/a: x\n', 'daemon-json')).toEqual([]);
  });

  test('systemd and sysctl files know ; at the beginning of a line', () => {
    expect(read('; bridgekeeper-ignore host/a: x\nnet.ipv4.ip_forward = 0\n', 'sysctl')).toHaveLength(1);
    expect(read('a ; bridgekeeper-ignore host/a: x\n', 'sysctl')).toEqual([]);
  });
});
