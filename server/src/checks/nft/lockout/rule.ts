import { chainPlace, closedInputs, dropPlace } from '../../nft-input-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/lockout',
  scope: 'nft',
  severity: 'warning',
  fix: 'none',
  summary: 'an input chain with policy drop that accepts no new connection to any port',
  check(program, report) {
    for (const input of closedInputs(program)) {
      const { chain, review } = input;
      if (!review.stopped.has('new connections') || chain.info.base?.policy !== 'drop') continue;
      // A chain that is complete otherwise can be meant so: nothing on the host is for others.
      const isComplete = !review.stopped.has('replies') && !review.stopped.has('loopback');
      report({
        ...chainPlace(program, input),
        severity: isComplete ? 'info' : 'warning',
        message: `Chain "${chain.info.name}" accepts no new connection to any port: whoever administers the host from afar is locked out when the present connection ends. Accept the port of SSH for the addresses or interfaces that you come from.`,
        related: dropPlace(input),
      });
    }
  },
});
