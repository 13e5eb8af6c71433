import { driverOption } from '../../../docker/network.ts';
import { EXCLUSIVE_PARENTS, PASSTHRU, SHARED_PARENT_SINCE } from '../../../facts/network-options.ts';
import type { Host } from '../../../host/host.ts';
import type { PlanNetwork } from '../../../host/plan/model.ts';
import { compareOwners } from '../../../host/plan/order.ts';
import { inFile, networkWords, relatedPlace } from '../../../host/plan/words.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-parent',
  scope: 'host',
  severity: 'error',
  fix: 'none',
  summary: 'macvlan or ipvlan networks that cannot share their parent interface',
  check(host, report) {
    const users = new Map<string, PlanNetwork[]>();
    for (const { network, parent, place } of onParents(host)) {
      const others = users.get(parent) ?? [];
      users.set(parent, [...others, network]);
      const other = others.find((first) => why(host, first, network) !== undefined);
      if (!other) continue;
      const at = other.parent!.place;
      report({
        ...place,
        message: `${networkWords(network)} wants the parent "${parent}", which ${networkWords(other)}${inFile(at.file, place.file)} uses. ${why(host, other, network)}; give it another parent, such as a VLAN of the interface.`,
        related: relatedPlace(`"${parent}" is used here.`, at),
      });
    }
  },
});

function onParents(host: Host) {
  return host.plan.networks
    .flatMap((network) => {
      const written = network.parent;
      const exclusive = network.driver !== undefined && Object.hasOwn(EXCLUSIVE_PARENTS, network.driver);
      return exclusive && written?.text && network.always && !network.external
        ? [{ network, parent: written.text, origin: network.origin, place: written.place }]
        : [];
    })
    .sort(compareOwners);
}

/** What happens with two networks on one parent, or undefined when they go together. */
function why(host: Host, a: PlanNetwork, b: PlanNetwork): string | undefined {
  if (a.driver !== b.driver)
    return `An interface carries either macvlan or ipvlan, so the containers of one of them do not start`;
  const since = SHARED_PARENT_SINCE[a.driver!];
  if (since === undefined || !host.engine.has(since))
    return `Docker takes only one ${a.driver} network per parent and refuses the second`;
  return [a, b].some(isPassthru)
    ? 'In mode passthru the parent belongs to one network alone, and Docker refuses the second'
    : undefined;
}

function isPassthru(network: PlanNetwork): boolean {
  return network.declarations.some((declaration) => driverOption(declaration, PASSTHRU.option)?.text === PASSTHRU.value);
}
