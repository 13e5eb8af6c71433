import { nearest } from '../../../base/nearest.ts';
import { shortList, shown } from '../../../docker/daemon/names.ts';
import type { UnknownName, WrongArgument } from '../../../docker/daemon/problem.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/unknown-option',
  scope: 'daemon',
  severity: 'error',
  fix: 'safe',
  summary: 'a key or flag that dockerd does not have',
  check(source, report, { settings }) {
    for (const problem of source.judged(settings.versions.docker).problems)
      if (problem.kind === 'unknown') report(toReport(problem));
      else if (problem.kind === 'argument') report(strayWord(problem));
  },
});

/** More names than this are not listed: the page of dockerd is better then. */
const FEW = 12;

function toReport({ file, range, name, via, parent, candidates }: UnknownName): Report {
  const names = [...candidates];
  const close = nearest(name, names);
  const what =
    via === 'flag'
      ? `dockerd has no flag ${shown(name)}`
      : parent === undefined
        ? `dockerd has no option "${shown(name)}"`
        : `"${parent}" has no member "${shown(name)}", and dockerd has no such option`;
  const advice =
    close !== undefined
      ? `did you mean ${via === 'flag' ? close : `"${close}"`}?`
      : names.length <= FEW
        ? `it has ${shortList(names, FEW)}.`
        : 'remove it.';
  const newText = via === 'flag' ? (close ?? '') : JSON.stringify(close ?? '');
  return {
    file,
    range,
    message: `${what}. It does not start while this is set; ${advice}`,
    fixes:
      close === undefined
        ? []
        : [
            {
              title: `Change to ${via === 'flag' ? close : `"${close}"`}`,
              safety: 'safe',
              preferred: true,
              edits: [{ file, range, newText }],
            },
          ],
  };
}

function strayWord({ file, range, text, missing, join }: WrongArgument): Report {
  if (missing) return { file, range, message: `${text} has no value. dockerd does not start with it; write one behind it.` };
  const message = `dockerd takes no arguments, but "${shown(text)}" is one. It does not start; ${join ? 'a switch takes its value behind an equals sign.' : 'remove it.'}`;
  const fixes: Report['fixes'] = join
    ? [{ title: 'Write =', safety: 'safe', preferred: true, edits: [{ file, range: join, newText: '=' }] }]
    : [];
  return { file, range, message, fixes };
}
