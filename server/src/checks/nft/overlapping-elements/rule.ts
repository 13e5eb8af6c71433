import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/overlapping-elements',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'elements of a set that overlap, or keys of a map with two answers',
  check: reportProblems('overlapping-elements'),
});
