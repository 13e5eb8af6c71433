import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/undefined-object',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a set, map, counter or other object that the table does not have',
  check: reportProblems('undefined-object'),
});
