import type { ComposeProject } from '../../../compose/project.ts';
import { entryOf, type LocatedEntry, type LocatedMap, textOf, valueAt } from '../../../syntax/located.ts';
import { scalarText } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/legacy-external',
  scope: 'compose',
  severity: 'hint',
  fix: 'safe',
  summary: 'The name of an external network under external, which is the old form',
  check(project, report) {
    for (const { key, value } of project.model.networks) {
      const entry = entryOf(value, 'external');
      if (value?.kind !== 'map' || entry?.value.kind !== 'map') continue;
      report({
        file: entry.keyFile,
        range: entry.keyRange,
        message: `This form of naming the external network "${key}" is deprecated, and docker compose warns about it at every command. Write external: true and the name beside it.`,
        tag: 'deprecated',
        fixes: newForm(project, value, entry),
      });
    }
  },
});

function newForm(project: ComposeProject, network: LocatedMap, entry: LocatedEntry): Fix[] {
  const text = project.textOf(entry.keyFile);
  const external = entry.value;
  const name = textOf(valueAt(external, 'name'));
  if (text === undefined || external.kind !== 'map' || external.entries.length > 1 || valueAt(network, 'name')) return [];
  if (external.file !== entry.keyFile || external.range.start < entry.keyRange.end) return [];
  const range = { start: entry.keyRange.end, end: external.range.end };
  const written = text.slice(range.start, range.end);
  if (name === undefined || name === '' || written.includes('#') || /[&*!]/.test(written)) return [];
  const lineStart = text.lastIndexOf('\n', entry.keyRange.start - 1) + 1;
  const before = text.slice(lineStart, entry.keyRange.start);
  const between = /^\s*$/.test(before) ? `\n${before}` : ', ';
  const edits = [{ file: entry.keyFile, range, newText: `: true${between}name: ${scalarText(name)}` }];
  return [{ title: 'Write external: true and name', safety: 'safe', preferred: true, edits }];
}
