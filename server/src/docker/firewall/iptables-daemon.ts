import type { IpFamily, IpPrefix } from '../../base/ip.ts';
import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import { type BridgeEndpoint, type BridgeFamily, type BridgeNetwork, isAny, type PortBinding } from './bridge.ts';
import { type FirewallConfig, hasIsolationChains } from './config.ts';
import {
  ACCEPT,
  DROP,
  type IptablesMatch,
  type IptablesRule,
  type IptablesTarget,
  iptablesRule,
  is,
  isNot,
  jumpTo,
  MASQUERADE,
  RETURN,
  single,
} from './iptables-rule.ts';

/** One call of iptables (family 4) or ip6tables (family 6). */
export interface IptablesCall {
  readonly family: IpFamily;
  readonly table: string;
  readonly operation:
    | 'list'
    | 'new-chain'
    | 'append'
    | 'insert'
    | 'check'
    | 'delete'
    | 'policy-drop'
    | 'policy-accept'
    | 'flush'
    | 'delete-chain';
  readonly chain: string;
  readonly rule?: IptablesRule;
}

/** Runs iptables: undefined when it succeeds, else what it prints. */
export type RunIptables = (call: IptablesCall) => string | undefined;

/** An attempt that failed, as dockerd words it. */
export type Failure = string | undefined;

const DOCKER = 'DOCKER';
const FORWARD = 'DOCKER-FORWARD';
const BRIDGE = 'DOCKER-BRIDGE';
const CT = 'DOCKER-CT';
const INTERNAL = 'DOCKER-INTERNAL';
const STAGE1 = 'DOCKER-ISOLATION-STAGE-1';
const STAGE2 = 'DOCKER-ISOLATION-STAGE-2';
const LOOPBACK: Readonly<Record<IpFamily, IpPrefix>> = {
  4: { family: 4, network: 0x7f000000n, bits: 8 },
  6: { family: 6, network: 1n, bits: 128 },
};
const LINK_LOCAL: IpPrefix = { family: 6, network: 0xfe80n << 112n, bits: 10 };

/**
 * dockerd with the iptables backend: which calls of iptables it makes for what happens to it, and what it does when one of them
 * fails. It knows nothing of the ruleset but what iptables answers.
 */
export class IptablesDaemon {
  constructor(
    readonly config: FirewallConfig,
    private readonly run: RunIptables,
  ) {}

