import type { FileId } from '../../../base/paths.ts';
import type { Range } from '../../../base/range.ts';
import type { FileEdit } from '../../finding.ts';
import { defineRule, type SuppressionUse } from '../../rule.ts';

export default defineRule({
  id: 'meta/unused-suppression',
  scope: 'meta',
  severity: 'warning',
  fix: 'safe',
  summary: 'A suppression comment silences nothing, or says no reason',
  check({ suppressions, ruleIds }, report, { textOf }) {
    for (const use of suppressions) {
      const { file, suppression } = use;
      const { rules, reason, range } = suppression;
      const text = textOf(file) ?? '';
      if (rules.length === 0 || reason === '') {
        const missing = rules.length === 0 ? 'names no rule' : 'gives no reason';
        report({
          file,
          range,
          message: `The comment ${missing}, so it silences nothing; write \`# bridgekeeper-ignore RULE: reason\`, or remove it.`,
          fixes: [{ title: 'Remove the comment', safety: 'safe', preferred: true, edits: [removal(file, range, text)] }],
        });
        continue;
      }
      const idle = rules.filter(({ id }) => !use.used.has(id) && isJudged(id, use, ruleIds));
      for (const { id, range: place } of idle)
        report({
          file,
          range: place,
          tag: 'unnecessary',
          message: `Nothing here is reported by ${id}${id.startsWith('meta/') ? ', and rules about Bridgekeeper itself are only set in the configuration' : ''}: the comment would hide a later mistake. Remove it.`,
          fixes: [
            { title: `Remove ${id} from the comment`, safety: 'safe', preferred: true, edits: [withoutRule(use, id, text)] },
          ],
        });
    }
  },
});

function isJudged(id: string, use: SuppressionUse, ruleIds: ReadonlySet<string>): boolean {
  return ruleIds.has(id) && use.judged.has(id);
}

function withoutRule({ file, suppression }: SuppressionUse, id: string, text: string): FileEdit {
  const { rules, range } = suppression;
  if (rules.length === 1) return removal(file, range, text);
  const index = rules.findIndex((rule) => rule.id === id);
  const start = index === 0 ? rules[0]!.range.start : rules[index - 1]!.range.end;
  const end = index === 0 ? rules[1]!.range.start : rules[index]!.range.end;
  return { file, range: { start, end }, newText: '' };
}

/** Takes the comment out, and its line when nothing else stands there. */
function removal(file: FileId, comment: Range, text: string): FileEdit {
  const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
  const before = text.slice(lineStart, comment.start).trimEnd();
  const lineEnd = text.indexOf('\n', comment.end);
  const range =
    before === ''
      ? { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }
      : { start: lineStart + before.length, end: comment.end };
  return { file, range, newText: '' };
}
