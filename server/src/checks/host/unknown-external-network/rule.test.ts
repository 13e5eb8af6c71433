import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/unknown-external-network';
const shop = '//- shop/compose.yaml\nservices: {a: {image: i, networks: [front]}}\nnetworks: {front: {}}\n';

test('the key of another project, and a misspelt name', () => {
  expectFindings(
    RULE,
    `${shop}//- blog/compose.yaml
services: {a: {image: i, networks: [front, n]}}
networks:
  front: {external: true}
# ^^^^^ host/unknown-external-network: is "shop_front" in shop/compose.yaml meant?
  n: {external: true, name: shop_fornt}
#                           ^^^^^^^^^^ host/unknown-external-network: No file here creates
`,
  );
});

test('nothing for what is created, what resembles nothing, and keys of several projects', () => {
  const found = (network: string, more: Record<string, string> = {}) =>
    findingsIn(
      {
        files: {
          'shop/compose.yaml': 'services: {a: {image: i, networks: [front]}}\nnetworks: {front: {}}\n',
          'blog/compose.yaml': `services: {a: {image: i, networks: [n]}}\nnetworks: {n: ${network}}\n`,
          ...more,
        },
      },
      RULE,
    ).length;
  expect(found('{external: true, name: shop_front}')).toBe(0);
  expect(found('{external: true, name: proxy}')).toBe(0);
  expect(found('{external: true, name: "${N}"}')).toBe(0);
  expect(found('{external: true, name: front}')).toBe(1);
  const wiki = { 'wiki/compose.yaml': 'services: {a: {image: i, networks: [front]}}\nnetworks: {front: {}}\n' };
  expect(found('{external: true, name: front}', wiki)).toBe(0);
  const script = { 'make.sh': '#!/bin/sh\ndocker network create front\n' };
  expect(found('{external: true, name: front}', script)).toBe(0);
});

test('fix', () => {
  const blog = (network: string) =>
    `${shop}//- blog/compose.yaml\nservices: {a: {image: i, networks: [front]}}\nnetworks:\n  front:\n    external: true\n${network}`;
  expectFix(RULE, blog(''), blog('    name: shop_front\n'));
  expectFix(RULE, blog('    name: shop_fornt\n'), blog('    name: shop_front\n'));
});
