import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/misplaced-driver-option';

test('under ipam and labels, on connections, on other drivers', () => {
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
                com.docker.network.bridge.name: br-x
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/misplaced-driver-option: whole network
      networks:
        n:
          labels:
            com.docker.network.bridge.enable_icc: "false"
      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/misplaced-driver-option: as a label
          ipam:
            options: {com.docker.network.driver.mtu: "1400"}
      #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/misplaced-driver-option: under ipam
          driver_opts:
            parent: eth0
      #     ^^^^^^ compose/misplaced-driver-option: option of macvlan and ipvlan
            encrypted: "1"
      #     ^^^^^^^^^ compose/misplaced-driver-option: option of overlay
            com.docker.network.endpoint.ifname: x
      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/misplaced-driver-option: one connection
    `,
  );
});

test('nothing for options in their place and foreign labels', () => {
  expect(said(RULE, onNetwork('labels: {a: b}\ndriver_opts: {com.docker.network.driver.mtu: 1400}'))).toEqual([]);
  expect(said(RULE, onNetwork('driver: weave\ndriver_opts: {parent: eth0}'))).toEqual([]);
});

test('fix: moves to driver_opts, which may be there already', () => {
  const file = (network: string) => `//- compose.yaml\n${onNetwork(network)}`;
  expectFix(
    RULE,
    file('labels:\n  x: y\n  com.docker.network.driver.mtu: 1400'),
    file('labels:\n  x: y\ndriver_opts:\n  com.docker.network.driver.mtu: "1400"'),
  );
  expectFix(
    RULE,
    file('driver_opts:\n  com.docker.network.bridge.name: br-x\nipam:\n  options:\n    com.docker.network.driver.mtu: "1400"'),
    file('driver_opts:\n  com.docker.network.bridge.name: br-x\n  com.docker.network.driver.mtu: "1400"'),
  );
});
