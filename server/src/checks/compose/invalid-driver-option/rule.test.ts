import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/invalid-driver-option';

test('the value', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks:
            n:
              driver_opts:
                com.docker.network.endpoint.sysctls: net.ipv4.conf.eth0.log_martians=1
      #                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/invalid-driver-option: IFNAME
      networks:
        n:
          driver_opts:
            com.docker.network.bridge.enable_icc: "no"
      #                                           ^^^^ compose/invalid-driver-option: not true or false
    `,
  );
});

const option = (key: string, value: string, more = '') => said(RULE, onNetwork(`${more}driver_opts: {${key}: ${value}}`));
const BRIDGE = 'com.docker.network.bridge';

test.each([
  [`${BRIDGE}.gateway_mode_ipv4`, 'NAT'],
  [`${BRIDGE}.gateway_mode_ipv4`, 'isolated'],
  [`${BRIDGE}.name`, 'eth0'],
  [`${BRIDGE}.name`, 'docker0'],
  [`${BRIDGE}.name`, '"a b"'],
  [`${BRIDGE}.host_binding_ipv4`, 'localhost'],
  ['com.docker.network.driver.mtu', '50'],
  ['com.docker.network.driver.mtu', 'big'],
  ['com.docker.network.advertise_addr_ms', '50'],
])('refused: %s: %s', (key, value) => {
  expect(option(key, value)).toEqual([`error ${value}`]);
});

test.each([
  [`${BRIDGE}.gateway_mode_ipv4`, 'routed'],
  [`${BRIDGE}.name`, 'br-front'],
  [`${BRIDGE}.host_binding_ipv4`, '"::"'],
  ['com.docker.network.driver.mtu', '0'],
  ['com.docker.network.driver.mtu', '"${MTU:-1400}"'],
  ['com.docker.network.driver.mtu', '"$MTU"'],
])('fine: %s: %s', (key, value) => {
  expect(option(key, value)).toEqual([]);
});

test('isolated goes with internal; its mode needs Docker 28', () => {
  expect(option(`${BRIDGE}.gateway_mode_ipv4`, 'isolated', 'internal: true\n')).toEqual([]);
  expect(option(`${BRIDGE}.gateway_mode_ipv4`, 'isolated', 'internal: "$I"\n')).toEqual([]);
  const text = onNetwork(`internal: true\ndriver_opts: {${BRIDGE}.gateway_mode_ipv4: isolated}`);
  expect(said(RULE, text, { versions: { docker: '27' } })).toEqual(['error isolated']);
});

test('other drivers', () => {
  expect(option('parent', 'lo', 'driver: macvlan\n')).toEqual(['error lo']);
  expect(option('parent', 'eth0.5000', 'driver: macvlan\n')).toEqual(['error eth0.5000']);
  expect(option('macvlan_mode', 'Bridge', 'driver: macvlan\n')).toEqual(['error Bridge']);
  expect(option('ipvlan_mode', 'l4', 'driver: ipvlan\n')).toEqual(['error l4']);
  expect(option('encrypted', '"false"', 'driver: overlay\n')).toEqual(['warning "false"']);
});

test('fix: the nearest value', () => {
  const file = (value: string) =>
    `//- compose.yaml\n${onNetwork(`driver: ipvlan\ndriver_opts: {parent: eth0, ipvlan_flag: ${value}}`)}`;
  expectFix(RULE, file('privat'), file('private'));
});
