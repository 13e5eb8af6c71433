import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/typographic-quote',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'quotes and dashes from a word processor or a web page',
  check: reportProblems('typographic-quote'),
});
