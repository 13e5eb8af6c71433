import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/invalid-sysctl';

test('settings of the host', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          sysctls:
            vm.max_map_count: 262144
      #     ^^^^^^^^^^^^^^^^ compose/invalid-sysctl: whole host
            net.core.somaxconn: 1024
            kernel.shmmax: 1
            fs.mqueue.msg_max: 1
    `,
  );
  expect(said(RULE, 'services: {a: {image: i, sysctls: ["kernel.panic=1", "net.ipv4.ip_forward=1"]}}')).toEqual([
    'error "kernel.panic=1"',
  ]);
});
