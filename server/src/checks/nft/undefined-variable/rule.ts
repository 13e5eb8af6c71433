import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/undefined-variable',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a variable that no define gives a value',
  check: reportProblems('undefined-variable'),
});
