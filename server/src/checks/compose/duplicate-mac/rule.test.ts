import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';

const RULE = 'compose/duplicate-mac';
const MAC = '"02:42:ac:11:00:05"';

test.each([
  [
    'two services',
    `a: {image: i, networks: {n: {mac_address: ${MAC}}}}\n  b: {image: i, networks: {n: {mac_address: "02-42-AC-11-00-05"}}}`,
    ['warning "02-42-AC-11-00-05"'],
  ],
  [
    'by way of the service',
    `a: {image: i, networks: [n], mac_address: ${MAC}}\n  b: {image: i, networks: {n: {mac_address: ${MAC}}}}`,
    [`warning ${MAC}`],
  ],
  ['replicas', `a: {image: i, scale: 2, networks: {n: {mac_address: ${MAC}}}}`, [`warning ${MAC}`]],
  [
    'two networks',
    `a: {image: i, networks: {n: {mac_address: ${MAC}}}}\n  b: {image: i, networks: {m: {mac_address: ${MAC}}}}`,
    [],
  ],
  [
    'one of them by profile',
    `a: {image: i, networks: {n: {mac_address: ${MAC}}}}\n  b: {image: i, profiles: [p], networks: {n: {mac_address: ${MAC}}}}`,
    [],
  ],
  ['none that is one', `a: {image: i, networks: {n: {mac_address: zz}}}\n  b: {image: i, networks: {n: {mac_address: zz}}}`, []],
])('%s', (_name, services, found) => {
  expect(said(RULE, `services:\n  ${services}\nnetworks: {n: {}, m: {}}\n`)).toEqual(found);
});
