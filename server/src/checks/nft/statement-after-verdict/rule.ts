import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/statement-after-verdict',
  scope: 'nft',
  severity: 'error',
  fix: 'unsafe',
  summary: 'statements behind a verdict that ends the rule',
  check: reportProblems('statement-after-verdict'),
});
