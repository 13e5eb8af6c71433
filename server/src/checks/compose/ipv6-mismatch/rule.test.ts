import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/ipv6-mismatch';

test('a subnet and an address of a family that is off', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks:
            n:
              ipv6_address: fd00:1::5
      #                     ^^^^^^^^^ compose/ipv6-mismatch: do not start
      networks:
        n:
          ipam:
            config:
              - subnet: 10.1.0.0/24
              - subnet: fd00:1::/64
      #                 ^^^^^^^^^^^ compose/ipv6-mismatch: passes over
    `,
  );
});

test('Engine 28 starts the container without the address', () => {
  const text = onNetwork(ipam('subnet: "fd00:1::/64"'), 'networks: {n: {ipv6_address: "fd00:1::5"}}');
  expect(said(RULE, text)).toEqual(['error "fd00:1::5"', 'warning "fd00:1::/64"']);
  expect(said(RULE, text, { versions: { docker: '28.5.2' } })).toEqual(['warning "fd00:1::5"', 'warning "fd00:1::/64"']);
});

test.each([['enable_ipv6: true'], ['driver_opts: {com.docker.network.enable_ipv6: "true"}'], ['enable_ipv6: "$V6"']])(
  'nothing with %s',
  (flag) => {
    expect(said(RULE, onNetwork(`${flag}\n${ipam('subnet: "fd00:1::/64"')}`))).toEqual([]);
  },
);

test('daemon.json may turn IPv6 on for all networks', () => {
  const files = (daemon: string) => `
    //- etc/docker/daemon.json
    ${daemon}
    //- srv/compose.yaml
    services: {a: {image: i, networks: [n]}}
    networks: {n: {ipam: {config: [{subnet: "fd00:1::/64"}]}}}
  `;
  expect(said(RULE, files('{"default-network-opts": {"bridge": {"com.docker.network.enable_ipv6": "true"}}}'))).toEqual([]);
  expect(said(RULE, files('{"default-network-opts": {"macvlan": {"com.docker.network.enable_ipv6": "true"}}}'))).toHaveLength(1);
});

test('both off, and IPv4 off', () => {
  expect(said(RULE, onNetwork('enable_ipv4: false'))).toEqual(['error false']);
  expect(said(RULE, onNetwork(`enable_ipv4: false\nenable_ipv6: true\n${ipam('subnet: 10.1.0.0/24')}`))).toEqual([
    'warning 10.1.0.0/24',
  ]);
});

test('before Docker 27 IPv6 needs a subnet', () => {
  expect(said(RULE, onNetwork('enable_ipv6: true'), { versions: { docker: '26.1' } })).toEqual(['error true']);
  expect(said(RULE, onNetwork('enable_ipv6: true'))).toEqual([]);
});

test('fix: the switch', () => {
  const file = (more: string) => `//- compose.yaml\n${onNetwork(`${ipam('subnet: "fd00:1::/64"')}${more}`)}`;
  expectFix(RULE, file(''), file('\nenable_ipv6: true'));
  expectFix(RULE, file('\nenable_ipv6: false'), file('\nenable_ipv6: true'));
});
