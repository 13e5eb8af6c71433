import { formatPrefix, type IpFamily, prefixOf } from '../../../base/ip.ts';
import { addressingOf, addressOf, isFamilyOn, subnetsOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork } from '../../../compose/model.ts';
import { dockerHas } from '../../../docker/version.ts';
import { valueAt } from '../../../syntax/located.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import { connections, familyName, inFile, related, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

/** From here on the Engine takes a static address in a subnet that it chose itself. */
const ANY_SUBNET_SINCE = '29.1';
/** What a network of that family gets when a subnet is added around one address. */
const USUAL_LENGTH: Readonly<Record<IpFamily, number>> = { 4: 24, 6: 64 };

export default defineRule<'compose'>({
  id: 'compose/static-address-without-subnet',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A fixed address on a network whose subnet is left to Docker',
  check(project, report, context) {
    const version = context.settings.versions.docker;
    for (const { service, connection, network } of connections(project)) {
      if (!network || (network.external && network.external.on !== false)) continue;
      const addressing = addressingOf(network);
      for (const [family, text] of [
        [4, connection.ipv4],
        [6, connection.ipv6],
      ] as const) {
        const address = addressOf(text);
        if (!text || address?.family !== family || isFamilyOn(addressing, family) !== true) continue;
        const fixed = subnetsOf(addressing, family).filter(({ unspecified }) => !unspecified || !dockerHas(version, '29'));
        if (!addressing.subnetsKnown || fixed.length > 0) continue;
        const accepted = dockerHas(version, ANY_SUBNET_SINCE);
        const outcome = accepted
          ? `Docker chooses one when it creates the network, and the containers of "${service.name}" start only if that holds the address`
          : `the Engine refuses fixed addresses there, so the containers of "${service.name}" do not start`;
        report({
          file: text.at.file,
          range: text.at.range,
          severity: accepted ? 'warning' : whenRun(service),
          message: `Network "${network.key}" has no ${familyName(family)} subnet of its own: ${outcome}. Give it a subnet under ipam.`,
          related: related(`network "${network.key}"`, network.keyAt),
          fixes: subnetFix(network, formatPrefix(prefixOf(address, USUAL_LENGTH[family])), context),
        });
      }
    }
  },
});

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
