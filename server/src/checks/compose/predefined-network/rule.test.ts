import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/predefined-network';

test('own and external ones', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n, m]}}
      networks:
        n: {name: bridge}
      #           ^^^^^^ compose/predefined-network: not made by docker compose
        m: {name: host, external: true}
      #           ^^^^ compose/predefined-network: network_mode: host
    `,
  );
  expect(said(RULE, onNetwork('name: bridges'))).toEqual([]);
  expect(said(RULE, 'services: {a: {image: i, networks: [none]}}\nnetworks: {none: {external: true}}')).toEqual(['error none']);
});
