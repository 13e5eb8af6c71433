import { mergeableRules } from '../../../nft/analysis/mergeable.ts';
import { reviewedChains } from '../../nft-rule-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'nft/mergeable-rules',
  scope: 'nft',
  severity: 'hint',
  fix: 'safe',
  summary: 'neighbouring rules that differ in one value: a set or a verdict map says the same in one rule',
  check(program, report, context) {
    for (const { table, chain, review } of reviewedChains(program)) {
      for (const { first, last, text, by } of mergeableRules(table, chain, review)) {
        const one = chain.rules[first]!;
        const other = chain.rules[last]!;
        const source = context.textOf(one.file);
        if (source === undefined) continue;
        const range = { start: one.at, end: other.at + other.unit.length };
        const indent = /[ \t]*$/.exec(source.slice(source.lastIndexOf('\n', one.at - 1) + 1, one.at))![0];
        const count = last - first + 1;
        report({
          file: one.file,
          range,
          message:
            by === 'set'
              ? `These ${count} rules differ in one value only. One rule with a set says the same, and the kernel finds the value in one step.`
              : `These ${count} rules differ in one value and in what is done with it. One rule with a verdict map says the same, and the kernel finds the value in one step.`,
          fixes: [
            {
              title: by === 'set' ? 'Write one rule with a set' : 'Write one rule with a verdict map',
              safety: 'safe',
              preferred: true,
              edits: [{ file: one.file, range, newText: text.replaceAll('\n', `\n${indent}`) }],
            },
          ],
        });
      }
    }
  },
});
