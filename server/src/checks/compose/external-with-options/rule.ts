import facts from '../../../facts/compose.json' with { type: 'json' };
import { removeEntry } from '../../../syntax/yaml/edit.ts';
import { inFile, listed } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** Keys that mean something on a network that compose does not create. */
const MEANT: ReadonlySet<string> = new Set(facts.externalKeys);

export default defineRule<'compose'>({
  id: 'compose/external-with-options',
  scope: 'compose',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'Settings on an external network, which compose does not create and so does not configure',
  check(project, report, context) {
    for (const network of project.model.networks) {
      const { value } = network;
      if (!network.external?.on || value?.kind !== 'map') continue;
      const extra = value.entries.filter(({ key }) => !MEANT.has(key) && !key.startsWith('x-'));
      for (const entry of extra) {
        const text = context.textOf(entry.keyFile);
        const edit = text === undefined || entry.keyFile !== value.file ? undefined : removeEntry(text, value, entry);
        const fixes: Fix[] = edit
          ? [{ title: `Remove ${entry.key}`, safety: 'unsafe', preferred: true, edits: inFile(entry.keyFile, edit) }]
          : [];
        const others =
          extra.length > 1 ? ` (like ${listed(extra.filter((other) => other !== entry).map(({ key }) => key))})` : '';
        report({
          file: entry.keyFile,
          range: entry.keyRange,
          message: `Network "${network.key}" is external, so docker compose only looks it up and passes over ${entry.key}${others}. Set it where the network is created, or drop external.`,
          related: [{ message: 'external is set here', location: network.external.at }],
          fixes,
        });
      }
    }
  },
});
