import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';
import { processorTime } from '../../../../../test/support/time.ts';

const RULE = 'host/duplicate-address';
const network = 'networks:\n  net:\n    ipam:\n      config: [{ subnet: 10.1.0.0/24, aux_addresses: { router: 10.1.0.5 } }]\n';
const services = (a: string, b: string, more = '') =>
  `//- compose.yaml\nservices:\n  a: { image: x, networks: { net: { ipv4_address: ${a} } } }\n  b: { image: x, networks: { net: { ipv4_address: ${b} } }${more} }\n${network}`;

test('the later service is told', () => {
  expectFindings(
    RULE,
    `
    //- compose.yaml
    services:
      a: { image: x, networks: { net: { ipv4_address: 10.1.0.7 } } }
      b: { image: x, networks: { net: { ipv4_address: 10.1.0.7 } } }
    #                                                 ^^^^^^^^ host/duplicate-address: wanted by "b" and "a" in compose.yaml
      c: { image: x, networks: { net: { ipv4_address: 10.1.0.5 } } }
    #                                                 ^^^^^^^^ host/duplicate-address: kept back as "router"
    networks:
      net:
        ipam:
          config: [{ subnet: 10.1.0.0/24, aux_addresses: { router: 10.1.0.5 } }]
    `,
  );
});

test('projects that share an external network meet', () => {
  expectFindings(
    RULE,
    `
    //- a/compose.yaml
    services:
      a: { image: x, networks: { net: { ipv4_address: 10.1.0.7 } } }
    networks:
      net: { name: shared, ipam: { config: [{ subnet: 10.1.0.0/24 }] } }
    //- b/compose.yaml
    services:
      b: { image: x, networks: { net: { ipv4_address: 10.1.0.7 } } }
    #                                                 ^^^^^^^^ host/duplicate-address
    networks:
      net: { name: shared, external: true }
    `,
  );
});

test('different addresses and services on demand are fine', () => {
  expectFindings(RULE, services('10.1.0.7', '10.1.0.8'));
  expectFindings(RULE, services('10.1.0.7', '10.1.0.7', ', profiles: [debug]'));
});

describe('fix', () => {
  test('the next address', () => expectFix(RULE, services('10.1.0.7', '10.1.0.7'), services('10.1.0.7', '10.1.0.8')));
  test('not the broadcast address', () =>
    expectFix(RULE, services('10.1.0.254', '10.1.0.254'), services('10.1.0.254', '10.1.0.2')));
});

test('many services with one address are judged soon', () => {
  const lines = Array.from(
    { length: 2000 },
    (_, i) => `  s${i}: { image: x, networks: { net: { ipv4_address: 10.1.0.7 } } }`,
  ).join('\n');
  const time = processorTime(() => {
    expect(findingsIn({ files: { 'compose.yaml': `services:\n${lines}\n${network}` } }, RULE)).toHaveLength(1999);
  });
  expect(time).toBeLessThan(15_000);
});
