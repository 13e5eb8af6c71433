import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/subnet-host-bits';

test('subnet and ip_range', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks:
        n:
          ipam:
            config:
              - subnet: 10.1.0.5/16
      #                 ^^^^^^^^^^^ compose/subnet-host-bits: Write 10.1.0.0/16
                ip_range: "10.1.2.130/25"
      #                   ^^^^^^^^^^^^^^^ compose/subnet-host-bits: Write 10.1.2.128/25
    `,
  );
});

test('an IPv6 subnet that is passed over anyway is a warning', () => {
  const entry = ipam('subnet: "fd00::1/64"');
  expect(said(RULE, onNetwork(`enable_ipv6: true\n${entry}`))).toEqual(['error "fd00::1/64"']);
  expect(said(RULE, onNetwork(entry))).toEqual(['warning "fd00::1/64"']);
});

test('fix', () => {
  const file = (entry: string) => `//- compose.yaml\n${onNetwork(ipam(entry))}`;
  expectFix(RULE, file('subnet: "10.1.0.5/24"'), file('subnet: "10.1.0.0/24"'));
});

test('a value that comes through a variable has no fix', () => {
  const text = `//- compose.yaml\n${onNetwork(ipam('subnet: "${NET:-10.1.0.5/24}"'))}`;
  expect(said(RULE, text)).toEqual(['error "${NET:-10.1.0.5/24}"']);
});
