import { nearest } from '../../../base/nearest.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { DEFAULT_NETWORK } from '../../../compose/read.ts';
import { entryOf, type LocatedMap } from '../../../syntax/located.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import { connections, inFile, listed } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/undefined-network',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A service joins a network that no file of the project declares',
  check(project, report, context) {
    if (!project.complete) return;
    const known = [...project.model.networks.map(({ key }) => key), DEFAULT_NETWORK];
    for (const { service, connection, network } of connections(project)) {
      if (network || !connection.keyAt || !connection.known) continue;
      const instead = nearest(connection.key, known);
      const have = known.filter((key) => key !== DEFAULT_NETWORK);
      const declared = have.length === 0 ? 'no networks are declared' : `declared are ${listed(have)}`;
      const advice = instead === undefined ? `Declare it under networks; ${declared}.` : `Is "${instead}" meant?`;
      const fixes: Fix[] = [];
      const { file, range } = connection.keyAt;
      if (instead !== undefined)
        fixes.push({
          title: `Use "${instead}"`,
          safety: 'safe',
          preferred: true,
          edits: inFile(file, renamed(context.textOf(file), range, connection.key, instead)),
        });
      fixes.push(...declareFix(connection.key, project, context, instead === undefined));
      report({
        file,
        range,
        severity: service.enabled ? 'error' : 'warning',
        message: `Service "${service.name}" joins network "${connection.key}", which is not declared: docker compose refuses the project. ${advice}`,
        fixes: fixes.filter(({ edits }) => edits.length > 0),
      });
    }
  },
});

function renamed(text: string | undefined, range: { start: number; end: number }, from: string, to: string) {
  const at = text?.slice(range.start, range.end).indexOf(from) ?? -1;
  return at < 0 ? undefined : { range: { start: range.start + at, end: range.start + at + from.length }, newText: to };
}

/** Declares the network in the first file of the project. */
function declareFix(key: string, project: ComposeProject, context: RuleContext, only: boolean): Fix[] {
  const file = project.roots[0]!;
  const text = context.textOf(file);
  const document = project.documentOf(file);
  if (text === undefined || !document) return [];
  const networks = entryOf(document, 'networks');
  const edit = networks ? addTo(text, networks, key, '{}') : appended(text, document, `networks:\n  ${key}: {}`);
  // Whether the network was to be this project's own or an external one is not known, so it is not done unasked.
  return edit ? [{ title: `Declare network "${key}"`, safety: 'unsafe', preferred: only, edits: inFile(file, edit) }] : [];
}

/** A new top-level part at the end of a file in block style. */
function appended(text: string, document: LocatedMap, part: string) {
  if (text.charAt(document.range.start) === '{') return undefined;
  const end = text.length;
  return { range: { start: end, end }, newText: `${text.endsWith('\n') ? '' : '\n'}${part}\n` };
}
