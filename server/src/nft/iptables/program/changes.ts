import type { Builtin } from '../builtins.ts';
import { type KernelChain, type KernelTable, type KernelTables, withChain, withoutChain } from '../kernel.ts';
import { KernelRefusal } from './outcome.ts';

/** The table, new when it is not there. */
export function tableIn(kernel: KernelTables, family: string, name: string): KernelTable {
  return kernel.get(family, name) ?? { family, name, chains: new Map(), mapJumps: new Set() };
}

/** Makes a builtin chain that iptables does not see. The kernel refuses it when a chain of that name hangs elsewhere, or nowhere. */
export function addBuiltin(
  table: KernelTable,
  builtin: Builtin,
  policy: 'accept' | 'drop' = 'accept',
): KernelTable | KernelRefusal {
  const { name, type, hook, priority } = builtin;
  const taken = table.chains.get(name);
  if (taken) {
    const reason = taken.hook && taken.hook.type !== type ? 'File exists' : 'Operation not supported';
    return new KernelRefusal('CHAIN_ADD', reason, name);
  }
  return withChain(table, { name, hook: { type, hook, priority, policy }, rules: [] });
}

/** Makes a chain without a hook. */
export function addOwn(table: KernelTable, name: string): KernelTable | KernelRefusal {
  if (table.chains.has(name)) return new KernelRefusal('CHAIN_USER_ADD', 'File exists', name);
  return withChain(table, { name, hook: undefined, rules: [] });
}

/** Deletes chains, one after the other. One that still has rules, or that a rule or map leads to, stays, and nothing is deleted. */
export function deleteChains(table: KernelTable, names: readonly string[]): KernelTable | KernelRefusal {
  let left = table;
  let refusal: KernelRefusal | undefined;
  for (const name of names) {
    const chain = left.chains.get(name);
    if (!chain) continue;
    if (chain.rules.length > 0 || isUsed(left, name)) refusal ??= new KernelRefusal('CHAIN_DEL', 'Device or resource busy', name);
    else left = withoutChain(left, name);
  }
  return refusal ?? left;
}

function isUsed(table: KernelTable, name: string): boolean {
  if (table.mapJumps.has(name)) return true;
  return [...table.chains.values()].some(({ rules }) => rules.some(({ jumps }) => jumps.includes(name)));
}

export function withRules(table: KernelTable, chain: KernelChain, rules: KernelChain['rules']): KernelTable {
  return withChain(table, { ...chain, rules });
}
