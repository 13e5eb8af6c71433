import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/invalid-priority',
  scope: 'nft',
  severity: 'error',
  fix: 'safe',
  summary: 'a priority that does not exist on the hook, or that the kernel refuses',
  check: reportProblems('invalid-priority'),
});
