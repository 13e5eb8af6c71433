import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/duplicate-definition',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a define, set or chain that exists already with another value, type or hook',
  check: reportProblems('duplicate-definition'),
});
