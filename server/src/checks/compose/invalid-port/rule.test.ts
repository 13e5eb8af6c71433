import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/invalid-port';

test('the wrong part of a port', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          ports:
            - "70000:80"
      #        ^^^^^ compose/invalid-port: not a port of the host
            - "8080:80/icmp"
      #                ^^^^ compose/invalid-port: not a protocol
            - "localhost:8081:80"
      #        ^^^^^^^^^ compose/invalid-port: not an address
            - 8082:0
      #            ^ compose/invalid-port: Port 0
            - target: 80
              published: "99999"
      #                  ^^^^^^^ compose/invalid-port: the Engine refuses
          expose: [http]
      #            ^^^^ compose/invalid-port: not a single port
    `,
  );
});

const ports = (item: string) => said(RULE, `services:\n  a:\n    image: i\n    ports:\n      - ${item}\n`);

test.each([
  '80',
  '"80/UDP"',
  '"80/"',
  '3000-3005',
  '8080:80',
  '"3000-3005:80-85"',
  '"3000-3005:80"',
  '"127.0.0.1:8080:80"',
  '"127.0.0.1::80"',
  '"[::1]:8080:80"',
  '"0:80"',
  '"$PORT:80"',
  '"${PORT:-8080}:80"',
  '{target: 80, published: 8080-8090, host_ip: "::1", protocol: udp}',
  '{target: 80, published: "$P"}',
])('fine: %s', (item) => {
  expect(ports(item)).toEqual([]);
});

test.each([
  '""',
  '"http:80"',
  '"-1:80"',
  '"127.0.0.1:80"',
  '"::1:8080:80"',
  '"1.2.3.4:1:2:3"',
  '"8080: 80"',
  '"3005-3000"',
  '80.5',
  '{target: 0}',
  '{target: 80, host_ip: here}',
  '{target: 80, protocol: icmp}',
  '{target: 80, published: x}',
])('refused: %s', (item) => {
  expect(ports(item)).toHaveLength(1);
});

test('Engine 28 passes over expose and port 0', () => {
  const old = { versions: { docker: '28.5.2' } };
  expect(said(RULE, 'services: {a: {image: i, expose: [http, "80-90"]}}', old)).toEqual(['warning http', 'warning "80-90"']);
  expect(said(RULE, 'services: {a: {image: i, expose: ["80-90", 53/udp]}}')).toEqual(['error "80-90"']);
  expect(said(RULE, 'services: {a: {image: i, ports: [{target: 0}]}}', old)).toEqual(['warning 0']);
});

test.each([
  ['"localhost:80:80"', '"127.0.0.1:80:80"'],
  ['"::1:8080:80"', '"[::1]:8080:80"'],
  ['"8080: 80"', '"8080:80"'],
  ['"9005-9000:80"', '"9000-9005:80"'],
  ['80:80/tccp', '"80:80/tcp"'],
  ['{target: 80, protocol: tccp}', '{target: 80, protocol: tcp}'],
])('fix: %s', (before, after) => {
  const file = (item: string) => `//- compose.yaml\nservices:\n  a:\n    image: i\n    ports:\n      - ${item}\n`;
  expectFix(RULE, file(before), file(after));
});
