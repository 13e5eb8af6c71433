import type { IpFamily } from '../../base/ip.ts';
import { firewallConfig, firewallIsUnknown } from '../../docker/firewall/config.ts';
import { builtinNeed, DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import type { Host } from '../host.ts';

/** A table in which Docker keeps rules on a host. */
export interface DockerTable {
  readonly family: 'ip' | 'ip6';
  readonly name: string;
  /** Others may keep rules in it too: it is one of iptables' tables. */
  readonly shared: boolean;
}

const KEYWORDS: Readonly<Record<IpFamily, 'ip' | 'ip6'>> = { 4: 'ip', 6: 'ip6' };

/** True when files of the host say that Docker runs there. */
export function runsDocker(host: Host): boolean {
  return host.daemon.length > 0 || host.compose.length > 0 || host.networks.length > 0;
}

/** The tables that Docker fills on a host: none where it does not run, keeps off the firewall, or it cannot be known. */
export function dockerTables(host: Host): DockerTable[] {
  const { engine } = host;
  if (!runsDocker(host) || firewallIsUnknown(engine) || engine.firewallBackend === 'iptables-legacy') return [];
  const { backend, families } = firewallConfig(engine);
  const names = backend === 'nftables' ? [DOCKER_TABLES.nftables.table] : DOCKER_TABLES.iptables.tables;
  return ([4, 6] as const).flatMap((family) =>
    families[family] ? names.map((name) => ({ family: KEYWORDS[family], name, shared: backend === 'iptables' })) : [],
  );
}

/** True for a chain of one of its tables that Docker needs as it leaves it; the chains of its user and those it does not know are not. */
export function isDockerChain({ name: table, shared }: DockerTable, chain: string): boolean {
  if (!shared) return true;
  const { iptables } = DOCKER_TABLES;
  if (chain === iptables.userChain) return false;
  return (
    builtinNeed(table, chain) !== undefined || iptables.chains.some((known) => known.table === table && known.name === chain)
  );
}
