import { type IpFamily, width } from '../../../base/ip.ts';
import { type AddressPool, countFree, describePool, writtenPools } from '../../../docker/pools.ts';
import type { Host } from '../../../host/host.ts';
import { automaticNetworks } from '../../../host/plan/overlaps.ts';
import { networkWords } from '../../../host/plan/words.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'docker/address-pool-exhausted',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: 'more networks on the host than its address pools can give subnets',
  check(host, report) {
    const { plan, engine } = host;
    for (const family of [4, 6] as const) {
      const networks = automaticNetworks(plan, family);
      const pools = plan.pools.filter(({ prefix }) => prefix.family === family);
      if (networks.length === 0 || pools.length === 0) continue;
      const taken = plan.subnets.filter(({ network }) => network.space === 'local').map(({ prefix }) => prefix);
      const free = countFree(pools, taken, networks.length);
      if (free >= networks.length) continue;
      const last = networks[free]!;
      const setting = engine.setting('default-address-pools');
      const given = setting ? pools.map(describePool).join(', ') : "Docker's own pools";
      report({
        ...(setting?.place ?? last.place),
        message: `${networks.length} networks want a subnet from the IPv${family} pools, but ${given} ${setting && pools.length === 1 ? 'has' : 'have'} only ${free} left. ${networkWords(last)} and what comes after it is refused; ${setting ? 'cut the pools into smaller subnets' : 'set "default-address-pools" in daemon.json'}, or give networks a subnet.`,
        related: setting ? [{ message: 'This network gets no subnet.', location: last.place }] : [],
        fixes: setting ? fixes(host, family, networks.length) : [],
      });
    }
  },
});

/** Hosts in the smallest subnet that is proposed. */
const LONGEST = { 4: 28, 6: 64 } as const;

/** Longer subnets in the configured pools, until there are enough. */
function fixes(host: Host, family: IpFamily, wanted: number): Fix[] {
  const written = writtenPools(host.engine).filter(({ pool, size }) => pool?.prefix.family === family && size?.kind === 'scalar');
  const taken = host.plan.subnets.map(({ prefix }) => prefix);
  for (let more = 1; more <= width(family); more++) {
    const longer = written.map((entry) => ({
      ...entry,
      bits: Math.min(Math.max(LONGEST[family], entry.pool!.size), entry.pool!.size + more),
    }));
    const pools: AddressPool[] = longer.map(({ pool, bits }) => ({ prefix: pool!.prefix, size: bits }));
    // docker0 shrinks with them
    if (countFree(pools, taken, wanted + 1) > wanted || countFree(pools, [], wanted + taken.length + 1) > wanted + taken.length) {
      const edits = longer.map(({ size, bits }) => ({ file: size!.file, range: size!.range, newText: String(bits) }));
      const title = `Cut into /${[...new Set(longer.map(({ bits }) => bits))].join(', /')} subnets`;
      return [{ title, safety: 'safe', preferred: true, edits }];
    }
    if (longer.every(({ pool, bits }) => bits < pool!.size + more)) return [];
  }
  return [];
}
