import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/port-all-interfaces';

test('short and long form', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          ports:
            - "8080:80"
      #       ^^^^^^^^^ compose/port-all-interfaces
            - 127.0.0.1:8081:80
            - target: 82
      #       ^^^^^^^^^^ compose/port-all-interfaces
    `,
  );
});

test.each([
  'services: {a: {image: i, network_mode: host, ports: ["1:1"]}}',
  'services: {a: {image: i, ports: ["$P:1"]}}',
  'services: {a: {image: i, networks: [n], ports: ["1:1"]}}\nnetworks: {n: {internal: true}}',
  'services: {a: {image: i, networks: [n], ports: ["1:1"]}}\nnetworks: {n: {driver: macvlan}}',
  'services: {a: {image: i, networks: [n], ports: ["1:1"]}}\nnetworks: {n: {driver_opts: {com.docker.network.bridge.host_binding_ipv4: 127.0.0.1}}}',
])('nothing: %s', (text) => {
  expect(said(RULE, text)).toEqual([]);
});

test('the daemon may have a default address', () => {
  const files = (daemon: string, service: string) =>
    said(
      RULE,
      `//- etc/docker/daemon.json\n${daemon}\n//- srv/compose.yaml\nservices: {a: {image: i, ${service}, ports: ["1:1"]}}\n`,
    );
  const options = '{"default-network-opts": {"bridge": {"com.docker.network.bridge.host_binding_ipv4": "127.0.0.1"}}}';
  expect(files(options, 'networks: [default]')).toEqual([]);
  expect(files('{"ip": "127.0.0.1"}', 'network_mode: bridge')).toEqual([]);
  expect(files('{"ip": "127.0.0.1"}', 'networks: [default]')).toHaveLength(1);
});

test.each([
  ['"8080:80"', '"127.0.0.1:8080:80"'],
  ['8080:80', '"127.0.0.1:8080:80"'],
  ['"80"', '"127.0.0.1::80"'],
  ['{target: 80, published: 8080}', '{target: 80, published: 8080, host_ip: 127.0.0.1}'],
])('fix: %s', (before, after) => {
  const file = (item: string) => `//- compose.yaml\nservices:\n  a:\n    image: i\n    ports:\n      - ${item}\n`;
  expectFix(RULE, file(before), file(after));
});
