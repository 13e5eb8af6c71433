import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/reserved-word-name',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a table, chain, set or variable with the name of a word of the language',
  check: reportProblems('reserved-word-name'),
});
