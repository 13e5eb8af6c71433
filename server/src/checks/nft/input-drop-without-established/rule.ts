import { hasUntracked } from '../../../nft/analysis/input-traffic.ts';
import { chainPlace, closedInputs, dropPlace, ruleFirst } from '../../nft-input-support.ts';
import { defineRule } from '../../rule.ts';

const ACCEPT = 'ct state established,related accept';

export default defineRule({
  id: 'nft/input-drop-without-established',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'an input chain that drops the answers to what the host itself asks',
  check(program, report, context) {
    for (const input of closedInputs(program)) {
      const { chain, review, table } = input;
      if (!review.stopped.has('replies') || !review.acceptsSome || hasUntracked(table.table)) continue;
      report({
        ...chainPlace(program, input),
        message: `Chain "${chain.info.name}" drops what it does not accept, and no rule accepts answers: name resolution, updates and every other connection that the host itself opens hang. Add "${ACCEPT}".`,
        related: dropPlace(input),
        fixes: ruleFirst(program, input, ACCEPT, context),
      });
    }
  },
});
