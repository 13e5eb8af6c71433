import { addressingOf, optionOf } from '../../../compose/addressing.ts';
import type { ComposeService } from '../../../compose/model.ts';
import type { ComposePort } from '../../../compose/port.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { DEFAULT_DRIVER } from '../../../docker/drivers.ts';
import { HOST_BINDING_OPTION } from '../../../facts/network-options.ts';
import type { Host } from '../../../host/host.ts';
import { valueAt } from '../../../syntax/located.ts';
import { addEntry, replaceScalar } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

const LOOPBACK = '127.0.0.1';

export default defineRule<'host'>({
  id: 'compose/port-all-interfaces',
  scope: 'host',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A port that is published on every address of the host',
  check(host, report, context) {
    for (const project of host.compose)
      for (const service of project.model.services) {
        if (service.ports.length === 0 || !publishes(service, project, host)) continue;
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

/** True for networks that publish on all addresses: bridges for which neither the network nor the daemon names an address. */
function publishes(service: ComposeService, project: ComposeProject, host: Host): boolean {
  const { engine } = host;
  if (service.networkMode) {
    const isDefaultBridge = service.networkMode.text === 'bridge' || service.networkMode.text === 'default';
    return isDefaultBridge && engine.text('ip') === undefined && !engine.isUnknown('ip');
  }
  const defaults = valueAt(engine.setting('default-network-opts')?.value, DEFAULT_DRIVER);
  if (valueAt(defaults, HOST_BINDING_OPTION) || engine.isUnknown('default-network-opts')) return false;
  const networks = service.networks.map(({ key }) => project.model.network(key));
  if (networks.some((network) => network && optionOf(network, HOST_BINDING_OPTION))) return false;
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
