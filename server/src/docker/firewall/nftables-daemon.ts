import { formatIp, formatPrefix, type IpFamily } from '../../base/ip.ts';
import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import { type BridgeEndpoint, type BridgeFamily, type BridgeNetwork, isAny, type PortBinding } from './bridge.ts';
import type { FirewallConfig } from './config.ts';
import { isLoopback } from './iptables-daemon.ts';
import { addressAndPort } from './iptables-rule.ts';
import type { BaseHook } from './state.ts';

const { nftables: FACTS } = DOCKER_TABLES;
const { maps: MAPS, bridgeChains: CHAINS, natChain: NAT_CHAIN } = FACTS;

/** A chain as dockerd wants it to be: rules in groups that keep their order. */
interface WantedChain {
  readonly base: BaseHook | undefined;
  readonly groups: Map<number, string[]>;
}

/** A change of one table, as dockerd hands it to nft in one transaction. */
export interface TableUpdate {
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  /** `flush`: the first one since dockerd started, which empties all chains; `replace`: the table is deleted and made again. */
  readonly mode: 'flush' | 'change' | 'replace';
  /** All maps of the table; with `replace`, with all their elements. */
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Chains that are made or filled again. */
  readonly chains: ReadonlyMap<string, { readonly base: BaseHook | undefined; readonly rules: readonly string[] }>;
  readonly deletedChains: readonly string[];
  readonly addedElements: readonly MapElement[];
  readonly deletedElements: readonly MapElement[];
}

interface MapElement {
  readonly map: string;
  readonly key: string;
  readonly verdict: string;
}

/** Runs a transaction: true when nft takes it. */
export type RunNft = (update: TableUpdate) => boolean;

/** Order of rules inside a bridge's forward chain. */
const GROUP = { first: 0, mark: 1, links: 2, icc: 3, ports: 4, last: 5 } as const;

/** One of Docker's tables: what dockerd thinks that is in it, and the changes that were not handed over yet. */
class DaemonTable {
  readonly #maps = new Map<string, Map<string, string>>();
  readonly #chains = new Map<string, WantedChain>();
  #fresh = true;
  #changed = new Set<string>();
  #deleted: string[] = [];
  #added: MapElement[] = [];
  #removed: MapElement[] = [];

  constructor(
    readonly family: IpFamily,
    private readonly run: RunNft,
  ) {}

  get keyword(): 'ip' | 'ip6' {
    return this.family === 4 ? 'ip' : 'ip6';
  }

  map(name: string): void {
    this.#maps.set(name, new Map());
  }

  chain(name: string, base?: BaseHook): void {
    this.#chains.set(name, { base, groups: new Map() });
    this.#changed.add(name);
  }

  deleteChain(name: string): void {
    this.#chains.delete(name);
    this.#changed.delete(name);
    this.#deleted.push(name);
  }

  element(map: string, key: string, verdict: string): void {
    this.#maps.get(map)?.set(key, verdict);
    this.#added.push({ map, key, verdict });
  }

  deleteElement(map: string, key: string, verdict: string): void {
    this.#maps.get(map)?.delete(key);
    this.#removed.push({ map, key, verdict });
  }

  rule(chain: string, group: number, text: string): void {
    const wanted = this.#chains.get(chain);
    if (!wanted) return;
    const rules = wanted.groups.get(group);
    if (rules) rules.push(text);
    else wanted.groups.set(group, [text]);
    this.#changed.add(chain);
  }

  /** The same container port may be published twice, and is opened once. */
  ruleOnce(chain: string, group: number, text: string): void {
    if (!this.#chains.get(chain)?.groups.get(group)?.includes(text)) this.rule(chain, group, text);
  }

  deleteRule(chain: string, group: number, text: string): void {
    const rules = this.#chains.get(chain)?.groups.get(group);
    const index = rules?.indexOf(text) ?? -1;
    if (!rules || index < 0) return;
    rules.splice(index, 1);
    this.#changed.add(chain);
  }

  /** Hands the changes over. When nft refuses them, the whole table is made again. */
  apply(): boolean {
    const update: TableUpdate = {
      ...this.#header(this.#fresh ? 'flush' : 'change'),
      chains: this.#contents([...this.#changed]),
      deletedChains: this.#deleted,
      addedElements: this.#added,
      deletedElements: this.#removed,
    };
    const done = this.run(update) || this.#replace();
    this.#fresh = false;
    this.#changed = new Set();
    [this.#deleted, this.#added, this.#removed] = [[], [], []];
    return done;
  }

  #replace(): boolean {
    return this.run({
      ...this.#header('replace'),
      chains: this.#contents([...this.#chains.keys()]),
      deletedChains: [],
      addedElements: [],
      deletedElements: [],
    });
  }

  #header(mode: TableUpdate['mode']) {
    return { family: this.keyword, table: FACTS.table, mode, maps: this.#maps };
  }

  #contents(names: readonly string[]): TableUpdate['chains'] {
    return new Map(
      names.flatMap((name) => {
        const chain = this.#chains.get(name);
        if (!chain) return [];
        const groups = [...chain.groups].sort(([a], [b]) => a - b);
        return [[name, { base: chain.base, rules: groups.flatMap(([, rules]) => rules) }] as const];
      }),
    );
  }
}

