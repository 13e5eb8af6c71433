import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';
import { processorTime } from '../../../../../test/support/time.ts';

const RULE = 'docker/syntax';
const FILE = 'etc/docker/daemon.json';

test('every mistake is reported at its place', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      /* mine */
    # ^^^^^^^^^^ docker/syntax: JSON has no comments
      'debug': true
    # ^^^^^^^ docker/syntax: not '
    #             ^ docker/syntax: comma is missing
      "dns": ["192.0.2.53",]
    #                     ^ docker/syntax: no comma before ]
    }
    `,
  );
});

test.each(['', ' \n', 'null', '{}', '\ufeff{"debug": true}'])('%j is fine', (text) => {
  expect(findingsIn({ files: { [FILE]: text } })).toEqual([]);
});

test.each(['[]', '"x"', '5', 'true'])('%s is no object', (text) => {
  expect(findingsIn({ files: { [FILE]: text } }, RULE).map(({ message }) => message)).toEqual([
    expect.stringContaining('one object'),
  ]);
});

describe('fixes', () => {
  test('a comment goes', () => {
    expectFix(RULE, '//- etc/docker/daemon.json\n{ /* x */ "debug": true }', '//- etc/docker/daemon.json\n{ "debug": true }');
  });

  test('an unclosed object is closed, and its beginning is named', () => {
    const text = '{ "proxies": { "no-proxy": "x" }';
    expectFix(RULE, `//- etc/docker/daemon.json\n${text}`, `//- etc/docker/daemon.json\n${text}}`);
    expect(findingsIn({ files: { [FILE]: text } }, RULE)[0]!.related[0]!.location.range).toEqual({ start: 0, end: 1 });
  });
});

test('ten megabytes of nonsense give findings, and soon', () => {
  const time = processorTime(() => {
    expect(findingsIn({ files: { [FILE]: '{"a":'.repeat(2_000_000) } }, RULE).length).toBeGreaterThan(0);
    expect(findingsIn({ files: { [FILE]: `{"dns": [${'"192.0.2.1",'.repeat(800_000)}` } }, RULE).length).toBeGreaterThan(0);
  });
  expect(time).toBeLessThan(20_000);
});
