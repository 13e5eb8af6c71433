import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'compose/static-address-without-subnet';

const NETWORK = 'driver: bridge';
const FIXED = 'networks: {n: {ipv4_address: 172.18.0.9}}';

test('an error before Docker 29.1, a warning from there on', () => {
  expect(said(RULE, onNetwork(NETWORK, FIXED), { versions: { docker: '28.5.2' } })).toEqual(['error 172.18.0.9']);
  expect(said(RULE, onNetwork(NETWORK, FIXED), { versions: { docker: '29.0' } })).toEqual(['error 172.18.0.9']);
  expect(said(RULE, onNetwork(NETWORK, FIXED))).toEqual(['warning 172.18.0.9']);
});

test('an error where no pool of the daemon holds the address', () => {
  const files = (address: string, pools?: string) => ({
    'compose.yaml': onNetwork(`enable_ipv6: true`, `networks: {n: ${address}}`),
    ...(pools ? { 'etc/docker/daemon.json': `{ "default-address-pools": [{ "base": "${pools}", "size": 24 }] }` } : {}),
  });
  const levels = (...args: Parameters<typeof files>) =>
    findingsIn({ files: files(...args) }, RULE).map(({ severity }) => severity);
  expect(levels('{ipv4_address: 10.30.0.9}')).toEqual(['error']);
  expect(levels('{ipv4_address: 10.30.0.9}', '10.0.0.0/8')).toEqual(['warning']);
  expect(levels('{ipv4_address: 172.18.0.9}', '10.0.0.0/8')).toEqual(['error']);
  expect(levels('{ipv6_address: "fd00::5"}')).toEqual(['warning']);
  expect(levels('{ipv6_address: "2001:db8::5"}')).toEqual(['error']);
});

test('the implicit default network', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks:
            default:
              ipv4_address: 172.18.0.9
      #                     ^^^^^^^^^^ compose/static-address-without-subnet: Network "default" has no IPv4 subnet
    `,
  );
});

test.each([
  ['with a subnet', ipam('subnet: 172.18.0.0/24'), FIXED],
  ['with an unknown one', ipam('subnet: "$NET"'), FIXED],
  ['external', 'external: true', FIXED],
  ['without IPv6', NETWORK, 'networks: {n: {ipv6_address: "fd00::5"}}'],
])('nothing: %s', (_name, network, service) => {
  expect(said(RULE, onNetwork(network, service))).toEqual([]);
});

test('IPv6 counts by itself', () => {
  const network = `enable_ipv6: true\n${ipam('subnet: 10.1.0.0/24')}`;
  expect(said(RULE, onNetwork(network, 'networks: {n: {ipv6_address: "fd00::5"}}'))).toEqual(['warning "fd00::5"']);
});

test('fix: a subnet around the address', () => {
  const before = `//- compose.yaml\nservices: {a: {image: i, networks: {n: {ipv4_address: 172.30.0.10}}}}\nnetworks:\n  n:\n`;
  expectFix(RULE, before, `${before}    ipam:\n      config:\n        - subnet: 172.30.0.0/24\n`);
  const flow = (network: string) =>
    `//- compose.yaml\nservices: {a: {image: i, networks: {n: {ipv4_address: 172.30.0.10}}}}\nnetworks: {n: ${network}}\n`;
  expectFix(RULE, flow('{}'), flow('{ipam: {config: [{subnet: 172.30.0.0/24}]}}'));
});
