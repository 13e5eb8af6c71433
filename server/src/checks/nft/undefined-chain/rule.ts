import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/undefined-chain',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a jump or goto to a chain that the table does not have',
  check: reportProblems('undefined-chain'),
});
