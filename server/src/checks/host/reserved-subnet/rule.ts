import { formatPrefix, overlaps } from '../../../base/ip.ts';
import { writtenPools } from '../../../docker/pools.ts';
import type { Host } from '../../../host/host.ts';
import { nextFreeSubnet } from '../../../host/plan/free.ts';
import type { ReservedSpace } from '../../../host/plan/model.ts';
import { probableSubnets, reservedUses } from '../../../host/plan/overlaps.ts';
import { renumber } from '../../../host/plan/renumber.ts';
import { networkWords, relatedPlace, subnetWords } from '../../../host/plan/words.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'host/reserved-subnet',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: 'a Docker network inside address space that is not for Docker: a LAN, a VPN',
  check(host, report, { textOf }) {
    const { plan } = host;
    const spaces = plan.reserved.filter(({ kind }) => kind !== 'interface');
    if (spaces.length === 0) return;
    for (const { subnet, reserved } of reservedUses({ ...plan, reserved: spaces })) {
      if (subnet.place.file === '') continue;
      const to = nextFreeSubnet(plan, subnet.prefix);
      const edits = to && renumber(subnet, to, textOf);
      report({
        ...subnet.place,
        message: `${subnetWords(subnet)} overlaps ${spaceWords(reserved)}. Docker's route takes that traffic to its bridge, so the other side is out of reach; use ${to ? formatPrefix(to) : 'another subnet'}.`,
        related: related(reserved),
        fixes: to && edits ? [{ title: `Move to ${formatPrefix(to)}`, safety: 'safe', preferred: true, edits }] : [],
      });
    }
    checkPools(host, spaces, report);
    checkProbable(host, spaces, report);
  },
});

function spaceWords({ prefix, name, kind }: ReservedSpace): string {
  const space = formatPrefix(prefix);
  if (kind === 'defined') return `${space}, which the firewall calls ${name}`;
  return name === space ? `the reserved ${space}` : `${space}, reserved for ${name}`;
}

function related({ place, name }: ReservedSpace) {
  return place ? relatedPlace(`${name} is defined here.`, place) : [];
}

/** Configured pools that reach into reserved space: sooner or later Docker takes a subnet there. */
function checkPools(host: Host, spaces: readonly ReservedSpace[], report: (found: Report) => void): void {
  for (const { pool, base } of writtenPools(host.engine)) {
    const reserved = pool && spaces.find(({ prefix }) => overlaps(prefix, pool.prefix));
    if (!base || !reserved) continue;
    report({
      file: base.file,
      range: base.range,
      message: `This pool overlaps ${spaceWords(reserved)}. Docker will give networks subnets there; use another base.`,
      related: related(reserved),
    });
  }
}

/** Networks without a subnet that Docker will probably put into reserved space. */
function checkProbable(host: Host, spaces: readonly ReservedSpace[], report: (found: Report) => void): void {
  if (host.engine.settings('default-address-pools').length > 0) return;
  for (const family of [4, 6] as const)
    for (const [network, prefix] of probableSubnets(host.plan, family)) {
      const reserved = spaces.find((space) => overlaps(space.prefix, prefix));
      if (!reserved) continue;
      report({
        ...network.place,
        message: `Docker will probably give ${networkWords(network)} ${formatPrefix(prefix)}, which overlaps ${spaceWords(reserved)}. The other side is then out of reach; give the network a subnet, or set "default-address-pools" in daemon.json.`,
        related: related(reserved),
      });
    }
}
