import { type ComposeProblem, isAboutForm } from '../../../compose/problem.ts';
import { brokenFiles } from '../../compose-support.ts';
import type { FileEdit, Fix, Neighbour } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/invalid-structure',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'What docker compose refuses about the form of a file: syntax, unknown keys, wrong types',
  check(project, report, context) {
    const broken = brokenFiles(project);
    for (const problem of project.problems) {
      if (!isAboutForm(problem.kind) || (problem.kind !== 'yaml' && broken.has(problem.at.file))) continue;
      const { file, range } = problem.at;
      report({
        file,
        range,
        message: `${sentence(problem.message)}: docker compose refuses the project. Correct it.`,
        related: problem.related ? [problem.related] : [],
        fixes: fixOf(problem, context),
        alsoSaidBy: SAID_BY[problem.kind],
      });
    }
  },
});

/** What checks of YAML, or of the schema of compose files, find as well. */
const SAID_BY: Readonly<Partial<Record<ComposeProblem['kind'], Neighbour>>> = {
  yaml: 'yaml',
  unquoted: 'yaml',
  'not-a-map': 'compose-schema',
  'wrong-type': 'compose-schema',
  'unknown-key': 'compose-schema',
  'missing-key': 'compose-schema',
  'repeated-item': 'compose-schema',
  'bad-name': 'compose-schema',
};

function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** Writes the key that was meant, or the quotes that are missing. */
function fixOf({ kind, at: { file, range }, instead }: ComposeProblem, context: RuleContext): readonly Fix[] {
  const written = context.textOf(file)?.slice(range.start, range.end);
  if (kind === 'unquoted' && written !== undefined)
    return [
      { title: 'Put it in quotes', safety: 'safe', preferred: true, edits: [{ file, range, newText: JSON.stringify(written) }] },
    ];
  if (instead === undefined || written === undefined) return [];
  const quotes = /^["']/.test(written) ? 1 : 0;
  const edit: FileEdit = { file, range: { start: range.start + quotes, end: range.end - quotes }, newText: instead };
  return [{ title: `Use "${instead}"`, safety: 'safe', preferred: true, edits: [edit] }];
}
