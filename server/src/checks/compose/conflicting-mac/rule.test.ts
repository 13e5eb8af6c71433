import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/conflicting-mac';

const service = (body: string) => said(RULE, `services: {a: {image: i, ${body}}}\nnetworks: {n: , m: }`);
const [A, B] = ['"02:42:ac:11:65:43"', '"02:42:ac:11:65:44"'];

test('the main network counts: highest priority, then name', () => {
  expect(service(`mac_address: ${A}, networks: {n: {mac_address: ${B}}}`)).toEqual([`error ${A}`]);
  expect(service(`mac_address: ${A}, networks: {n: {mac_address: ${B}}, m: {mac_address: ${A}}}`)).toEqual([]);
  expect(service(`mac_address: ${A}, networks: {n: {mac_address: ${B}, priority: 5}, m: {mac_address: ${A}}}`)).toEqual([
    `error ${A}`,
  ]);
  expect(service(`mac_address: ${A}, networks: {n: {mac_address: ${A}}}`)).toEqual([]);
  expect(service(`mac_address: ${A}, networks: [n]`)).toEqual([]);
});

test('fix', () => {
  const file = (own: string) =>
    `//- compose.yaml\nservices: {a: {image: i, mac_address: ${own}, networks: {n: {mac_address: ${B}}}}}\nnetworks: {n: }\n`;
  expectFix(RULE, file(A!), file(B!));
});
