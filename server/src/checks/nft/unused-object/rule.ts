import { unusedObjects } from '../../../nft/analysis/unused.ts';
import { reportUnused } from '../../nft-unused-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/unused-object',
  scope: 'nft',
  severity: 'hint',
  fix: 'unsafe',
  summary: 'a set, map, counter, flowtable or other object that no rule of its table uses',
  check(program, report, context) {
    reportUnused(
      program,
      unusedObjects(program.evaluation),
      ({ name, type }) => `No rule uses ${type} "${name}", so it has no effect. Use it in a rule of its table, or remove it.`,
      report,
      context,
    );
  },
});
