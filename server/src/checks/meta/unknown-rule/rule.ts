import { nearest } from '../../../base/nearest.ts';
import type { FileId } from '../../../base/paths.ts';
import type { Range } from '../../../base/range.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'meta/unknown-rule',
  scope: 'meta',
  severity: 'warning',
  fix: 'safe',
  summary: 'The configuration or a suppression comment names a rule that does not exist',
  check({ config, suppressions, ruleIds }, report) {
    const look = (file: FileId, id: string, range: Range, consequence: string) => {
      if (ruleIds.has(id)) return;
      const close = nearest(id, ruleIds);
      report({
        file,
        range,
        message: `There is no rule "${id}", so ${consequence}; ${close ? `did you mean "${close}"?` : '`bridgekeeper rules` lists all rules.'}`,
        fixes: close
          ? [{ title: `Change to "${close}"`, safety: 'safe', preferred: true, edits: [{ file, range, newText: close }] }]
          : [],
      });
    };
    for (const { id, range } of config?.rules ?? []) look(config!.file, id, range, 'this level has no effect');
    for (const { file, suppression } of suppressions)
      for (const { id, range } of suppression.rules) look(file, id, range, 'the comment silences nothing');
  },
});
