import { chainPlace, closedInputs, dropPlace, ruleFirst } from '../../nft-input-support.ts';
import { defineRule } from '../../rule.ts';

const ACCEPT = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept';

export default defineRule({
  id: 'nft/input-drop-without-neighbour-discovery',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'an input chain that drops IPv6 neighbour discovery, without which IPv6 does not work at all',
  check(program, report, context) {
    for (const input of closedInputs(program)) {
      const { chain, review } = input;
      const { stopped, acceptsSome } = review;
      if (!acceptsSome || !(stopped.has('solicitation') || stopped.has('advertisement'))) continue;
      const what = !stopped.has('advertisement')
        ? 'neighbour solicitations: others cannot find the host'
        : !stopped.has('solicitation')
          ? 'neighbour advertisements: the host finds nobody'
          : 'neighbour discovery: nobody finds the host or is found by it';
      report({
        ...chainPlace(program, input),
        message: `Chain "${chain.info.name}" drops what it does not accept, and no rule accepts ${what}, so IPv6 stops working. Connection tracking never takes these messages for established. Add "${ACCEPT}".`,
        related: dropPlace(input),
        fixes: ruleFirst(program, input, ACCEPT, context),
      });
    }
  },
});
