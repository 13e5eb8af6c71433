import { addressingOf, optionOf } from '../../compose/addressing.ts';
import type { ComposeService } from '../../compose/model.ts';
import type { ComposePort } from '../../compose/port.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { HOST_BINDING_OPTION } from '../../facts/network-options.ts';
import type { CodeLens, Place } from '../provider.ts';
import { projectOf } from './project.ts';

/** Above `ports`: who can reach them. */
export function codeLenses({ host, file }: Place): CodeLens[] {
  const project = projectOf(host, file.file);
  if (!project) return [];
  return project.model.services.flatMap((service): CodeLens[] => {
    const { portsAt, ports } = service;
    if (portsAt?.file !== file.file || ports.length === 0) return [];
    const title = reach(service, project);
    if (title === undefined) return [];
    const isOpen = ports.some((port) => port.hostIp === undefined) && title.includes('every address');
    return [
      {
        range: portsAt.range,
        title,
        ...(isOpen ? { action: { kind: 'rule', rule: 'compose/port-all-interfaces' } as const } : {}),
      },
    ];
  });
}

/** Which ports are open to whom, in a few words. Undefined when nothing is certain. */
function reach(service: ComposeService, project: ComposeProject): string | undefined {
  const mode = service.networkMode?.text;
  if (service.networkMode && mode === undefined) return undefined;
  if (mode === 'host') return 'passed over: the container listens on the host itself';
  if (mode === 'none') return 'no effect: the container has no network';
  if (mode !== undefined && mode !== 'bridge' && mode !== 'default') return undefined;
  const networks = service.networks.map(({ key }) => project.model.network(key));
  const publishing = networks.filter(
    (network) => network && network.internal?.on !== true && addressingOf(network).driver?.publishesPorts !== false,
  );
  if (!mode && publishing.length === 0 && networks.every((network) => network))
    return 'no effect: none of its networks publishes ports';
  const binding = publishing
    .map((network) => network && optionOf(network, HOST_BINDING_OPTION)?.value.text)
    .find((text) => text !== undefined);
  const groups = new Map<string, string[]>();
  for (const port of service.ports) {
    const shown = hostPort(port);
    if (shown === undefined) continue;
    const where = port.hostIp ?? binding ?? 'every address of the host';
    groups.set(where, [...(groups.get(where) ?? []), shown]);
  }
  if (groups.size === 0) return undefined;
  return [...groups].map(([where, list]) => `${list.join(', ')} on ${where}`).join('; ');
}

function hostPort({ published, target, protocol, unknown }: ComposePort): string | undefined {
  if (unknown || !target || published === undefined) return undefined;
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  if (published === 'any') return `a free port for ${target.low}${suffix}`;
  return `${published.low === published.high ? published.low : `${published.low}-${published.high}`}${suffix}`;
}
