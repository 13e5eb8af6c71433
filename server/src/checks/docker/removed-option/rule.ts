import type { RemovedName } from '../../../docker/daemon/problem.ts';
import { removeMember } from '../../../syntax/json/edit.ts';
import type { LocatedValue } from '../../../syntax/located.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/removed-option',
  scope: 'daemon',
  severity: 'error',
  fix: 'safe',
  summary: 'an option that Docker does not have any more',
  check(source, report, { settings }) {
    for (const problem of source.judged(settings.versions.docker).problems) {
      if (problem.kind !== 'removed') continue;
      const { file, range, name, fact } = problem;
      const history = fact.never
        ? `was never an option of daemon.json (${fact.was})`
        : `was removed in Docker ${fact.removed} (${fact.was})`;
      const advice = fact.instead === undefined ? 'remove it' : `write "${fact.instead}"`;
      const message = `"${name}" ${history}. dockerd does not start while it is set; ${advice}.`;
      report({ file, range, message, fixes: fixes(problem, source.value), tag: 'deprecated' });
    }
  },
});

function fixes({ file, range, name, fact }: RemovedName, root: LocatedValue | undefined): Fix[] {
  if (fact.instead !== undefined) {
    const newText = JSON.stringify(fact.instead);
    return [{ title: `Rename to ${newText}`, safety: 'safe', preferred: true, edits: [{ file, range, newText }] }];
  }
  const entry = root?.kind === 'map' ? root.entries.find(({ keyRange }) => keyRange.start === range.start) : undefined;
  if (root?.kind !== 'map' || !entry) return [];
  return [{ title: `Remove "${name}"`, safety: 'safe', preferred: true, edits: [{ file, ...removeMember(root, entry) }] }];
}
