import { nearest } from '../../../base/nearest.ts';
import { shown } from '../../../docker/daemon/names.ts';
import type { InvalidValue } from '../../../docker/daemon/problem.ts';
import { startProblems } from '../../../docker/daemon/start-values.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/invalid-value',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'a value of the right type that dockerd refuses, at validation or when it starts',
  check(host, report, { settings, textOf }) {
    for (const source of host.daemon)
      for (const problem of source.judged(settings.versions.docker).problems)
        if (problem.kind === 'value') report(toReport(problem, textOf(problem.file) ?? ''));
    for (const engine of host.engines)
      for (const problem of startProblems(engine)) report(toReport(problem, textOf(problem.file) ?? ''));
  },
});

const LATER = {
  container: 'dockerd starts, but no container does',
  network: 'dockerd starts, but no network of this driver can be created',
} as const;

function toReport({ file, range, option, value, reason, instead, later }: InvalidValue, text: string): Report {
  const written = text.slice(value.range.start, value.range.end);
  const given = value.kind === 'scalar' ? String(value.value) : '';
  const better = instead ?? (option.values ? nearest(given, option.values) : undefined);
  const newText =
    better === undefined ? undefined : written.startsWith('"') || value.file.endsWith('.json') ? JSON.stringify(better) : better;
  const subject = value.kind === 'scalar' ? `${shown(written)} ${reason}` : reason;
  const advice = newText === undefined ? 'correct or remove it' : `write ${newText}`;
  return {
    file,
    range,
    ...(later ? { severity: 'warning' } : {}),
    message: `"${option.key}": ${subject}. ${later ? LATER[later] : 'dockerd does not start with it'}; ${advice}.`,
    fixes:
      newText === undefined
        ? []
        : [{ title: `Write ${newText}`, safety: 'safe', preferred: true, edits: [{ file, range, newText }] }],
  };
}
