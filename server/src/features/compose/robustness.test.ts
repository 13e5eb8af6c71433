import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processorTime } from '../../../../test/support/time.ts';
import { Checker } from '../../checks/run.ts';
import { workspaceOf } from '../../library/files.ts';
import { codeLenses } from '../code-lens.ts';
import { completions } from '../completion.ts';
import { hover } from '../hover.ts';
import { inlayHints } from '../inlay-hints.ts';
import { references } from '../references.ts';

const SAMPLE = `name: shop
include: [other.yaml]
x-net: &net
  driver_opts: {com.docker.network.bridge.name: br-x, com.docker.network.driver.mtu: 1400}
services:
  web:
    extends: {file: other.yaml, service: base}
    ports: ["8080:80", "127.0.0.1:\${PORT:-443}:443/tcp", {target: 80, published: "81-90", host_ip: "::1"}]
    networks:
      front: {ipv4_address: 10.1.0.5, aliases: [w], mac_address: "02:42:ac:11:65:43", driver_opts: {com.docker.network.endpoint.ifname: x0}}
      back:
    extra_hosts: ["a=1.2.3.4"]
    sysctls: {net.core.somaxconn: 1}
  side: {image: i, network_mode: "service:web", depends_on: {web: {condition: service_started}}}
networks:
  front:
    <<: *net
    enable_ipv6: true
    ipam:
      config:
        - subnet: 10.1.0.0/24
          gateway: 10.1.0.1
        - subnet: fd00::/64
  back: !override {internal: true, external: false}
`;
const OTHER = 'services: {base: {image: i, networks: [back], links: [web]}}\nnetworks: {back: {internal: true}}\n';

/** Everything that can be asked about a file, at some offsets. */
function askAll(text: string, offsets: readonly number[]): void {
  const file = 'p/compose.yaml';
  const workspace = workspaceOf({ files: { [file]: text, 'p/other.yaml': OTHER, 'p/.env': 'PORT=1\n' } });
  for (const { range, file: where, fixes } of new Checker().check(workspace)) {
    const length = workspace.file(where)!.text.length;
    expect(range.start >= 0 && range.start <= range.end && range.end <= length).toBe(true);
    for (const edit of fixes.flatMap(({ edits }) => edits))
      expect(
        edit.range.start >= 0 && edit.range.start <= edit.range.end && edit.range.end <= workspace.file(edit.file)!.text.length,
      ).toBe(true);
  }
  inlayHints(workspace, file, { start: 0, end: text.length });
  codeLenses(workspace, file);
  for (const offset of offsets) {
    hover(workspace, file, offset);
    completions(workspace, file, offset);
    references(workspace, file, offset);
  }
}

describe('any text', () => {
  const piece = fc.constantFrom(
    '',
    ' ',
    '\n',
    ':',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a ',
    '*a',
    '<<: ',
    '!reset ',
    '${',
    '$',
    '10.',
    '/33',
    'x',
    '0',
    '\t',
    '\r\n',
    '…',
    '😀',
  );

  test('the sample with pieces put in and taken out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(SAMPLE.length), fc.nat(12), piece), { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(SAMPLE.length), { maxLength: 4 }),
        (edits, offsets) => {
          let text = SAMPLE;
          for (const [at, length, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + length);
          askAll(text, offsets);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('every beginning of the sample, as it is typed', () => {
    for (let end = 0; end <= SAMPLE.length; end += 7) askAll(SAMPLE.slice(0, end), [end]);
  });
});

describe('much text ends', () => {
  test.each([
    [
      'services without end',
      `services:\n${Array.from({ length: 3000 }, (_, i) => `  s${i}: {image: i, ports: ["${10000 + i}:80"], networks: {n: {ipv4_address: 10.1.${i >> 8}.${i & 255}}}}\n`).join('')}networks: {n: {ipam: {config: [{subnet: 10.1.0.0/16}]}}}\n`,
    ],
    [
      'networks without end',
      `services: {a: {image: i, networks: [${Array.from({ length: 3000 }, (_, i) => `n${i}`).join(', ')}]}}\nnetworks:\n${Array.from({ length: 3000 }, (_, i) => `  n${i}: {ipam: {config: [{subnet: 10.${i >> 8}.${i & 255}.0/24}]}}\n`).join('')}`,
    ],
    [
      'a chain of extends',
      `services:\n${Array.from({ length: 3000 }, (_, i) => `  s${i}: {extends: s${i + 1}}\n`).join('')}  s3000: {image: i}\n`,
    ],
    ['a file of 10 MB', `services: {a: {image: i}}\n# ${'x'.repeat(10 * 1024 * 1024)}\n`],
    [
      'a bomb',
      `${['x0: &x0 {a: 1, b: 2}', ...Array.from({ length: 60 }, (_, i) => `x${i + 1}: &x${i + 1} {<<: *x${i}, c${i}: *x${i}, d${i}: *x${i}}`)].join('\n')}\nservices: {a: {image: i, networks: *x60}}\nnetworks: *x60\n`,
    ],
    [
      'a large subnet full of fixed addresses',
      `services: {a: {image: i, networks: {n: {ipv4_address: 10.1.0.1}}}}\nnetworks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, ip_range: 10.0.0.0/9}]}}}\n`,
    ],
    [
      'a large IPv6 subnet',
      `services: {a: {image: i, networks: {n: {ipv6_address: "fd00::"}}}}\nnetworks: {n: {enable_ipv6: true, ipam: {config: [{subnet: "fd00::/8", gateway: "fd00::"}]}}}\n`,
    ],
  ])('%s', (_name, text) => {
    const time = processorTime(() => {
      askAll(text, [text.length >> 1]);
    });
    expect(time).toBeLessThan(15_000);
  });
});
