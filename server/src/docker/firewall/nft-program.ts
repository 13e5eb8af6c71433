import { jumpsIn } from './iptables-program.ts';
import type { TableUpdate } from './nftables-daemon.ts';
import type { RulesetState, StateChain, StateTable } from './state.ts';

/** Runs one of dockerd's transactions on a ruleset, as nft would: false, and nothing changed, when something in it cannot be. */
export function runNft<S>(state: RulesetState<S>, update: TableUpdate): boolean {
  const { family, table: name, mode } = update;
  if (mode === 'replace') state.deleteTable(family, name);
  const before = state.table(family, name);
  if (before && !fits(before, update)) return false;
  const table = state.addTable(family, name);
  for (const [map, elements] of update.maps)
    if (mode === 'replace') table.maps.set(map, new Map(elements));
    else if (!table.maps.has(map)) table.maps.set(map, new Map());
  if (mode === 'flush') {
    for (const chain of table.chains.values()) chain.rules = [];
    for (const map of update.maps.keys()) table.maps.set(map, new Map());
  }
  for (const { map, key } of update.deletedElements) table.maps.get(map)?.delete(key);
  for (const chain of update.deletedChains) table.chains.delete(chain);
  for (const [chainName, { base, rules }] of update.chains) {
    const chain: StateChain<S> = table.chains.get(chainName) ?? { base, rules: [] };
    if (chain.base && base) chain.base = { ...chain.base, policy: base.policy };
    chain.rules = rules.map((text) => ({
      text,
      reading: { spec: undefined, listed: false },
      jumps: jumpsIn(text),
      source: undefined,
    }));
    table.chains.set(chainName, chain);
  }
  for (const { map, key, verdict } of update.addedElements) table.maps.get(map)?.set(key, verdict);
  return true;
}

/** False when the table has something of that name that is different, or lacks what is to be deleted. */
function fits<S>(table: StateTable<S>, update: TableUpdate): boolean {
  for (const [name, { base }] of update.chains) {
    const chain = table.chains.get(name);
    if (!chain) continue;
    if ((chain.base === undefined) !== (base === undefined)) return false;
    if (
      chain.base &&
      base &&
      (chain.base.type !== base.type || chain.base.hook !== base.hook || chain.base.priority !== base.priority)
    )
      return false;
  }
  return update.deletedElements.every(({ map, key }) => update.mode === 'flush' || table.maps.get(map)?.has(key));
}
