import { IPTABLES_BUILTINS } from '../../facts/docker-firewall.ts';
import type { IptablesCall } from './iptables-daemon.ts';
import type { RulesetState, StateChain, StateRule, StateTable } from './state.ts';

const NO_CHAIN = 'iptables: No chain/target/match by that name.';

/**
 * iptables-nft on a ruleset: does what a call asks for, as far as Docker's calls go. It sees the tables of its family that have
 * iptables' names, in them the chains without a hook and the base chains that are exactly its builtin ones.
 */
export class IptablesProgram<S> {
  constructor(private readonly state: RulesetState<S>) {}

  /** Undefined when the call succeeds, else the message. */
  run(call: IptablesCall): string | undefined {
    const family = call.family === 4 ? 'ip' : 'ip6';
    const table = this.state.table(family, call.table);
    const chain = table && visibleChain(table, call.chain);
    switch (call.operation) {
      case 'list':
        return list(call, chain);
      case 'new-chain':
        if (table?.chains.has(call.chain))
          return chain ? 'iptables: Chain already exists.' : `CHAIN_USER_ADD failed (File exists): chain ${call.chain}`;
        this.state.addTable(family, call.table).chains.set(call.chain, { base: undefined, rules: [] });
        return undefined;
      case 'flush':
        if (!chain) return NO_CHAIN;
        chain.rules = [];
        return undefined;
      case 'delete-chain':
        return table && chain ? deleteChain(table, call.chain, chain) : NO_CHAIN;
      case 'check':
        return typeof find(call, table, chain) === 'number' ? undefined : NO_CHAIN;
      case 'delete': {
        const index = find(call, table, chain);
        if (typeof index !== 'number') return index;
        chain?.rules.splice(index, 1);
        return undefined;
      }
      default:
        return this.#write(call, family);
    }
  }

  /** append, insert, policy: a builtin chain that is missing is made. */
  #write(call: IptablesCall, family: string): string | undefined {
    const table = this.state.addTable(family, call.table);
    if (call.rule && !targetExists(table, call.rule.nft)) return `Chain does not exist`;
    const chain = visibleChain(table, call.chain) ?? makeBuiltin(table, call.chain);
    if (typeof chain === 'string') return chain;
    if (call.operation === 'policy-drop' || call.operation === 'policy-accept') {
      if (chain.base) chain.base = { ...chain.base, policy: call.operation === 'policy-drop' ? 'drop' : 'accept' };
      return undefined;
    }
    const { spec, nft } = call.rule!;
    const rule: StateRule<S> = { text: nft, reading: { spec, listed: true }, jumps: jumpsIn(nft), source: undefined };
    if (call.operation === 'insert') chain.rules.unshift(rule);
    else chain.rules.push(rule);
    return undefined;
  }
}

/** A chain as iptables sees it: one without a hook, or a base chain that is exactly the builtin of that name. */
function visibleChain<S>(table: StateTable<S>, name: string): StateChain<S> | undefined {
  const chain = table.chains.get(name);
  if (!chain?.base) return IPTABLES_BUILTINS[table.name]?.[name] ? undefined : chain;
  const builtin = IPTABLES_BUILTINS[table.name]?.[name];
  const { type, hook, priority } = chain.base;
  return builtin && builtin[0] === type && builtin[1] === hook && builtin[2] === priority ? chain : undefined;
}

function makeBuiltin<S>(table: StateTable<S>, name: string): StateChain<S> | string {
  const builtin = IPTABLES_BUILTINS[table.name]?.[name];
  if (!builtin) return NO_CHAIN;
  const [type, hook, priority] = builtin;
  const taken = table.chains.get(name);
  if (taken) {
    const why = taken.base && taken.base.type !== type ? 'File exists' : 'Operation not supported';
    return `CHAIN_ADD failed (${why}): chain ${name}`;
  }
  const chain: StateChain<S> = { base: { type, hook, priority, policy: 'accept' }, rules: [] };
  table.chains.set(name, chain);
  return chain;
}

function list<S>(call: IptablesCall, chain: StateChain<S> | undefined): string | undefined {
  if (!chain) return NO_CHAIN;
  return chain.rules.every(({ reading }) => reading.listed && reading.spec !== undefined)
    ? undefined
    : `chain \`${call.chain}' in table \`${call.table}' is incompatible, use 'nft' tool.`;
}

/** The index of a rule by its specification: rules are parsed in order until one is the same, and one that cannot be parsed ends it. */
function find<S>(call: IptablesCall, table: StateTable<S> | undefined, chain: StateChain<S> | undefined): number | string {
  if (!table || !chain || !call.rule || !targetExists(table, call.rule.nft)) return NO_CHAIN;
  for (const [index, { reading }] of chain.rules.entries()) {
    if (reading.spec === undefined) return 'Parsing nftables rule failed';
    if (reading.spec === call.rule.spec) return index;
  }
  return 'iptables: Bad rule (does a matching rule exist in that chain?).';
}

function deleteChain<S>(table: StateTable<S>, name: string, chain: StateChain<S>): string | undefined {
  if (chain.rules.length > 0) return 'CHAIN_DEL failed (Directory not empty)';
  for (const other of table.chains.values())
    if (other.rules.some(({ jumps }) => jumps.includes(name))) return 'CHAIN_DEL failed (Device or resource busy)';
  table.chains.delete(name);
  return undefined;
}

/** The chains that a rule of Docker's jumps to. */
export function jumpsIn(nft: string): string[] {
  const chain = / jump (\S+)$/.exec(` ${nft}`)?.[1];
  return chain === undefined ? [] : [chain];
}

function targetExists<S>(table: StateTable<S>, nft: string): boolean {
  return jumpsIn(nft).every((name) => {
    const chain = table.chains.get(name);
    return chain !== undefined && chain.base === undefined;
  });
}
