import { expect, test } from 'vitest';
import { findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/address-pool-exhausted';

function project(name: string, networks: number): Record<string, string> {
  const names = Array.from({ length: networks }, (_, i) => `n${i}`);
  return {
    [`${name}/compose.yaml`]: `services:\n  a: { image: x, networks: [${names.join(', ')}] }\nnetworks: { ${names.map((n) => `${n}: {}`).join(', ')} }\n`,
  };
}

test('Docker’s own pools serve 30 networks beside docker0', () => {
  expect(findingsIn({ files: project('a', 30) }, RULE)).toEqual([]);
  const found = findingsIn({ files: project('a', 31) }, RULE);
  expect(found.map(({ message, file }) => [file, message.split('.')[0]])).toEqual([
    ['a/compose.yaml', "31 networks want a subnet from the IPv4 pools, but Docker's own pools have only 30 left"],
  ]);
});

test('configured pools are blamed at their key, and cut smaller', () => {
  const files = {
    ...project('a', 5),
    'etc/docker/daemon.json': '{ "default-address-pools": [{ "base": "10.200.0.0/24", "size": 26 }] }',
  };
  const [found] = findingsIn({ files }, RULE);
  expect(found).toMatchObject({ file: 'etc/docker/daemon.json', fixes: [{ title: 'Cut into /27 subnets' }] });
  expect(found!.message).toContain('10.200.0.0/24 in /26 subnets has only 3 left');
});

test('subnets that are given do not count', () => {
  const compose =
    'services:\n  a: { image: x, networks: [n] }\nnetworks:\n  n: { ipam: { config: [{ subnet: 10.1.0.0/24 }] } }\n';
  const files = {
    'a/compose.yaml': compose,
    'etc/docker/daemon.json': '{ "default-address-pools": [{ "base": "10.200.0.0/30", "size": 30 }] }',
  };
  expect(findingsIn({ files }, RULE)).toEqual([]);
});