  get #families(): IpFamily[] {
    return ([4, 6] as const).filter((family) => this.config.families[family]);
  }

  /** Start: chains and jumps. A failure in IPv4 ends the daemon, one in IPv6 is logged only. */
  start(): { readonly failure: Failure; readonly warning: Failure } {
    let warning: Failure;
    for (const family of this.#families) {
      this.#removeChains(family);
      const failure = this.#setUpChains(family);
      if (failure !== undefined && family === 4) return { failure, warning };
      warning ??= failure;
    }
    return { failure: undefined, warning };
  }

  /** After the default network is made: the jump to the user's chain. A failure is a warning in the log, and there is no jump. */
  setUpUserChain(): Failure {
    let warning: Failure;
    for (const family of this.#families) {
      const chain = DOCKER_TABLES.iptables.userChain;
      const failure = this.#newChain(family, 'filter', chain) ?? this.#ensureJump(family, 'FORWARD', chain);
      warning ??= failure;
    }
    return warning;
  }

  /** dockerd has turned forwarding on in a family. */
  forwardingTurnedOn(family: IpFamily): Failure {
    if (!this.config.families[family] || !this.config.forwardDrop) return undefined;
    return this.run({ family, table: 'filter', operation: 'policy-drop', chain: 'FORWARD' });
  }

  createNetwork(network: BridgeNetwork): Failure {
    for (const family of this.#families) {
      const own = network.families[family];
      if (!own) continue;
      const failure = network.internal ? this.#internalRules(network, family, own) : this.#networkRules(network, family, own);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  addEndpoint(endpoint: BridgeEndpoint): Failure {
    return this.#eachRaw(endpoint, (call) => this.#ensure(call));
  }

  removeEndpoint(endpoint: BridgeEndpoint): void {
    this.#eachRaw(endpoint, (call) => {
      this.#remove(call);
      return undefined;
    });
  }

  addPort(network: BridgeNetwork, binding: PortBinding): Failure {
    return this.#eachPortRule(network, binding, (call) => this.#ensure(call));
  }

  removePort(network: BridgeNetwork, binding: PortBinding): void {
    this.#eachPortRule(network, binding, (call) => {
      this.#remove(call);
      return undefined;
    });
  }

  // --- start

  #removeChains(family: IpFamily): void {
    const nat = (chain: string, match: IptablesMatch) =>
      this.#remove({ family, table: 'nat', operation: 'append', chain, rule: iptablesRule(family, match, jumpTo(DOCKER)) });
    nat('PREROUTING', { local: 'destination' });
    nat('OUTPUT', { local: 'destination', destination: isNot(LOOPBACK[family]) });
    nat('OUTPUT', { local: 'destination' });
    for (const [table, chain] of [
      ['nat', DOCKER],
      ['filter', FORWARD],
      ['filter', BRIDGE],
      ['filter', DOCKER],
      ['filter', CT],
      ['filter', INTERNAL],
      ['filter', STAGE1],
      ['filter', STAGE2],
    ] as const) {
      this.run({ family, table, operation: 'flush', chain });
      this.run({ family, table, operation: 'delete-chain', chain });
    }
  }

  #setUpChains(family: IpFamily): Failure {
    const isolation = hasIsolationChains(this.config);
    const chains = [DOCKER, FORWARD, BRIDGE, CT, ...(isolation ? [STAGE1, STAGE2] : [INTERNAL])];
    let failure = this.#newChain(family, 'nat', DOCKER);
    for (const chain of chains) failure ??= this.#newChain(family, 'filter', chain);
    if (failure !== undefined) return failure;
    const jump = (chain: string, match: IptablesMatch): IptablesCall => ({
      family,
      table: 'nat',
      operation: 'append',
      chain,
      rule: iptablesRule(family, match, jumpTo(DOCKER)),
    });
    const skipLoopback: IptablesMatch = this.config.userlandProxy ? { destination: isNot(LOOPBACK[family]) } : {};
    failure =
      prefixed('failed to append jump rules to nat-PREROUTING: ', this.#ensure(jump('PREROUTING', { local: 'destination' }))) ??
      prefixed(
        'failed to append jump rules to nat-OUTPUT: ',
        this.#ensure(jump('OUTPUT', { local: 'destination', ...skipLoopback })),
      );
    if (failure !== undefined) return `failed to add jump rules to ipv${family} NAT table: ${failure}`;
    failure =
      this.#ensureJump(family, 'FORWARD', FORWARD) ??
      this.#ensureJump(family, FORWARD, BRIDGE) ??
      this.#ensureJump(family, FORWARD, isolation ? STAGE1 : INTERNAL) ??
      this.#ensureJump(family, FORWARD, CT);
    if (failure !== undefined) return failure;
    this.#remove(this.#filter(family, 'FORWARD', {}, jumpTo(STAGE1)));
    return undefined;
  }

  // --- networks

  #networkRules(network: BridgeNetwork, family: IpFamily, own: BridgeFamily): Failure {
    const { bridge, icc, masquerade } = network;
    const { acceptMark, userlandProxy } = this.config;
    const filter = (chain: string, match: IptablesMatch, target: IptablesTarget) => this.#filter(family, chain, match, target);
    const routed = own.mode === 'routed';
    const unprotected = own.mode === 'nat-unprotected';
    const source = own.hostAddress ? ({ kind: 'SNAT', address: own.hostAddress } as const) : MASQUERADE;
    const postrouting = (match: IptablesMatch): IptablesCall => ({
      family,
      table: 'nat',
      operation: 'insert',
      chain: 'POSTROUTING',
      rule: iptablesRule(family, match, source),
    });
    const steps: (() => Failure)[] = [];
    const insert = (what: string, call: IptablesCall) =>
      steps.push(() => enabling(what, this.#ensure({ ...call, operation: 'insert' })));
    const append = (what: string, call: IptablesCall) => steps.push(() => enabling(what, this.#ensure(call)));
    const remove = (call: IptablesCall) =>
      steps.push(() => {
        this.#remove(call);
        return undefined;
      });
    if (acceptMark) insert('ALLOW FW MARK', filter(FORWARD, { mark: acceptMark }, ACCEPT));
    if (masquerade && !routed) insert('NAT', postrouting({ source: is(own.subnet), out: isNot(bridge) }));
    if (hasIsolationChains(this.config) && userlandProxy && masquerade)
      insert('SKIP DNAT', {
        family,
        table: 'nat',
        operation: 'insert',
        chain: DOCKER,
        rule: iptablesRule(family, { in: is(bridge) }, RETURN),
      });
    if (!userlandProxy) insert('MASQ LOCAL HOST', postrouting({ local: 'source', out: is(bridge) }));
    else remove(postrouting({ local: 'source', out: is(bridge) }));
    this.#icc(network, family, steps);
    if (routed) append('ICMP', filter(DOCKER, { out: is(bridge), protocol: 'icmp' }, ACCEPT));
    remove(filter('FORWARD', { in: is(bridge), out: isNot(bridge) }, ACCEPT));
    if (icc) {
      append('ACCEPT OUTGOING', filter(FORWARD, { in: is(bridge) }, ACCEPT));
      remove(filter('FORWARD', { in: is(bridge) }, ACCEPT));
    } else append('ACCEPT NON_ICC OUTGOING', filter(FORWARD, { in: is(bridge), out: isNot(bridge) }, ACCEPT));
    remove(filter('FORWARD', { out: is(bridge) }, jumpTo(DOCKER)));
    remove(filter('FORWARD', { out: is(bridge), established: true }, ACCEPT));
    append('DEFAULT FWD', filter(DOCKER, { in: isNot(bridge), out: is(bridge) }, unprotected ? ACCEPT : DROP));
    append('bridge ct related', filter(CT, { out: is(bridge), established: true }, ACCEPT));
    append('jump to docker', filter(BRIDGE, { out: is(bridge) }, jumpTo(DOCKER)));
    if (hasIsolationChains(this.config)) this.#isolation(bridge, family, routed, steps);
    return runAll(steps);
  }

  #icc({ bridge, icc, internal }: BridgeNetwork, family: IpFamily, steps: (() => Failure)[]): void {
    const rule = (chain: string, target: IptablesTarget) =>
      this.#filter(family, chain, { in: is(bridge), out: is(bridge) }, target);
    steps.push(() => {
      let failure: Failure;
      if (icc && internal) failure = this.#ensure(rule(FORWARD, ACCEPT));
      else this.#remove(rule(FORWARD, ACCEPT));
      if (!icc) failure ??= this.#ensure(rule(FORWARD, DROP));
      else this.#remove(rule(FORWARD, DROP));
      this.#remove(rule('FORWARD', ACCEPT));
      this.#remove(rule('FORWARD', DROP));
      return failure;
    });
  }

  #isolation(bridge: string, family: IpFamily, routed: boolean, steps: (() => Failure)[]): void {
    const filter = (chain: string, match: IptablesMatch, target: IptablesTarget) => this.#filter(family, chain, match, target);
    const insert = (call: IptablesCall) => steps.push(() => this.#ensure({ ...call, operation: 'insert' }));
    if (routed) {
      insert(filter(STAGE1, { out: is(bridge) }, RETURN));
      insert(filter(STAGE1, { in: is(bridge), established: true }, ACCEPT));
    }
    steps.push(() => this.#ensure(filter(STAGE1, { in: is(bridge), out: isNot(bridge) }, jumpTo(STAGE2))));
    insert(filter(STAGE2, { out: is(bridge) }, DROP));
  }

  #internalRules(network: BridgeNetwork, family: IpFamily, { subnet }: BridgeFamily): Failure {
    const { bridge } = network;
    const chain = hasIsolationChains(this.config) ? STAGE1 : INTERNAL;
    const other = family === 6 ? { in: isNot(bridge), out: isNot(bridge) } : {};
    const steps: (() => Failure)[] = [];
    const insert = (what: string, match: IptablesMatch) =>
      steps.push(() => enabling(what, this.#ensure({ ...this.#filter(family, chain, match, DROP), operation: 'insert' })));
    insert('DROP INCOMING', { ...other, in: is(bridge), destination: isNot(subnet) });
    insert('DROP OUTGOING', { ...other, out: is(bridge), source: isNot(subnet) });
    this.#icc(network, family, steps);
    return runAll(steps);
  }

  // --- containers and ports

  #eachRaw({ network, addresses }: BridgeEndpoint, act: (call: IptablesCall) => Failure): Failure {
    for (const family of this.#families) {
      const address = addresses[family];
      const own = network.families[family];
      if (!address || !own || network.internal || own.mode === 'routed' || own.mode === 'nat-unprotected') continue;
      if (this.config.allowDirectRouting) continue;
      const raw = (match: IptablesMatch, target: IptablesTarget): IptablesCall => ({
        family,
        table: 'raw',
        operation: 'append',
        chain: 'PREROUTING',
        rule: iptablesRule(family, { destination: is(single(address)), ...match }, target),
      });
      for (const name of network.trusted) {
        const failure = enabling('DIRECT ACCESS FILTERING - ACCEPT', act(raw({ in: is(name) }, ACCEPT)));
        if (failure !== undefined) return failure;
      }
      const failure = enabling('DIRECT ACCESS FILTERING - DROP', act(raw({ in: isNot(network.bridge) }, DROP)));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #eachPortRule(network: BridgeNetwork, binding: PortBinding, act: (call: IptablesCall) => Failure): Failure {
    const { protocol, hostAddress, hostPort, address, port } = binding;
    const { family } = address;
    const own = network.families[family];
    if (!this.config.families[family] || !own || network.internal) return undefined;
    const { bridge } = network;
    const calls: [string, IptablesCall][] = [];
    const host = isAny(hostAddress) ? {} : { destination: is(single(hostAddress)) };
    if (hostPort !== undefined && hostAddress.family === 4 && isLoopback(hostAddress))
      calls.push([
        'LOOPBACK FILTERING - DROP',
        {
          family,
          table: 'raw',
          operation: 'append',
          chain: 'PREROUTING',
          rule: iptablesRule(family, { ...host, in: isNot('lo'), protocol, port: hostPort }, DROP),
        },
      ]);
    if (hostAddress.family === family) {
      if (hostPort !== undefined) {
        const match: IptablesMatch = {
          ...host,
          ...(this.config.userlandProxy ? { in: isNot(bridge) } : {}),
          ...(family === 6 ? { source: isNot(LINK_LOCAL) } : {}),
          protocol,
          port: hostPort,
        };
        const rule = iptablesRule(family, match, { kind: 'DNAT', address, port });
        calls.push(['DNAT', { family, table: 'nat', operation: 'append', chain: DOCKER, rule }]);
        if (!this.config.userlandProxy) {
          const own = is(single(address));
          const hairpin = iptablesRule(family, { source: own, destination: own, protocol, port }, MASQUERADE);
          calls.push(['MASQUERADE', { family, table: 'nat', operation: 'append', chain: 'POSTROUTING', rule: hairpin }]);
        }
      }
      if (own.mode !== 'nat-unprotected') {
        const match: IptablesMatch = {
          destination: is(single(address)),
          in: isNot(bridge),
          out: is(bridge),
          protocol,
          port,
        };
        calls.push(['OPEN PORT', { ...this.#filter(family, DOCKER, match, ACCEPT), operation: 'insert' }]);
      }
    }
    for (const [what, call] of calls) {
      const failure = enabling(what, act(call));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  // --- iptables

  #filter(family: IpFamily, chain: string, match: IptablesMatch, target: IptablesTarget): IptablesCall {
    return { family, table: 'filter', operation: 'append', chain, rule: iptablesRule(family, match, target) };
  }

  /** Adds a rule unless iptables says that it is there. */
  #ensure(call: IptablesCall): Failure {
    if (this.run({ ...call, operation: 'check' }) === undefined) return undefined;
    return this.#failed(call, this.run(call));
  }

  /** Deletes a rule when iptables says that it is there. */
  #remove(call: IptablesCall): void {
    if (this.run({ ...call, operation: 'check' }) === undefined) this.run({ ...call, operation: 'delete' });
  }

  #newChain(family: IpFamily, table: string, chain: string): Failure {
    if (this.run({ family, table, operation: 'list', chain }) === undefined) return undefined;
    const call: IptablesCall = { family, table, operation: 'new-chain', chain };
    const failure = this.#failed(call, this.run(call));
    return failure === undefined ? undefined : `failed to create ${chain} ipv${family} chain: ${failure}`;
  }

  /** Puts a jump on top of a chain. */
  #ensureJump(family: IpFamily, from: string, to: string): Failure {
    const call = this.#filter(family, from, {}, jumpTo(to));
    this.#remove(call);
    const failure = this.#failed({ ...call, operation: 'insert' }, this.run({ ...call, operation: 'insert' }));
    return failure === undefined ? undefined : `unable to insert jump to ${to} rule in ${from} chain: ${failure}`;
  }

  #failed(call: IptablesCall, answer: string | undefined): Failure {
    return answer === undefined ? undefined : `(iptables failed: ${commandLine(call)}: ${answer})`;
  }
}

const LETTERS: Readonly<Record<IptablesCall['operation'], string>> = {
  list: '-n -L',
  'new-chain': '-N',
  append: '-A',
  insert: '-I',
  check: '-C',
  delete: '-D',
  'policy-drop': '-P',
  'policy-accept': '-P',
  flush: '-F',
  'delete-chain': '-X',
};

/** A call as a user would type it. */
export function commandLine({ family, table, operation, chain, rule }: IptablesCall): string {
  const program = family === 4 ? 'iptables' : 'ip6tables';
  const policy = /^policy-(.*)$/.exec(operation)?.[1]?.toUpperCase();
  const what = policy ? `${chain} ${policy}` : rule ? `${chain} ${rule.spec}` : chain;
  return `${program} --wait${table === 'filter' ? '' : ` -t ${table}`} ${LETTERS[operation]} ${what}`;
}

function prefixed(prefix: string, failure: Failure): Failure {
  return failure === undefined ? undefined : prefix + failure;
}

function enabling(what: string, failure: Failure): Failure {
  return prefixed(`Unable to enable ${what} rule: `, failure);
}

function runAll(steps: readonly (() => Failure)[]): Failure {
  for (const step of steps) {
    const failure = step();
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** 127.0.0.0/8 and ::1. */
export function isLoopback(address: PortBinding['hostAddress']): boolean {
  return address.family === 4 ? address.value >> 24n === 0x7fn : address.value === 1n;
}
