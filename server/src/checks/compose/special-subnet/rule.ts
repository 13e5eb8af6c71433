import { containsPrefix, formatPrefix, type IpPrefix, overlaps, parsePrefix } from '../../../base/ip.ts';
import { addressingOf, optionOf } from '../../../compose/addressing.ts';
import facts from '../../../facts/addresses.json' with { type: 'json' };
import { GATEWAY_MODE_OPTIONS } from '../../../facts/network-options.ts';
import { ownNetworks } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

interface Special {
  readonly prefix: IpPrefix;
  readonly meaning: string;
}

const SPECIAL: readonly Special[] = facts.special.map(({ prefix, meaning }) => ({
  prefix: parsePrefix(prefix)!.prefix,
  meaning,
}));
const WHOLE: readonly IpPrefix[] = facts.privateBlocks.map((prefix) => parsePrefix(prefix)!.prefix);
const PRIVATE: readonly IpPrefix[] = facts.private.map((prefix) => parsePrefix(prefix)!.prefix);

export default defineRule<'compose'>({
  id: 'compose/special-subnet',
  scope: 'compose',
  severity: 'warning',
  fix: 'none',
  summary: 'A subnet in address space that is not meant for networks of one host: loopback, multicast, public addresses',
  check(project, report) {
    for (const network of ownNetworks(project)) {
      const { driver, subnets } = addressingOf(network);
      for (const { prefix, text, unspecified } of subnets) {
        if (unspecified || prefix.family !== 4) continue;
        const special = SPECIAL.find((candidate) => overlaps(candidate.prefix, prefix));
        const isPublic = !special && !PRIVATE.some((space) => containsPrefix(space, prefix));
        // Addresses that the provider routes to this host are public and right: macvlan, ipvlan, and bridges without NAT.
        const routed = driver?.name !== 'bridge' || optionOf(network, GATEWAY_MODE_OPTIONS[4]) !== undefined;
        const whole = driver?.name === 'bridge' && WHOLE.some((space) => containsPrefix(prefix, space));
        if (!special && !whole && (!isPublic || routed)) continue;
        const why = special
          ? `lies in ${formatPrefix(special.prefix)} (${special.meaning})`
          : whole
            ? 'takes a whole private block: every LAN and VPN in it is out of reach for this host'
            : 'lies in public address space: the hosts that own these addresses cannot be reached from here any more';
        const advice = whole ? 'a small part of it' : 'a private subnet instead';
        report({
          file: text.at.file,
          range: text.at.range,
          message: `${formatPrefix(prefix)} of network "${network.key}" ${why}. The Engine accepts it; take ${advice}.`,
        });
      }
    }
  },
});
