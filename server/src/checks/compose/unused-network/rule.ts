import type { ComposeNetwork } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { entryOf } from '../../../syntax/located.ts';
import { removeEntry } from '../../../syntax/yaml/edit.ts';
import { connections, inFile } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/unused-network',
  scope: 'compose',
  severity: 'hint',
  fix: 'unsafe',
  summary: 'A declared network that no service joins',
  check(project, report, context) {
    // Files that are loaded on top of others may use it; so may whoever includes a file without services.
    if (!project.complete || project.kind === 'overlay' || project.model.services.length === 0) return;
    // A name that is set outside may be any of them.
    if (connections(project).some(({ connection }) => !connection.known)) return;
    for (const network of project.model.networks) {
      if (!network.keyAt || network.users.length > 0) continue;
      report({
        file: network.keyAt.file,
        range: network.keyAt.range,
        message: `No service joins network "${network.key}", so docker compose does not create it. Remove it, or name it in a service.`,
        tag: 'unnecessary',
        fixes: removeFix(network, project, context),
      });
    }
  },
});

function removeFix({ key, keyAt }: ComposeNetwork, project: ComposeProject, context: RuleContext): Fix[] {
  const document = keyAt && project.documentOf(keyAt.file);
  const text = keyAt && context.textOf(keyAt.file);
  const networks = entryOf(document, 'networks');
  if (!document || text === undefined || networks?.value.kind !== 'map') return [];
  const entry = entryOf(networks.value, key);
  if (entry?.keyRange.start !== keyAt.range.start) return [];
  const map = networks.value.entries.length === 1 ? document : networks.value;
  const edit = removeEntry(text, map, map === document ? networks : entry);
  return edit ? [{ title: `Remove network "${key}"`, safety: 'unsafe', preferred: true, edits: inFile(keyAt.file, edit) }] : [];
}
