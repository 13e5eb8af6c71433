import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/duplicate-bridge-name';
const project = (name: string, bridge: string) =>
  `//- ${name}/compose.yaml\nservices: { a: { image: x, networks: [n] } }\nnetworks:\n  n: { driver_opts: { com.docker.network.bridge.name: ${bridge} } }\n`;

test('across files, and docker0', () => {
  expectFindings(
    RULE,
    `
    //- a/compose.yaml
    services: { a: { image: x, networks: [n, m] } }
    networks:
      n: { driver_opts: { com.docker.network.bridge.name: br-web } }
      m: { driver_opts: { com.docker.network.bridge.name: docker0 } }
    #                                                     ^^^^^^^ host/duplicate-bridge-name: docker0
    //- b/compose.yaml
    services: { a: { image: x, networks: [n] } }
    networks:
      n: { driver_opts: { com.docker.network.bridge.name: br-web } }
    #                                                     ^^^^^^ host/duplicate-bridge-name: in a/compose.yaml
    `,
  );
});

test('other names and other drivers are fine', () => {
  expectFindings(RULE, project('a', 'br-a') + project('b', 'br-b'));
  const macvlan =
    'services: { a: { image: x, networks: [n] } }\nnetworks: { n: { driver: macvlan, driver_opts: { com.docker.network.bridge.name: br-a } } }\n';
  expectFindings(RULE, `${project('a', 'br-a')}//- b/compose.yaml\n${macvlan}`);
});

test('fix: a free name of a length that the kernel takes', () => {
  expectFix(RULE, project('a', 'br-web') + project('b', 'br-web'), project('a', 'br-web') + project('b', 'br-web2'));
  expectFix(
    RULE,
    project('a', 'br-fifteen-byte') + project('b', 'br-fifteen-byte'),
    project('a', 'br-fifteen-byte') + project('b', 'br-fifteen-byt2'),
  );
});

test('each gets a name of its own', () => {
  const files = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [`${name}/compose.yaml`, project(name, 'br-web').split('\n').slice(1).join('\n')]),
  );
  expect(findingsIn({ files }, RULE).map(({ fixes }) => fixes[0]!.title)).toEqual(['Use "br-web2"', 'Use "br-web3"']);
});
