import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/colon-needs-blanks',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a colon that nft reads as part of the address before it',
  check: reportProblems('colon-needs-blanks'),
});
