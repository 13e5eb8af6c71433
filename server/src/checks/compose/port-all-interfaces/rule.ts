import { lastPer } from '../../../base/remember.ts';
import { addressingOf, optionOf } from '../../../compose/addressing.ts';
import type { ComposeService } from '../../../compose/model.ts';
import type { ComposePort } from '../../../compose/port.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { DEFAULT_DRIVER } from '../../../docker/drivers.ts';
import { HOST_BINDING_OPTION } from '../../../facts/network-options.ts';
import { valueAt } from '../../../syntax/located.ts';
import { addEntry, replaceScalar } from '../../../syntax/yaml/edit.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

const LOOPBACK = '127.0.0.1';

export default defineRule<'host'>({
  id: 'compose/port-all-interfaces',
  scope: 'host',
  severity: 'info',
  fix: 'unsafe',
  summary: 'A port that is published on every address of the host',
  check(host, report) {
    const { engine } = host;
    const defaults = valueAt(engine.setting('default-network-opts')?.value, DEFAULT_DRIVER);
    const onBridge = engine.text('ip') === undefined && !engine.isUnknown('ip');
    const onNetworks = !valueAt(defaults, HOST_BINDING_OPTION) && !engine.isUnknown('default-network-opts');
    for (const project of host.compose) openPorts(project, onBridge, onNetworks).forEach(report);
  },
});

/**
 * The open ports of one project. `onBridge` and `onNetworks` tell whether the daemon publishes on all addresses when a container is on
 * the predefined bridge, or on networks of its own.
 */
const openPorts = lastPer((project: ComposeProject, onBridge: boolean, onNetworks: boolean): readonly Report[] =>
  project.model.services.flatMap((service) => {
    if (service.ports.length === 0 || !(service.networkMode ? onBridge : onNetworks) || !publishes(service, project)) return [];
    return service.ports
      .filter((port) => !port.unknown && port.target && port.hostIp === undefined && port.problems.length === 0)
      .map((port) => ({
        file: port.at.file,
        range: port.at.range,
        message: `This port of "${service.name}" is open on every address of the host, IPv4 and IPv6, and Docker forwards it before the host's INPUT chains are asked. Write ${LOOPBACK}: before it if only the host itself needs it.`,
        fixes: loopbackFix(port, project),
      }));
  }),
);

/** True for services on a network that publishes ports and names no address to do so. */
function publishes(service: ComposeService, project: ComposeProject): boolean {
  if (service.networkMode) return service.networkMode.text === 'bridge' || service.networkMode.text === 'default';
  const networks = service.networks.map(({ key }) => project.model.network(key));
  if (networks.some((network) => network && optionOf(network, HOST_BINDING_OPTION))) return false;
  return networks.some(
    (network) => network && network.internal?.on !== true && addressingOf(network).driver?.publishesPorts === true,
  );
}

function loopbackFix({ value, form, published }: ComposePort, project: ComposeProject): readonly Fix[] {
  const text = project.textOf(value.file);
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
