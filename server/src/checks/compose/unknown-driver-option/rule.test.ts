import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/unknown-driver-option';

test('the key', () => {
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
                com.docker.network.endpoint.sysctl: x
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/unknown-driver-option: com.docker.network.endpoint.sysctls
      networks:
        n:
          driver_opts:
            com.docker.network.bridge.nosuch: "1"
      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ compose/unknown-driver-option: passes over it
            mtu: 1400
      #     ^^^ compose/unknown-driver-option: com.docker.network.driver.mtu
    `,
  );
});

test('older Docker, plugins, external networks', () => {
  const text = onNetwork('driver_opts: {com.docker.network.bridge.trusted_host_interfaces: eth0}');
  expect(said(RULE, text)).toEqual([]);
  expect(said(RULE, text, { versions: { docker: '27.5' } })).toEqual([
    'warning com.docker.network.bridge.trusted_host_interfaces',
  ]);
  expect(said(RULE, onNetwork('driver: weave\ndriver_opts: {x: y}'))).toEqual([]);
  expect(said(RULE, onNetwork('external: true\ndriver_opts: {x: y}'))).toEqual([]);
});

test('fix: the nearest option', () => {
  const file = (key: string) => `//- compose.yaml\n${onNetwork(`driver_opts:\n  ${key}: br-x`)}`;
  expectFix(RULE, file('com.docker.network.bridge.nmae'), file('com.docker.network.bridge.name'));
});
