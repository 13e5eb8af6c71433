import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/syntax',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'what the grammar of nft refuses: misspelt words, missing braces, quotes and separators',
  check: reportProblems('syntax'),
});
