import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/statement-context',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a statement in a chain that cannot hold it',
  check: reportProblems('statement-context'),
});
