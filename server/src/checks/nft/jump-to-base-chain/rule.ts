import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/jump-to-base-chain',
  scope: 'nft',
  severity: 'error',
  fix: 'none',
  summary: 'a jump or goto to a chain with a hook',
  check: reportProblems('jump-to-base-chain'),
});
