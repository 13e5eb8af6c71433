import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';
import { processorTime } from '../../../../../test/support/time.ts';

const RULE = 'host/duplicate-host-port';
const project = (name: string, ...ports: string[]) =>
  `//- ${name}/compose.yaml\nservices:\n  web:\n    image: nginx\n    ports: [${ports.map((port) => `"${port}"`).join(', ')}]\n`;
const count = (a: string, b: string) => {
  const text = (port: string) => project('x', port).split('\n').slice(1).join('\n');
  return findingsIn({ files: { 'a/compose.yaml': text(a), 'b/compose.yaml': text(b) } }, RULE).length;
};

test('the later entry is told at its port', () => {
  expectFindings(
    RULE,
    `
    //- a/compose.yaml
    services:
      web: { image: x, ports: ["8080:80"] }
    //- b/compose.yaml
    services:
      api:
        image: x
        ports:
          - "127.0.0.1:8080:80"
    #                  ^^^^ host/duplicate-host-port: by service "api" and by service "web" in a/compose.yaml
          - target: 81
            published: "8080"
    #                  ^^^^^^ host/duplicate-host-port
    `,
  );
});

describe('what meets', () => {
  test.each([
    ['8080:80', '8080:81', 1],
    ['8080:80/udp', '8080:80', 0],
    ['8080:80', '8081:80', 0],
    ['127.0.0.1:8080:80', '127.0.0.2:8080:80', 0],
    ['127.0.0.1:8080:80', '0.0.0.0:8080:80', 1],
    ['127.0.0.1:8080:80', '[::]:8080:80', 0],
    ['[::1]:8080:80', '8080:80', 1],
    ['8000-8010:80-90', '8005:1', 1],
    ['8000-8010:80', '8005:1', 0],
    ['80', '80', 0],
  ])('%s and %s: %i', (a, b, expected) => expect(count(a, b)).toBe(expected));
});

test('the daemon listens too', () => {
  const files = {
    'etc/docker/daemon.json': '{ "hosts": ["tcp://127.0.0.1:2375"], "metrics-addr": "0.0.0.0:9323" }',
    'compose.yaml': 'services: { a: { image: x, ports: ["2375:1", "9323:1"] } }\n',
  };
  expect(findingsIn({ files }, RULE).map(({ message }) => message.split('.')[0])).toEqual([
    'Port 2375/tcp is published by service "a" and by dockerd in docker/daemon',
    'Port 9323/tcp is published by service "a" and by dockerd in docker/daemon',
  ]);
});

test('fix: the next port that nobody publishes', () => {
  expectFix(
    RULE,
    project('a', '8080:80', '8081:81') + project('b', '8080:80'),
    project('a', '8080:80', '8081:81') + project('b', '8082:80'),
  );
  expectFix(
    RULE,
    project('a', '8000-8001:80-81') + project('b', '8000-8001:80-81'),
    project('a', '8000-8001:80-81') + project('b', '8002-8003:80-81'),
  );
});

test('a thousand projects on one port are judged soon', () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`p${i}/compose.yaml`, 'services: { a: { image: x, ports: ["8080:80"] } }\n']),
  );
  const time = processorTime(() => {
    expect(findingsIn({ files }, RULE)).toHaveLength(999);
  });
  expect(time).toBeLessThan(15_000);
});

test('containers of scripts, but not of two scripts', () => {
  const compose = { 'compose.yaml': 'services: { a: { image: x, ports: ["8080:80"] } }\n' };
  const run = 'docker run -d -p 8080:80 nginx\n';
  expect(findingsIn({ files: { ...compose, 'deploy.sh': run } }, RULE)).toHaveLength(1);
  expect(findingsIn({ files: { 'a.sh': run, 'b.sh': run } }, RULE)).toEqual([]);
  expect(findingsIn({ files: { 'a.sh': run + run } }, RULE)).toHaveLength(1);
});
