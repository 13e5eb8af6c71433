import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/family-mismatch',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a match or address that cannot exist in this family, or two that exclude each other',
  check: reportProblems('family-mismatch'),
});
