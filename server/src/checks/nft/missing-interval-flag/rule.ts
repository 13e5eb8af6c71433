import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/missing-interval-flag',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'prefixes or ranges in a set without flags interval',
  check: reportProblems('missing-interval-flag'),
});
