import { unusedChains } from '../../../nft/analysis/unused.ts';
import { reportUnused } from '../../nft-unused-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/unused-chain',
  scope: 'nft',
  severity: 'hint',
  fix: 'unsafe',
  summary: 'a chain that packets never come to: no chain on a hook leads there',
  check(program, report, context) {
    reportUnused(
      program,
      unusedChains(program.evaluation),
      ({ name, isNamed }) =>
        isNamed
          ? `Only chains that no packet comes to lead to chain "${name}", so its rules are never run. Jump to it from a chain on a hook, or remove it with them.`
          : `Nothing jumps to chain "${name}", so its rules are never run. Jump to it from a chain on a hook, or remove it.`,
      report,
      context,
    );
  },
});
