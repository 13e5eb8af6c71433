import { nearest } from '../../../base/nearest.ts';
import type { ComposeNetwork } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { inFile, relatedPlace } from '../../../host/plan/words.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import { replaceText, whenCreated } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'host/unknown-external-network',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: 'an external network that no file creates, where one of nearly that name is created',
  check(host, report, context) {
    const created = new Map<string, { key: string; place: { file: string; range: { start: number; end: number } } }>();
    const byKey = new Map<string, string[]>();
    for (const { name, label, place, external, origin } of host.networks) {
      if (external || name === undefined) continue;
      created.set(name, { key: label, place });
      if (origin === 'compose' && name !== label) byKey.set(label, [...(byKey.get(label) ?? []), name]);
    }
    for (const project of host.compose)
      for (const network of project.model.networks) {
        const { external, realName, keyAt } = network;
        if (!external?.on || realName === undefined || !keyAt || created.has(realName)) continue;
        const sameKey = byKey.get(realName) ?? [];
        const meant = sameKey.length === 1 ? sameKey[0] : sameKey.length === 0 ? misspelt(realName, created.keys()) : undefined;
        const other = meant === undefined ? undefined : created.get(meant);
        if (meant === undefined || !other) continue;
        const at = network.name?.at ?? keyAt;
        const why =
          other.key === realName
            ? `What other files call "${realName}" is "${meant}" on the host, because docker compose puts the project's name before it`
            : `No file here creates a network "${realName}"`;
        report({
          file: at.file,
          range: at.range,
          ...(whenCreated(network, project) === 'error' ? {} : { severity: 'hint' as const }),
          message: `${why}. docker compose up fails when there is none of that name; is "${meant}"${inFile(other.place.file, at.file)} meant?`,
          related: relatedPlace(`"${meant}" is declared here.`, other.place),
          fixes: nameFix(network, project, meant, context),
        });
      }
  },
});

/** A name with one mistake. Names that differ in a number are different on purpose. */
function misspelt(name: string, names: Iterable<string>): string | undefined {
  const letters = (text: string) => text.replace(/\d+/g, '');
  return nearest(
    name,
    [...names].filter((other) => letters(other) !== letters(name)),
    1,
  );
}

function nameFix(network: ComposeNetwork, project: ComposeProject, name: string, context: RuleContext): readonly Fix[] {
  const title = `Use ${name}`;
  if (network.name) return replaceText(title, network.name, name, context);
  const { key, keyAt, value } = network;
  const text = keyAt && project.textOf(keyAt.file);
  if (text === undefined || !keyAt || !value || value.file !== keyAt.file) return [];
  const edit = addTo(text, { key, keyRange: keyAt.range, keyFile: keyAt.file, value }, 'name', name);
  return edit ? [{ title, safety: 'safe', preferred: true, edits: [{ file: keyAt.file, ...edit }] }] : [];
}
