import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/invalid-structure';

test('keys and types, each at its place', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          dns_opts: [ndots:2]
      #   ^^^^^^^^ compose/invalid-structure: is "dns_opt" meant?
          networks:
            n: {ip: 10.1.0.5, priority: high}
      #         ^^ compose/invalid-structure: no key "ip"
      #                                 ^^^^ compose/invalid-structure: a number
          ports:
            - 8080: 80
      #       ^^^^ compose/invalid-structure: not a text
            - {target: 80, host: 8080}
      #                    ^^^^ compose/invalid-structure
      networks:
        n:
          subnet: 10.1.0.0/24
      #   ^^^^^^ compose/invalid-structure: no key "subnet"
          driver_opts: {com.docker.network.bridge.enable_icc: false}
      #                                                       ^^^^^ compose/invalid-structure: a text or a number
    `,
  );
});

test.each([
  ['networks: [n]', 'error [n]'],
  ['networks: {n: {driver: 5}}', 'error 5'],
  ['networks: {n: {ipam: {config: {subnet: 10.1.0.0/24}}}}', 'error {subnet: 10.1.0.0/24}'],
  ['networks: {1: {}}', 'error 1'],
  ['network: {n: }', 'error network'],
  ['version: 3.8', 'error 3.8'],
])('%s', (part, found) => {
  expect(said(RULE, `services: {a: {image: i}}\n${part}\n`)).toEqual([found]);
});

test.each([
  ['ports: "80:80"', 'error "80:80"'],
  ['networks: [n, n]', 'error n'],
  ['networks: [{n: {}}]', 'error {n: {}}'],
  ['expose: [80.5]', 'error 80.5'],
  ['network: n', 'error network'],
  ['ipv4_address: 10.1.0.5', 'error ipv4_address'],
  ['dns: [::1]', 'error ::1'],
])('service: %s', (body, found) => {
  expect(said(RULE, `services: {a: {image: i, ${body}}}\nnetworks: {n: }\n`)).toEqual([found]);
});

test('keys that are not about networks are left alone, and so is everything behind a syntax error', () => {
  expect(said(RULE, 'services: {a: {image: i, foo: 1, environment: 5}}')).toEqual([]);
  expect(
    said(RULE, 'services:\n  a:\n    image: b: c\n   ports: x\nnetworks: [n]\n').every((found) => !found.includes('[n]')),
  ).toBe(true);
});

test('yaml', () => {
  expect(said(RULE, 'services: {a: {image: i, ports: ["1:1"], ports: ["2:2"]}}')).toEqual(['error ports']);
  expect(said(RULE, 'services:\n\ta: {}\n')).toHaveLength(1);
  const bomb = ['x0: &x0 [a, a]', ...Array.from({ length: 40 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]`)].join('\n');
  expect(said(RULE, `${bomb}\nservices: {a: {image: i}}\n`)).toHaveLength(1);
});

test('fixes: the nearest key; quotes', () => {
  const file = (key: string, dns = '"::1"') => `//- compose.yaml\nservices: {a: {image: i, ${key}: [${dns}]}}\n`;
  expectFix(RULE, file('dns_opts'), file('dns_opt'));
  expectFix(RULE, file('dns', '::1'), file('dns'));
});
