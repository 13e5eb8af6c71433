import { chainPlace, closedInputs, dropPlace, ruleFirst } from '../../nft-input-support.ts';
import { defineRule } from '../../rule.ts';

const ACCEPT = 'iifname "lo" accept';

export default defineRule({
  id: 'nft/input-drop-without-loopback',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'an input chain that drops what programs on the host say to each other',
  check(program, report, context) {
    for (const input of closedInputs(program)) {
      const { chain, review } = input;
      if (!review.stopped.has('loopback') || !review.acceptsSome) continue;
      report({
        ...chainPlace(program, input),
        message: `Chain "${chain.info.name}" drops what it does not accept, and no rule accepts the loopback interface: programs on the host cannot reach local services such as the resolver at 127.0.0.53 or a database. Add "${ACCEPT}".`,
        related: dropPlace(input),
        fixes: ruleFirst(program, input, ACCEPT, context),
      });
    }
  },
});
