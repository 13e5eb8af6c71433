import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/interface-name-too-long';

test('bridges and container interfaces', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks:
            n:
              interface_name: a-very-long-name
      #                       ^^^^^^^^^^^^^^^^ compose/interface-name-too-long: 16 bytes
              driver_opts: {com.docker.network.endpoint.ifname: "a-very-long-name"}
      #                                                         ^^^^^^^^^^^^^^^^^^ compose/interface-name-too-long
      networks:
        n:
          driver_opts:
            com.docker.network.bridge.name: br-frontend-public
      #                                     ^^^^^^^^^^^^^^^^^^ compose/interface-name-too-long: 18 bytes
    `,
  );
});

test('bytes count, not letters; fifteen are fine', () => {
  const bridge = (name: string) => said(RULE, onNetwork(`driver_opts: {com.docker.network.bridge.name: ${name}}`));
  expect(bridge('br-1234567890ab')).toEqual([]);
  expect(bridge('br-1234567890äb')).toEqual(['error br-1234567890äb']);
  expect(bridge('"$NAME"')).toEqual([]);
});
