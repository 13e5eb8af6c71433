import { contains, formatIp } from '../../../base/ip.ts';
import type { FileId } from '../../../base/paths.ts';
import { readAddress } from '../../../docker/network.ts';
import { nextFreeAddress } from '../../../host/plan/free.ts';
import type { PlanAddress, PlanNetwork } from '../../../host/plan/model.ts';
import { compareOwners } from '../../../host/plan/order.ts';
import { fileWords, networkWords } from '../../../host/plan/words.ts';
import type { Fix, RelatedPlace } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'host/duplicate-address',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'one address for two containers of a network, or one that the network keeps back',
  check(host, report, { textOf }) {
    for (const network of host.plan.networks) {
      const taken = takenValues(network);
      for (const { address, other } of doubled(network)) {
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

interface Other {
  readonly words: string;
  readonly place: RelatedPlace['location'];
}

/** Addresses that somebody has already, each told once: at the later one. */
function doubled(network: PlanNetwork): { address: PlanAddress; other: Other }[] {
  const taken = new Map<string, Other>();
  for (const { entry, place } of network.subnets.flatMap(({ written }) => written ?? []))
    for (const { name, address } of entry.reserved) {
      const ip = readAddress(address);
      if (ip) taken.set(formatIp(ip), { words: `kept back as "${name}" of the network`, place: address.place ?? place });
    }
  const out: { address: PlanAddress; other: Other }[] = [];
  const sorted = network.addresses
    .filter(({ always }) => always)
    .toSorted((a, b) =>
      compareOwners({ origin: network.origin, place: a.written.place }, { origin: network.origin, place: b.written.place }),
    );
  const seen = new Set<string>();
  for (const address of sorted) {
    const key = formatIp(address.address);
    const { file, range } = address.written.place;
    const other = taken.get(key);
    if (other) out.push({ address, other });
    // one text that several services share (YAML aliases) is told once
    else if (!seen.has(`${file} ${range.start} ${address.owner}`))
      taken.set(key, { words: `"${address.owner}" in ${fileWords(file)}`, place: address.written.place });
    seen.add(`${file} ${range.start} ${address.owner}`);
  }
  return out;
}

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
