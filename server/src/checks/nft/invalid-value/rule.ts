import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/invalid-value',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a value out of range, or a word that the type does not have',
  check: reportProblems('invalid-value'),
});
