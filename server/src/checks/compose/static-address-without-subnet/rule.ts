import { contains, formatPrefix, type IpAddress, type IpFamily, prefixOf } from '../../../base/ip.ts';
import { lastPer } from '../../../base/remember.ts';
import { addressingOf, addressOf, isFamilyOn, subnetsOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork, ComposeService, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { enginePools } from '../../../docker/pools.ts';
import { dockerHas } from '../../../docker/version.ts';
import { UNIQUE_LOCAL } from '../../../facts/allocation.ts';
import type { Host } from '../../../host/host.ts';
import { valueAt } from '../../../syntax/located.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import { connections, familyName, inFile, related, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

/** From here on the Engine takes a static address in a subnet that it chose itself. */
const ANY_SUBNET_SINCE = '29.1';
/** What a network of that family gets when a subnet is added around one address. */
const USUAL_LENGTH: Readonly<Record<IpFamily, number>> = { 4: 24, 6: 64 };

export default defineRule<'host'>({
  id: 'compose/static-address-without-subnet',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'A fixed address on a network whose subnet is left to Docker',
  check(host, report, context) {
    const version = context.settings.versions.docker;
    const accepted = dockerHas(version, ANY_SUBNET_SINCE);
    for (const { service, network, text, address } of host.compose.flatMap((project) => onChosenSubnets(project, version))) {
      const { family } = address;
      const possible = accepted && !isOutOfReach(address, host);
      const containers = `the containers of "${service.name}"`;
      const outcome = possible
        ? `Docker chooses one when it creates the network, and ${containers} start only if that holds the address`
        : accepted
          ? `Docker chooses one from its pools, none of which holds the address, so ${containers} do not start`
          : `the Engine refuses fixed addresses there, so ${containers} do not start`;
      report({
        file: text.at.file,
        range: text.at.range,
        severity: possible ? 'warning' : whenRun(service),
        message: `Network "${network.key}" has no ${familyName(family)} subnet of its own: ${outcome}. Give it a subnet under ipam.`,
        related: related(`network "${network.key}"`, network.keyAt),
        fixes: subnetFix(network, formatPrefix(prefixOf(address, USUAL_LENGTH[family])), context),
      });
    }
  },
});

interface FixedAddress {
  readonly service: ComposeService;
  readonly network: ComposeNetwork;
  readonly text: Text;
  readonly address: IpAddress;
}

/** Fixed addresses on networks whose subnet of that family Docker chooses. */
const onChosenSubnets = lastPer((project: ComposeProject, version: string | undefined): readonly FixedAddress[] =>
  connections(project).flatMap(({ service, connection, network }) => {
    if (!network || (network.external && network.external.on !== false)) return [];
    const addressing = addressingOf(network);
    if (!addressing.subnetsKnown) return [];
    return ([4, 6] as const).flatMap((family) => {
      const text = family === 4 ? connection.ipv4 : connection.ipv6;
      const address = addressOf(text);
      if (!text || address?.family !== family || isFamilyOn(addressing, family) !== true) return [];
      const fixed = subnetsOf(addressing, family).filter(({ unspecified }) => !unspecified || !dockerHas(version, '29'));
      return fixed.length > 0 ? [] : [{ service, network, text, address }];
    });
  }),
);

/** True when no pool of the daemon holds the address. Without a pool for IPv6, Docker takes unique local addresses. */
function isOutOfReach(address: IpAddress, { engine }: Host): boolean {
  if (engine.isUnknown('default-address-pools')) return false;
  const pools = enginePools(engine, address.family).map(({ prefix }) => prefix);
  const space = pools.length === 0 && address.family === 6 ? [UNIQUE_LOCAL.space] : pools;
  return !space.some((prefix) => contains(prefix, address));
}

/** Adds `ipam` with the subnet around the address; none when there is an `ipam` already or the network is not written out. */
function subnetFix(network: ComposeNetwork, subnet: string, context: RuleContext): readonly Fix[] {
  const { keyAt, value } = network;
  if (!keyAt || !value || valueAt(value, 'ipam') || value.file !== keyAt.file) return [];
  const text = context.textOf(keyAt.file);
  if (text === undefined) return [];
  const entry = { key: network.key, keyRange: keyAt.range, keyFile: keyAt.file, value };
  const edit =
    addTo(text, entry, 'ipam', `\n  config:\n    - subnet: ${quoted(subnet)}`) ??
    addTo(text, entry, 'ipam', `{config: [{subnet: ${quoted(subnet)}}]}`);
  return edit
    ? [{ title: `Give the network the subnet ${subnet}`, safety: 'safe', preferred: true, edits: inFile(keyAt.file, edit) }]
    : [];
}

function quoted(subnet: string): string {
  return subnet.includes(':') ? `"${subnet}"` : subnet;
}
