import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/replica-conflict';

test('host ports and fixed addresses', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          deploy: {replicas: 3}
          networks: {n: {ipv4_address: 10.1.0.9}}
      #                                ^^^^^^^^ compose/replica-conflict: the address 10.1.0.9
          ports:
            - "8080:80"
      #       ^^^^^^^^^ compose/replica-conflict: one container can have
            - "8081-8082:81"
      #       ^^^^^^^^^^^^^^ compose/replica-conflict: 2 containers can have
            - "8083-8085:83"
            - "84"
            - target: 85
      networks: {n: {ipam: {config: [{subnet: 10.1.0.0/24}]}}}
    `,
  );
});

test.each([
  ['scale: 1, ports: ["1:1"]'],
  ['scale: "$N", ports: ["1:1"]'],
  ['scale: 2, network_mode: host, ports: ["1:1"]'],
  ['scale: 2, ports: ["$P:1"]'],
])('nothing: %s', (service) => {
  expect(said(RULE, `services: {a: {image: i, ${service}}}`)).toEqual([]);
});
