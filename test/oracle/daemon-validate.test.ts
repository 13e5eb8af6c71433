import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAEMON_OPTIONS, IGNORED_KEYS, REMOVED_KEYS } from '../../server/src/facts/daemon-options.ts';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';
import { findingsIn } from '../support/rules.ts';

// Generated configurations, judged by `dockerd --validate` of 28.5.2 and by the rules. What it refuses, a rule has to report as an
// error. What it takes may only be an error where a start finds it out; that is for the recorded starts (npm run oracle:daemon).

const judge = GENERATIONS.find(({ program }) => program('dockerd'));
const VERSION = '28.5.2';
const START_ONLY = new Set([
  'docker/invalid-value',
  'docker/conflicting-options',
  'docker/address-out-of-bridge',
  'docker/invalid-pool',
]);

const key = fc.oneof(
  { arbitrary: fc.constantFrom(...DAEMON_OPTIONS.keys()), weight: 8 },
  fc.constantFrom(...IGNORED_KEYS.keys(), ...REMOVED_KEYS.keys()),
  fc.constantFrom('foo', 'Debug', 'D', 'H', 'add-host', '', ' debug', 'debug ', 'debu\\u0067', 'MTU', '__proto__', 'constructor'),
);
const word = fc.constantFrom(
  '',
  'x',
  'true',
  '1',
  '10.0.0.1',
  '10.0.0.0/24',
  '::1',
  'fd00::/64',
  'fe80::1%eth0',
  '64m',
  'a=b',
  '-1',
  'info',
  'Info',
  'unix:///x',
  'http://m',
  'https://m/',
  'tcp://:2375',
  'fd://',
  'example.com',
  '1.44',
  'local',
);
const scalar = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '1',
    '-1',
    '1.0',
    '1e3',
    '65536',
    '99999999999999999999',
    '9223372036854775807',
    '-0',
    '1E400',
  ),
  word.map((text) => JSON.stringify(text)),
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            key,
            fc.constantFrom('a', 'base', 'Base', 'size', 'http-proxy', 'enable', 'gc', 'path', 'Name', 'Hard', 'Soft', 'bridge'),
          ),
          tie('value'),
        ),
        { maxLength: 3 },
      )
      .map((members) => `{${members.map(([name, text]) => `"${name}": ${text}`).join(', ')}}`),
  ),
}));
const object = fc
  .array(fc.tuple(key, value), { minLength: 1, maxLength: 4 })
  .map((members) => `{${members.map(([name, text]) => `"${name}": ${text}`).join(', ')}}`);
/** Texts that are JSON, nearly JSON, or nothing of the kind. */
const broken = fc
  .tuple(
    object,
    fc.nat(),
    fc.constantFrom('', ',', '}', '{', ']', '"', '// x', '/* x */', '\u00a0', '\ufeff', '\\', '\t', '#', 'NaN', "'"),
  )
  .map(([text, at, piece]) => {
    const place = at % (text.length + 1);
    return piece === '' ? text.slice(0, place) + text.slice(place + 1) : text.slice(0, place) + piece + text.slice(place);
  });
const ODDITIES = [
  '',
  ' ',
  'null',
  '[]',
  '1',
  '"x"',
  '{}',
  '{}{}',
  '{} x',
  '\ufeff{}',
  '{"debug": true,}',
  '{"debug": true} // x',
  '{"a": "\\ud800"}',
  '{"debug": "\\x"}',
  '{"debug": "\t"}',
  '{"mtu": 01}',
  '{"mtu": +1}',
  '{"mtu": .5}',
  '{"mtu": 1.}',
  '{"debug": TRUE}',
  '{"debug": true, "debug": 1}',
  '{"debug": 1, "debug": true}',
  '{"labels": ["a=1"], "labels": ["b"]}',
  '{"proxies": {"HTTP-PROXY": "x"}}',
  '{"default-address-pools": [{"BASE": "10.0.0.0/8", "Size": 24}]}',
];

/** The exit status of `dockerd --validate` for every text. */
function verdicts(texts: readonly string[]): boolean[] {
  const files = Object.fromEntries(texts.map((text, index) => [`${index}.json`, text]));
  const dockerd = judge!.program('dockerd')!;
  // docker-proxy has to be found, and nothing else is looked for
  const script = `mkdir bin; ln -s /bin/true bin/docker-proxy; export PATH="$PWD/bin:$PATH"
    ls *.json | xargs -P 4 -I{} sh -c '${dockerd} --validate --config-file {} >/dev/null 2>&1; echo {} $?'`;
  const { output } = inNamespace(judge!, ['dockerd'], script, files);
  const status = new Map(output.split('\n').map((line) => line.split('.json ') as [string, string]));
  return texts.map((_, index) => status.get(String(index)) === '0');
}

const inventory = { interfaces: { eth0: ['192.0.2.1/24'] }, users: ['root'], files: ['/usr/bin/docker-proxy'] };
function errors(text: string): string[] {
  return findingsIn({
    files: {
      'etc/docker/daemon.json': text,
      'etc/systemd/system/docker.service': '[Service]\nExecStart=dockerd --validate --config-file /etc/docker/daemon.json\n',
    },
    config: { versions: { docker: VERSION }, inventory },
  })
    .filter(({ severity, rule }) => severity === 'error' && rule.startsWith('docker/'))
    .map(({ rule }) => rule);
}

describe.skipIf(!judge || !canUnshare())(`dockerd --validate of ${VERSION}`, () => {
  test.each([
    ['odd texts', ODDITIES],
    ['objects', fc.sample(object, { numRuns: 500, seed: 1 })],
    ['broken texts', fc.sample(broken, { numRuns: 300, seed: 2 })],
  ])(
    '%s',
    (_, texts) => {
      const taken = verdicts(texts);
      const missed = texts.filter((text, index) => !taken[index] && errors(text).length === 0);
      const wrong = texts.filter((text, index) => taken[index] && errors(text).some((rule) => !START_ONLY.has(rule)));
      expect({ missed, wrong }).toEqual({ missed: [], wrong: [] });
      expect(taken.some(Boolean) && !taken.every(Boolean)).toBe(true);
    },
    120_000,
  );
});
