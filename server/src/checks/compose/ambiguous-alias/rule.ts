import type { ComposeService } from '../../../compose/model.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/ambiguous-alias',
  scope: 'compose',
  severity: 'warning',
  fix: 'none',
  summary: 'An alias that is the name of another service on the same network',
  check(project, report) {
    for (const service of project.model.services) {
      if (service.networkMode) continue;
      for (const { key, aliases } of service.networks)
        for (const { text, at } of aliases) {
          const other = text === undefined ? undefined : project.model.service(text);
          if (!other || other === service || !other.networks.some((connection) => connection.key === key)) continue;
          if (!runTogether(service, other)) continue;
          report({
            file: at.file,
            range: at.range,
            message: `"${text}" is also the name of a service on network "${key}": asked for it, Docker answers with "${service.name}" at one time and with "${text}" at another. Choose another alias.`,
            related: [{ message: `service "${text}"`, location: other.keyAt }],
          });
        }
    }
  },
});

/** False for services of which one may stand in for the other: they run with different profiles. */
function runTogether(a: ComposeService, b: ComposeService): boolean {
  return (a.enabled && b.enabled) || a.profiles.some((profile) => b.profiles.includes(profile));
}
