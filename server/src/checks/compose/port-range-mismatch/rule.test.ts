import { test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/port-range-mismatch';

test('both ranges', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          ports:
            - "127.0.0.1:8000-8005:80-82/udp"
      #                  ^^^^^^^^^^^^^^^ compose/port-range-mismatch: 6 ports (8000-8005) on the host
            - "9000:80-82"
      #        ^^^^^^^^^^ compose/port-range-mismatch
            - "8000-8005:80"
            - "8000-8002:80-82"
    `,
  );
});

test('fix', () => {
  const file = (port: string) => `//- compose.yaml\nservices: {a: {image: i, ports: ["${port}"]}}\n`;
  expectFix(RULE, file('127.0.0.1:9000:80-82/udp'), file('127.0.0.1:9000-9002:80-82/udp'));
});
