import { formatPrefix, type IpPrefix } from '../../../base/ip.ts';
import { nextFreeSubnet } from '../../../host/plan/free.ts';
import type { AddressPlan, PlanSubnet } from '../../../host/plan/model.ts';
import { racedSubnets, reservedUses, type SubnetConflict, subnetConflicts } from '../../../host/plan/overlaps.ts';
import { renumber } from '../../../host/plan/renumber.ts';
import { networkWords, relatedPlace, subnetWords } from '../../../host/plan/words.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'host/subnet-overlap',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'networks whose addresses overlap: the engine or the routing cannot hold them together',
  check(host, report, context) {
    const { plan } = host;
    const mover = new Mover(plan, context);
    const conflicts = subnetConflicts(plan);
    const told = new Set(conflicts.flatMap(({ subnet, others }) => [subnet, ...others]));
    const guessed = BRIDGE_SETTINGS.some((key) => host.engine.isUnknown(key));
    for (const conflict of conflicts) report(ofConflict(conflict, mover, guessed));
    for (const { subnet, reserved } of reservedUses(plan)) {
      if (reserved.kind !== 'interface' || told.has(subnet)) continue;
      const { free, fixes } = mover.away(subnet);
      report({
        ...subnet.place,
        message: `${subnetWords(subnet)} overlaps ${formatPrefix(reserved.prefix)}, the subnet of ${reserved.name} on the host. Docker creates it all the same, and then the host sends packets for that subnet into the wrong one; use ${free ?? 'another one'}.`,
        fixes,
      });
    }
    for (const subnet of racedSubnets(plan)) {
      if (told.has(subnet)) continue;
      const { free, fixes } = mover.away(subnet);
      report({
        ...subnet.place,
        severity: 'warning',
        message: `${subnetWords(subnet)} lies where Docker takes subnets for networks without one. If such a network is created first, this one is refused; use ${free ?? 'another one'}, or give Docker other pools.`,
        fixes,
      });
    }
  },
});

/** What decides the subnet of docker0. */
const BRIDGE_SETTINGS = ['bip', 'fixed-cidr', 'bridge', 'default-address-pools'];

/** @param guessed nobody can say how the daemon is configured: what it usually has is a guess */
function ofConflict({ subnet, others }: SubnetConflict, mover: Mover, guessed: boolean): Report {
  const { free, fixes } = mover.away(subnet);
  const first = others[0]!;
  const certain = others.some((other) => other.certain);
  const effect = certain
    ? 'Docker refuses the network that is created second'
    : `Unless the daemon is told otherwise, ${networkWords(first.network)} has that subnet and Docker refuses this network`;
  return {
    ...subnet.place,
    severity: certain || !guessed ? 'error' : 'warning',
    message: `${subnetWords(subnet)} overlaps ${subnetWords(first, subnet.place.file)}. ${effect}; use ${free ?? 'another subnet'}.`,
    related: others.flatMap((other) => relatedPlace(`${subnetWords(other)} is here.`, other.place)),
    fixes,
  };
}

/** Finds free subnets, a different one for each that has to move. */
class Mover {
  readonly #given: IpPrefix[] = [];

  constructor(
    private readonly plan: AddressPlan,
    private readonly context: RuleContext,
  ) {}

  away(subnet: PlanSubnet): { free: string | undefined; fixes: Fix[] } {
    const to = nextFreeSubnet(this.plan, subnet.prefix, this.#given);
    if (!to) return { free: undefined, fixes: [] };
    this.#given.push(to);
    const free = formatPrefix(to);
    const edits = this.#shared(subnet) ? undefined : renumber(subnet, to, (file) => this.context.textOf(file));
    return { free, fixes: edits ? [{ title: `Move to ${free}`, safety: 'safe', preferred: true, edits }] : [] };
  }

  /** True when the text also gives another network its subnet (YAML aliases). */
  #shared(subnet: PlanSubnet): boolean {
    const { file, range } = subnet.place;
    return this.plan.subnets.some(
      (other) => other !== subnet && other.place.file === file && other.place.range.start === range.start,
    );
  }
}
