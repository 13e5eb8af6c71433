import { describeShape, describeValue } from '../../../docker/daemon/describe.ts';
import type { WrongType } from '../../../docker/daemon/problem.ts';
import { reshaped } from '../../../docker/daemon/reshape.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/wrong-type',
  scope: 'daemon',
  severity: 'error',
  fix: 'safe',
  summary: 'a value of another type than the option wants',
  check(source, report, { settings, textOf }) {
    for (const problem of source.judged(settings.versions.docker).problems)
      if (problem.kind === 'type') report(toReport(problem, textOf(source.file) ?? ''));
  },
});

function toReport({ file, range, option, value, expected }: WrongType, text: string): Report {
  if (expected === 'finite') {
    const message = 'This number is too big for any option. dockerd refuses the file and does not start; write a smaller one.';
    return { file, range, message };
  }
  const subject = option ? `"${option.key}"` : 'the option';
  const newText = reshaped(value, expected, text);
  const advice =
    newText === undefined ? `write ${describeShape(expected)}` : newText.includes('\n') ? 'see the fix' : `write ${newText}`;
  return {
    file,
    range,
    message: `${subject} wants ${describeShape(expected)} here, but this is ${describeValue(value)}. dockerd refuses the file and does not start; ${advice}.`,
    fixes:
      newText === undefined
        ? []
        : [{ title: `Write ${newText}`, safety: 'safe', preferred: true, edits: [{ file, range, newText }] }],
  };
}
