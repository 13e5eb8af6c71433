import { contains, formatIp } from '../../../base/ip.ts';
import type { FileId } from '../../../base/paths.ts';
import { readAddress } from '../../../docker/network.ts';
import { addressConflicts } from '../../../host/plan/addresses.ts';
import { nextFreeAddress } from '../../../host/plan/free.ts';
import type { PlanAddress, PlanNetwork } from '../../../host/plan/model.ts';
import { networkWords } from '../../../host/plan/words.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-address',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'one address for two containers of a network, or one that the network keeps back',
  check(host, report, { textOf }) {
    for (const network of host.plan.networks) {
      const conflicts = addressConflicts(network);
      if (conflicts.length === 0) continue;
      const taken = takenValues(network);
      for (const { address, other } of conflicts) {
        const ip = formatIp(address.address);
        const subnet = network.subnets.find(({ prefix }) => contains(prefix, address.address));
        const free = subnet && nextFreeAddress(subnet.prefix, address.address, taken);
        if (free) taken.add(free.value);
        report({
          ...address.written.place,
          message: `${ip} in ${networkWords(network)} is wanted by "${address.owner}" and ${other.words}. The container that starts second fails with “Address already in use”; use ${free ? formatIp(free) : 'another address'}.`,
          related: [{ message: `${ip} is taken here.`, location: other.place }],
          fixes: free ? fixes(address, formatIp(free), textOf) : [],
        });
      }
    }
  },
});

/** The values of all addresses that somebody has: containers, gateways (the first address without another word), reserved ones. */
function takenValues(network: PlanNetwork): Set<bigint> {
  const out = new Set(network.addresses.map(({ address }) => address.value));
  for (const { prefix, written } of network.subnets) {
    out.add(readAddress(written?.entry.gateway)?.value ?? prefix.network + 1n);
    for (const { address } of written?.entry.reserved ?? []) {
      const ip = readAddress(address);
      if (ip) out.add(ip.value);
    }
  }
  return out;
}

function fixes({ written }: PlanAddress, ip: string, textOf: (file: FileId) => string | undefined): Fix[] {
  const { file, range } = written.place;
  const source = textOf(file)?.slice(range.start, range.end);
  if (source === undefined || source !== written.text) return [];
  return [{ title: `Use ${ip}`, safety: 'safe', preferred: true, edits: [{ file, range, newText: ip }] }];
}
