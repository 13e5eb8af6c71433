import { type IpAddress, type IpFamily, parseIp } from '../../base/ip.ts';
import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import type { DockerEngine } from '../engine.ts';
import { parseUintAnyBase } from '../go/strconv.ts';
import { dockerHas } from '../version.ts';

/** A firewall mark that Docker accepts; without a mask all bits count. */
export interface AcceptedMark {
  readonly mark: number;
  readonly mask: number | undefined;
}

/** What of a daemon's options decides about the firewall rules that it writes. */
export interface FirewallConfig {
  readonly backend: 'iptables' | 'nftables';
  /** The Docker version; undefined means the newest. */
  readonly version: string | undefined;
  /** Families in which Docker writes rules at all. */
  readonly families: Readonly<Record<IpFamily, boolean>>;
  /** docker-proxy runs: it answers where NAT does not, and packets of a network to its own published ports are not translated. */
  readonly userlandProxy: boolean;
  /** Packets to a container's own address may come from any interface. */
  readonly allowDirectRouting: boolean;
  readonly acceptMark: AcceptedMark | undefined;
  /** dockerd looks after IP forwarding: turns it on (iptables), or refuses to start without it (nftables). */
  readonly forwarding: boolean;
  /** When dockerd turns forwarding on, it sets the policy of FORWARD to drop. */
  readonly forwardDrop: boolean;
}

/** Rules of the series before 29: networks are kept apart by DOCKER-ISOLATION-*, and published ports of other networks go through docker-proxy. */
export function hasIsolationChains(config: FirewallConfig): boolean {
  return config.version !== undefined && !dockerHas(config.version, DOCKER_TABLES.iptables.noIsolationSince);
}

const DECIDING = [
  'iptables',
  'ip6tables',
  'userland-proxy',
  'allow-direct-routing',
  'bridge-accept-fwmark',
  'ip-forward',
  'ip-forward-no-drop',
  'firewall-backend',
];

/** True when something that decides about the rules cannot be known from the files. */
export function firewallIsUnknown(engine: DockerEngine): boolean {
  return DECIDING.some((key) => engine.settings(key).some(({ value }) => value === undefined));
}

/** The firewall configuration of a daemon. */
export function firewallConfig(engine: DockerEngine): FirewallConfig {
  return {
    backend: engine.firewallBackend === 'nftables' ? 'nftables' : 'iptables',
    version: engine.version,
    families: { 4: engine.isOn('iptables'), 6: engine.isOn('ip6tables') },
    userlandProxy: engine.isOn('userland-proxy'),
    allowDirectRouting: engine.isOn('allow-direct-routing'),
    acceptMark: readMark(engine.text('bridge-accept-fwmark')?.value),
    forwarding: engine.isOn('ip-forward'),
    forwardDrop: !engine.isOn('ip-forward-no-drop'),
  };
}

/** Reads `MARK[/MASK]` as dockerd does; undefined when there is none or it is wrong. */
export function readMark(text: string | undefined): AcceptedMark | undefined {
  const [mark, mask] = (text ?? '').split('/');
  const value = parseUintAnyBase(mark ?? '', 32);
  if (value === undefined) return undefined;
  if (mask === undefined) return { mark: Number(value), mask: undefined };
  const bits = parseUintAnyBase(mask, 32);
  return bits === undefined ? undefined : { mark: Number(value), mask: Number(bits) };
}

/** The address that published ports without one are bound to; undefined: all addresses of both families. */
export function defaultBindAddress(engine: DockerEngine): IpAddress | undefined {
  const address = parseIp(engine.text('ip')?.value ?? '');
  return address === undefined || (address.family === 4 && address.value === 0n) ? undefined : address;
}
