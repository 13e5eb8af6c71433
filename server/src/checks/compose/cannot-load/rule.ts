import { isAboutForm } from '../../../compose/problem.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import type { LocatedEntry } from '../../../syntax/located.ts';
import { brokenFiles } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

/** The first key of a project without services, when it is whole and nothing else is wrong. */
function nothingToRun(project: ComposeProject): LocatedEntry | undefined {
  if (project.kind !== 'standard' || !project.complete || project.problems.length > 0 || project.model.services.length > 0)
    return undefined;
  return project.documentOf(project.roots[0]!)?.entries[0];
}

export default defineRule<'compose'>({
  id: 'compose/cannot-load',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: 'Files that docker compose cannot join to a project: variables, extends, include, overrides',
  check(project, report) {
    const broken = brokenFiles(project);
    for (const { kind, message, at, related } of project.problems) {
      if (isAboutForm(kind) || broken.has(at.file)) continue;
      report({
        file: at.file,
        range: at.range,
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}, so docker compose refuses the project. Correct one of the places.`,
        related: related ? [related] : [],
      });
    }
    const first = nothingToRun(project);
    if (first)
      report({
        file: first.keyFile,
        range: first.keyRange,
        message:
          'No service is defined here, so docker compose up ends with "no service selected". Add services, or include this file in a project that has some.',
      });
  },
});
