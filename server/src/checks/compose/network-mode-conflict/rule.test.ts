import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/network-mode-conflict';

const one = (service: string) =>
  `services: {a: {image: i, ${service}}, b: {image: i}, c: {image: i, profiles: [p]}}\nnetworks: {n: , m: }`;

test('the places', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          network_mode: host
      #   ^^^^^^^^^^^^ compose/network-mode-conflict: Keep one of them
          networks: [n]
          ports: ["80:80"]
      #   ^^^^^ compose/network-mode-conflict: passed over
        b:
          image: i
          network_mode: service:aa
      #                 ^^^^^^^^^^ compose/network-mode-conflict: Is "a" meant?
          expose: ["80"]
      #   ^^^^^^ compose/network-mode-conflict: port exposing and the container type network mode
      networks: {n: }
    `,
  );
});

test.each([
  ['network_mode: "service:x"', ['error "service:x"']],
  ['network_mode: "service:c"', ['error "service:c"']],
  ['network_mode: "container:"', ['error "container:"']],
  ['network_mode: "container:b"', ['warning "container:b"']],
  ['network_mode: bridg', ['error bridg']],
  ['network_mode: n', ['error n']],
  ['network_mode: host, links: [b]', ['error links']],
  ['network_mode: host, sysctls: {net.core.somaxconn: 1}', ['error net.core.somaxconn']],
  ['network_mode: "service:b", hostname: x', ['error hostname']],
  ['network_mode: "service:b", ports: ["1:1"]', ['error ports']],
  ['network_mode: "service:b", dns: 1.1.1.1', ['error dns']],
  ['network_mode: "service:b", extra_hosts: {a: 1.1.1.1}', ['error extra_hosts']],
  ['network_mode: none, ports: ["1:1"]', ['info ports']],
  ['links: [x]', ['error x']],
  ['links: ["c:y"]', ['error "c:y"']],
])('%s', (service, found) => {
  expect(said(RULE, one(service))).toEqual(found);
});

test.each([
  ['network_mode: host, dns: 1.1.1.1, hostname: x, extra_hosts: {a: 1.1.1.1}'],
  ['network_mode: "service:b", mac_address: "02:42:ac:11:65:43"'],
  ['network_mode: "service:b", ports: []'],
  ['network_mode: "container:other"'],
  ['network_mode: "$MODE"'],
  ['network_mode: "service:$X"'],
  ['network_mode: mynetwork'],
  ['network_mode: "", networks: [n]'],
  ['network_mode: host, networks: []'],
  ['links: [b, "b:alias"]'],
])('fine: %s', (service) => {
  expect(said(RULE, one(service))).toEqual([]);
});

test('circles are reported once, unless they are only about depends_on', () => {
  expect(
    said(RULE, 'services: {a: {image: i, network_mode: "service:b"}, b: {image: i, network_mode: "service:a"}}'),
  ).toHaveLength(1);
  expect(said(RULE, 'services: {a: {image: i, network_mode: "service:a"}}')).toEqual(['error "service:a"']);
  expect(said(RULE, 'services: {a: {image: i, depends_on: [b]}, b: {image: i, links: [a]}}')).toEqual(['error a']);
  expect(said(RULE, 'services: {a: {image: i, depends_on: [b]}, b: {image: i, depends_on: [a]}}')).toEqual([]);
});

test('a chain of thousands of services ends', () => {
  const services = Array.from({ length: 5000 }, (_, i) => `  s${i}: {image: i, links: [s${i + 1}]}`).join('\n');
  expect(said(RULE, `services:\n${services}\n  s5000: {image: i, links: [s0]}\n`)).toHaveLength(1);
});

test('fix: one of the keys goes', () => {
  const file = (service: string) => `//- compose.yaml\nservices:\n  a:\n    image: i\n${service}networks: {n: }\n`;
  expectFix(RULE, file('    network_mode: host\n    networks: [n]\n'), file('    network_mode: host\n'));
});
