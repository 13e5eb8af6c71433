import { reportProblems } from '../../nft-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/jump-loop',
  scope: 'nft',
  severity: 'error',
  fix: 'none',
  summary: 'jumps that go round in a circle, or too deep',
  check: reportProblems('jump-loop'),
});
