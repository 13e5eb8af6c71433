import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/type-mismatch',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a value, set or map of another type than what it is compared with',
  check: reportProblems('type-mismatch'),
});
