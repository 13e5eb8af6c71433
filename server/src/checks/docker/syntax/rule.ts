import { capital } from '../../../docker/daemon/names.ts';
import type { DaemonSource } from '../../../docker/daemon-source.ts';
import type { JsonProblem } from '../../../syntax/json/problem.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'docker/syntax',
  scope: 'daemon',
  severity: 'error',
  fix: 'safe',
  summary: 'daemon.json that is not JSON, as dockerd reads it',
  check(source, report) {
    for (const problem of source.syntax) report(toReport(source, problem));
  },
});

function toReport(source: DaemonSource, problem: JsonProblem): Report {
  const { file } = source;
  const { range, opened, fix } = problem;
  return {
    file,
    range,
    message: `${capital(problem.message)}. dockerd refuses the file and does not start until it is corrected.`,
    related: opened ? [{ message: 'This begins what is not closed.', location: { file, range: opened } }] : [],
    fixes: fix
      ? [{ title: fix.title, safety: 'safe', preferred: true, edits: fix.edits.map((edit) => ({ file, ...edit })) }]
      : [],
    alsoSaidBy: 'json',
  };
}
