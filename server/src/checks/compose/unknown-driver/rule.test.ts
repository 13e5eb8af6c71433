import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/unknown-driver';

test('the name', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n, m, o]}}
      networks:
        n: {driver: brigde}
      #             ^^^^^^ compose/unknown-driver: Is "bridge" meant?
        m: {driver: host}
      #             ^^^^ compose/unknown-driver: network_mode: host
        o: {ipam: {driver: bridge}}
      #                    ^^^^^^ compose/unknown-driver: beside ipam
    `,
  );
});

test.each(['none', '"null"', 'nosuch'])('refused: %s', (driver) => {
  expect(said(RULE, onNetwork(`driver: ${driver}`))).toEqual([`error ${driver}`]);
});

test.each(['bridge', 'macvlan', 'ipvlan', 'overlay', 'transparent', 'weave', 'org/plugin:latest', '"$D"', '""'])(
  'fine: %s',
  (driver) => {
    expect(said(RULE, onNetwork(`driver: ${driver}`))).toEqual([]);
  },
);

test.each([
  ['nosuch', ['error nosuch']],
  ['defualt', ['error defualt']],
  ['default', []],
  ['"null"', []],
  ['org/ipam:1', []],
])('IPAM driver %s', (driver, found) => {
  expect(said(RULE, onNetwork(`ipam: {driver: ${driver}}`))).toEqual(found);
});

test('fix', () => {
  expectFix(RULE, `//- compose.yaml\n${onNetwork('driver: brigde')}`, `//- compose.yaml\n${onNetwork('driver: bridge')}`);
});
