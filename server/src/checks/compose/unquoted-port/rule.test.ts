import { test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/unquoted-port';

test('only what YAML 1.1 reads as a number', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          ports:
            - 22:22
      #       ^^^^^ compose/unquoted-port: 1342
            - "23:23"
            - 8080:80
            - 22:60
            - 127.0.0.1:22:22
            - 80
    `,
  );
});

test('fix', () => {
  const file = (port: string) => `//- compose.yaml\nservices: {a: {image: i, ports: [${port}]}}\n`;
  expectFix(RULE, file('22:22'), file('"22:22"'));
});