/** dockerd with the nftables backend: the transactions that it gives to nft for what happens to it. */
export class NftablesDaemon {
  readonly #tables: DaemonTable[] = [];

  constructor(
    readonly config: FirewallConfig,
    private readonly run: RunNft,
  ) {}

  /** Start: the tables with their base chains. False when nft refuses the IPv4 table. */
  start(): boolean {
    for (const family of [4, 6] as const) {
      if (!this.config.families[family]) continue;
      const table = new DaemonTable(family, this.run);
      this.#tables.push(table);
      for (const name of Object.values(MAPS)) table.map(name);
      for (const { name, ...base } of FACTS.baseChains) table.chain(name, { ...base, policy: 'accept' });
      table.chain(NAT_CHAIN);
      table.rule('filter-FORWARD', GROUP.first, `oifname vmap @${MAPS.forwardIn}`);
      table.rule('filter-FORWARD', GROUP.first, `iifname vmap @${MAPS.forwardOut}`);
      table.rule('nat-POSTROUTING', GROUP.first, `iifname vmap @${MAPS.postroutingOut}`);
      table.rule('nat-POSTROUTING', GROUP.first, `oifname vmap @${MAPS.postroutingIn}`);
      table.rule('nat-PREROUTING', GROUP.first, `fib daddr type local counter jump ${NAT_CHAIN}`);
      const loopback = family === 4 ? 'ip daddr != 127.0.0.0/8 ' : 'ip6 daddr != ::1 ';
      const skip = this.config.userlandProxy ? loopback : '';
      table.rule('nat-OUTPUT', GROUP.first, `${skip}fib daddr type local counter jump ${NAT_CHAIN}`);
      if (!table.apply() && family === 4) return false;
    }
    return true;
  }

