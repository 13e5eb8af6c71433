import { test } from 'vitest';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/legacy-links';

test('every link', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          links: [b, "b:db"]
      #           ^ compose/legacy-links
      #              ^^^^^^ compose/legacy-links
          external_links: [other]
      #                    ^^^^^ compose/legacy-links: external network
        b: {image: i}
    `,
  );
});
