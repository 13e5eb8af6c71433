import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/duplicate-network-name';

test('two keys of one file', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n, m]}}
      networks:
        n: {name: shared}
        m: {name: shared}
      #           ^^^^^^ host/duplicate-network-name: is also what "n" creates
    `,
  );
});

test('two projects under different keys, also where one name is the usual one', () => {
  expectFindings(
    RULE,
    `
      //- shop/compose.yaml
      services: {a: {image: i, networks: [front]}}
      networks:
        front:
      //- blog/compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks: {n: {name: shop_front}}
      //- wiki/compose.yaml
      services: {a: {image: i, networks: [m]}}
      networks: {m: {name: other}}
    `.replace('        front:\n', '        front:\n      # ^^^^^ host/duplicate-network-name: "n" in blog/compose.yaml\n'),
  );
});

test('a script and a project', () => {
  expectFindings(
    RULE,
    `
      //- deploy.sh
      #!/bin/sh
      docker network create front
      docker network create --label com.docker.compose.network=back back
      docker network create free
      //- compose.yaml
      services: {a: {image: i, networks: [front, back, free, own]}}
      networks:
        front: {name: front}
      #               ^^^^^ host/duplicate-network-name: created in
        back: {name: back}
        free: {name: free, external: true}
        own: {}
    `,
  );
});

test('nothing for one key in two projects, files of one folder, and networks that are not created', () => {
  const shared = (key: string, more = '') =>
    `services: {a: {image: i, networks: [${key}]}}\nnetworks: {${key}: {name: shared${more}}}\n`;
  const found = (files: Record<string, string>) => findingsIn({ files }, RULE).length;
  expect(found({ 'a/compose.yaml': shared('n'), 'b/compose.yaml': shared('n') })).toBe(0);
  expect(found({ 'a/compose.yaml': shared('n'), 'b/compose.yaml': shared('m', ', external: true') })).toBe(0);
  expect(found({ 'a/compose.yaml': shared('n'), 'a/compose.test.yaml': shared('m') })).toBe(0);
  expect(found({ 'a/compose.yaml': shared('n'), 'b/compose.yaml': 'services: {}\nnetworks: {m: {name: shared}}\n' })).toBe(0);
  expect(found({ 'a/compose.yaml': shared('n'), 'b/compose.yaml': shared('m') })).toBe(1);
});

test('fix', () => {
  const script = '//- deploy.sh\n#!/bin/sh\ndocker network create front\n';
  const file = (network: string) =>
    `//- compose.yaml\nservices: {a: {image: i, networks: [front]}}\nnetworks:\n  front:\n    name: front\n${network}`;
  expectFix(RULE, script + file(''), script + file('    external: true\n'));
});