  createNetwork(network: BridgeNetwork): boolean {
    return this.#tables.every((table) => {
      const own = network.families[table.family];
      if (!own) return true;
      const { bridge } = network;
      for (const kind of ['forwardIn', 'forwardOut', 'postroutingIn', 'postroutingOut'] as const) {
        table.chain(CHAINS[kind] + bridge);
        table.element(MAPS[kind], bridge, `jump ${CHAINS[kind]}${bridge}`);
      }
      this.#networkRules(table, network, own);
      return table.apply();
    });
  }

  addEndpoint(endpoint: BridgeEndpoint): boolean {
    return this.#eachRaw(endpoint, (table, rule) => table.rule('raw-PREROUTING', 1, rule));
  }

  removeEndpoint(endpoint: BridgeEndpoint): void {
    this.#eachRaw(endpoint, (table, rule) => table.deleteRule('raw-PREROUTING', 1, rule));
  }

  addPorts(network: BridgeNetwork, bindings: readonly PortBinding[]): boolean {
    return this.#eachPort(network, bindings, (table, chain, group, rule, once) =>
      once ? table.ruleOnce(chain, group, rule) : table.rule(chain, group, rule),
    );
  }

  removePorts(network: BridgeNetwork, bindings: readonly PortBinding[]): void {
    this.#eachPort(network, bindings, (table, chain, group, rule) => table.deleteRule(chain, group, rule));
  }

  #networkRules(table: DaemonTable, network: BridgeNetwork, own: BridgeFamily): void {
    const { bridge, internal, icc, masquerade } = network;
    const { acceptMark, userlandProxy } = this.config;
    const [forwardIn, forwardOut] = [CHAINS.forwardIn + bridge, CHAINS.forwardOut + bridge];
    const ip = table.keyword;
    for (const chain of [forwardIn, forwardOut]) table.rule(chain, GROUP.first, 'ct state established,related counter accept');
    const verdict = icc ? 'accept' : 'drop';
    if (internal) {
      table.rule(forwardIn, GROUP.first, `iifname != "${bridge}" counter drop comment "INTERNAL NETWORK INGRESS"`);
      table.rule(forwardOut, GROUP.first, `oifname != "${bridge}" counter drop comment "INTERNAL NETWORK EGRESS"`);
      table.rule(forwardIn, GROUP.icc, `counter ${verdict} comment "ICC"`);
      return;
    }
    if (acceptMark) {
      const { mark, mask } = acceptMark;
      const mask32 = mask === undefined ? '' : `& ${hex(mask)} == `;
      table.rule(forwardIn, GROUP.mark, `meta mark ${mask32}${hex(mark)} counter accept comment "ALLOW FW MARK"`);
    }
    table.rule(forwardIn, GROUP.icc, `iifname "${bridge}" counter ${verdict} comment "ICC"`);
    table.rule(forwardOut, GROUP.first, 'counter accept comment "OUTGOING"');
    table.rule(
      forwardIn,
      GROUP.last,
      own.mode === 'nat-unprotected' ? 'counter accept comment "UNPROTECTED"' : 'counter drop comment "UNPUBLISHED PORT DROP"',
    );
    const routed = own.mode === 'routed';
    if (routed) {
      const protocol = table.family === 4 ? 'ip protocol icmp' : 'meta l4proto ipv6-icmp';
      table.rule(forwardIn, GROUP.first, `${protocol} counter accept comment "ICMP"`);
    }
    const [source, comment] = own.hostAddress ? [`snat to ${formatIp(own.hostAddress)}`, 'SNAT'] : ['masquerade', 'MASQUERADE'];
    if (masquerade && !routed)
      table.rule(
        CHAINS.postroutingOut + bridge,
        GROUP.first,
        `oifname != "${bridge}" ${ip} saddr ${formatPrefix(own.subnet)} counter ${source} comment "${comment}"`,
      );
    if (!userlandProxy)
      table.rule(
        CHAINS.postroutingIn + bridge,
        GROUP.first,
        `fib saddr type local counter ${source} comment "${comment} FROM HOST"`,
      );
  }

  #eachRaw({ network, addresses }: BridgeEndpoint, act: (table: DaemonTable, rule: string) => void): boolean {
    return this.#tables.every((table) => {
      const address = addresses[table.family];
      const own = network.families[table.family];
      if (!address) return true;
      if (
        own &&
        !network.internal &&
        own.mode !== 'nat-unprotected' &&
        own.mode !== 'routed' &&
        !this.config.allowDirectRouting
      ) {
        const names = [network.bridge, ...network.trusted].map((name) => `"${name}"`);
        const interfaces = names.length === 1 ? names[0] : `{ ${names.join(', ')} }`;
        act(
          table,
          `${table.keyword} daddr ${formatIp(address)} iifname != ${interfaces} counter drop comment "DROP DIRECT ACCESS"`,
        );
      }
      return table.apply();
    });
  }

  #eachPort(
    network: BridgeNetwork,
    bindings: readonly PortBinding[],
    act: (table: DaemonTable, chain: string, group: number, rule: string, once: boolean) => void,
  ): boolean {
    if (network.internal) return true;
    const { bridge } = network;
    const { userlandProxy } = this.config;
    return this.#tables.every((table) => {
      const own = network.families[table.family];
      if (!own) return true;
      const ip = table.keyword;
      for (const { protocol, hostAddress, hostPort, address, port } of bindings) {
        if (address.family !== table.family) continue;
        const to = formatIp(address);
        if (own.mode !== 'nat-unprotected')
          act(table, CHAINS.forwardIn + bridge, GROUP.ports, `${ip} daddr ${to} ${protocol} dport ${port} counter accept`, true);
        if (hostPort === undefined) continue;
        if (hostAddress.family === table.family) {
          const from = userlandProxy ? `iifname != "${bridge}" ` : '';
          const linkLocal = table.family === 6 ? 'ip6 saddr != fe80::/10 ' : '';
          const on = isAny(hostAddress) ? '' : `${ip} daddr ${formatIp(hostAddress)} `;
          act(
            table,
            NAT_CHAIN,
            GROUP.first,
            `${from}${linkLocal}${on}${protocol} dport ${hostPort} counter dnat to ${addressAndPort(address, port)} comment "DNAT"`,
            false,
          );
          if (!userlandProxy)
            act(
              table,
              CHAINS.postroutingIn + bridge,
              GROUP.first,
              `${ip} saddr ${to} ${ip} daddr ${to} ${protocol} dport ${port} counter masquerade comment "MASQ TO OWN PORT"`,
              true,
            );
        }
        if (table.family === 4 && hostAddress.family === 4 && isLoopback(hostAddress))
          act(
            table,
            'raw-PREROUTING',
            1,
            `iifname != "lo" ip daddr ${formatIp(hostAddress)} ${protocol} dport ${hostPort} counter drop comment "DROP REMOTE LOOPBACK"`,
            false,
          );
      }
      return table.apply();
    });
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
