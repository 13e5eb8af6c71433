import { expect, test } from 'vitest';
import { findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/duplicate-parent';
let next = 0;
const net = (driver: string, parent: string, more = '') =>
  `{ driver: ${driver}, driver_opts: { parent: ${parent}${more} }, ipam: { config: [{ subnet: 10.${next++}.0.0/24 }] } }`;
const found = (a: string, b: string, config = {}) =>
  findingsIn(
    { files: { 'compose.yaml': `services: { s: { image: x, networks: [a, b] } }\nnetworks:\n  a: ${a}\n  b: ${b}\n` }, config },
    RULE,
  ).map(({ message }) => message);

test('ipvlan has one network per parent', () => {
  expect(found(net('ipvlan', 'eth0'), net('ipvlan', 'eth0'))).toEqual([
    expect.stringContaining('only one ipvlan network per parent'),
  ]);
  expect(found(net('ipvlan', 'eth0.10'), net('ipvlan', 'eth0.20'))).toEqual([]);
});

test('macvlan shares since 27.0, except in mode passthru', () => {
  expect(found(net('macvlan', 'eth0'), net('macvlan', 'eth0'))).toEqual([]);
  expect(found(net('macvlan', 'eth0'), net('macvlan', 'eth0'), { versions: { docker: '26.1' } })).toEqual([
    expect.stringContaining('only one macvlan'),
  ]);
  expect(found(net('macvlan', 'eth0'), net('macvlan', 'eth0', ', macvlan_mode: passthru'))).toEqual([
    expect.stringContaining('passthru'),
  ]);
});

test('macvlan and ipvlan exclude each other', () => {
  expect(found(net('macvlan', 'eth0'), net('ipvlan', 'eth0'))).toEqual([expect.stringContaining('either macvlan or ipvlan')]);
});
