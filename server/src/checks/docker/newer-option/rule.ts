import { removeMember } from '../../../syntax/json/edit.ts';
import { findMember } from '../../../syntax/json/find.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/newer-option',
  scope: 'daemon',
  severity: 'warning',
  fix: 'safe',
  summary: 'an option that needs a newer Docker than the configured one',
  check(source, report, { settings }) {
    const version = settings.versions.docker;
    for (const problem of source.judged(version).problems) {
      if (problem.kind !== 'newer') continue;
      const { file, range, name, since, refused } = problem;
      const effect = refused ? 'it does not start while this is set' : 'it ignores this';
      const message = `"${name}" came with Docker ${since}, but the host has ${version}: ${effect}. Upgrade Docker, or remove it.`;
      const member = findMember(source.value, range.start);
      report({
        file,
        range,
        message,
        severity: refused ? 'error' : 'warning',
        fixes: member
          ? [
              {
                title: `Remove "${name}"`,
                safety: 'safe',
                preferred: true,
                edits: [{ file, ...removeMember(member.map, member.entry) }],
              },
            ]
          : [],
      });
    }
  },
});
