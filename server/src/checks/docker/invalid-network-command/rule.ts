import type { Host } from '../../../host/host.ts';
import { dockerCommands } from '../../../host/script/docker-commands.ts';
import { type CommandProblem, commandProblems } from '../../../host/script/problems.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'docker/invalid-network-command',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'network options of docker commands in scripts that Docker refuses, or takes and ignores',
  check(host, report, context) {
    for (const problem of problems(host))
      report({
        ...problem.place,
        severity: problem.severity,
        message: problem.message,
        related: problem.related ?? [],
        fixes: fixes(problem, context),
      });
  },
});

function problems(host: Host): CommandProblem[] {
  return host.scripts.flatMap((script) =>
    dockerCommands(script).flatMap((command) => commandProblems(command, host.engine, host.plan)),
  );
}

function fixes({ place, text, instead }: CommandProblem, { textOf }: RuleContext): Fix[] {
  const written = textOf(place.file)?.slice(place.range.start, place.range.end);
  if (instead === undefined || written !== text) return [];
  return [{ title: `Write ${instead}`, safety: 'safe', preferred: true, edits: [{ ...place, newText: instead }] }];
}
