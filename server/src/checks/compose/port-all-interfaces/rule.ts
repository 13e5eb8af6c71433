import { addressingOf, optionOf } from '../../../compose/addressing.ts';
import type { ComposeService } from '../../../compose/model.ts';
import type { ComposePort } from '../../../compose/port.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { addEntry, replaceScalar } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

const LOOPBACK = '127.0.0.1';
const DEFAULT_BINDING = 'com.docker.network.bridge.host_binding_ipv4';

export default defineRule<'compose'>({
  id: 'compose/port-all-interfaces',
  scope: 'compose',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A port that is published on every address of the host',
  check(project, report, context) {
    for (const service of project.model.services) {
      if (!publishes(service, project)) continue;
      for (const port of service.ports) {
        if (port.unknown || !port.target || port.hostIp !== undefined || port.problems.length > 0) continue;
        const { file, range } = port.at;
        report({
          file,
          range,
          message: `This port of "${service.name}" is open on every address of the host, IPv4 and IPv6, and Docker forwards it before the host's INPUT chains are asked. Write ${LOOPBACK}: before it if only the host itself needs it.`,
          fixes: loopbackFix(port, context),
        });
      }
    }
  },
});

/** Only bridge networks without an own default address publish on all of them. */
function publishes(service: ComposeService, project: ComposeProject): boolean {
  if (service.networkMode) return service.networkMode.text === 'bridge' || service.networkMode.text === 'default';
  const networks = service.networks.map(({ key }) => project.model.network(key));
  if (networks.some((network) => network && optionOf(network, DEFAULT_BINDING))) return false;
  return networks.some(
    (network) => network && network.internal?.on !== true && addressingOf(network).driver?.publishesPorts === true,
  );
}

function loopbackFix({ value, form, published }: ComposePort, context: RuleContext): readonly Fix[] {
  const text = context.textOf(value.file);
  if (text === undefined) return [];
  const written = value.kind === 'scalar' ? String(value.value) : '';
  const before = published === 'any' && !written.includes(':') ? `${LOOPBACK}::` : `${LOOPBACK}:`;
  const edit =
    form === 'long' && value.kind === 'map'
      ? addEntry(text, value, 'host_ip', LOOPBACK)
      : value.kind === 'scalar'
        ? replaceScalar(text, value, before, 0, 0)
        : undefined;
  return edit
    ? [{ title: `Publish on ${LOOPBACK} only`, safety: 'unsafe', preferred: true, edits: [{ file: value.file, ...edit }] }]
    : [];
}
