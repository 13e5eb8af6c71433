import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/invalid-hook',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a family, type and hook that do not go together',
  check: reportProblems('invalid-hook'),
});
