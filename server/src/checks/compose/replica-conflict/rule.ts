import type { Location } from '../../../base/range.ts';
import type { ComposeService } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { counted, whenRun } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/replica-conflict',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: 'Several replicas of a service that want the same host port or the same address',
  check(project, report) {
    for (const service of project.model.services) {
      const { replicas, name } = service;
      if (replicas === undefined || replicas < 2) continue;
      const severity = whenRun(service);
      const send = ({ file, range }: Location, message: string) => report({ file, range, severity, message });
      for (const { at, published, target, protocol } of publishing(service, project)) {
        if (published === undefined || published === 'any' || !target) continue;
        const offered = target.low === target.high ? published.high - published.low + 1 : 1;
        if (offered >= replicas) continue;
        const shown = published.low === published.high ? `${published.low}` : `${published.low}-${published.high}`;
        send(
          at,
          `${counted(replicas, 'replica')} of "${name}" want host port ${shown}/${protocol}, which ${offered === 1 ? 'one container' : `${offered} containers`} can have: the others do not start. Publish a range of ${replicas} ports, or leave the host port out.`,
        );
      }
      for (const { ipv4, ipv6, key } of service.networks)
        for (const text of [ipv4, ipv6])
          if (text?.text)
            send(
              text.at,
              `${counted(replicas, 'replica')} of "${name}" want the address ${text.text} on network "${key}", which one container can have: the others do not start. Leave the address out.`,
            );
    }
  },
});

/** Ports that are bound on the host: none of a service that has no network of its own. */
function publishing(service: ComposeService, project: ComposeProject) {
  const mode = service.networkMode?.text;
  if (service.networkMode && mode !== 'bridge' && mode !== 'default') return [];
  const networks = service.networks.map(({ key }) => project.model.network(key));
  const bound = service.networkMode !== undefined || networks.some((network) => network?.internal?.on !== true);
  return bound ? service.ports : [];
}
