import type { IpFamily } from '../../base/ip.ts';
import { CONNTRACK_PRIORITY, NAT_PRIORITIES } from '../../facts/packet-path.ts';
import type { EvaluatedChain, EvaluatedTable, ProgramEvaluation } from '../../nft/evaluation.ts';
import { type ChainOutcome, runBaseChain } from './chain.ts';
import type { Answers } from './condition.ts';
import type { Packet } from './packet.ts';

/** A base chain in its place. */
export interface HookedChain {
  readonly table: EvaluatedTable;
  readonly chain: EvaluatedChain;
  readonly priority: number;
  readonly nat: boolean;
}

/**
 * The base chains of the active tables that packets of an address family pass on a hook, in their order. Of two with the same
 * priority the kernel runs the one that was made later first.
 * @param device of ingress hooks: the interface that the packet comes in on
 */
export function hookedChains(
  evaluation: ProgramEvaluation,
  family: IpFamily | 'bridge' | 'netdev',
  hook: string,
  device?: string,
): HookedChain[] {
  const families = typeof family === 'string' ? [family] : [family === 4 ? 'ip' : 'ip6', 'inet'];
  const found: (HookedChain & { readonly own: number; readonly order: number })[] = [];
  let order = 0;
  // translations have a place of their own from the first chain of type nat on, whatever its hook
  let natOrder: number | undefined;
  for (const table of evaluation.tables.values()) {
    if (!families.includes(table.state.family) || table.flags.some(({ name }) => name === 'dormant')) continue;
    for (const chain of table.chains.values()) {
      const { base } = chain.info;
      if (!base) continue;
      order++;
      const nat = base.type === 'nat' && typeof family === 'number';
      if (nat) natOrder ??= order;
      if (base.hook !== hook || (device !== undefined && base.devices && !base.devices.includes(device))) continue;
      const own = base.priority ?? 0;
      // all chains of type nat run where the kernel does its translations; their own priorities only order them among each other
      found.push({ table, chain, own, nat, order: nat ? natOrder! : order, priority: nat ? (NAT_PRIORITIES[hook] ?? own) : own });
    }
  }
  const sequence = [...evaluation.tables.values()].flatMap(({ chains }) => [...chains.values()]);
  return found.sort(
    (a, b) =>
      a.priority - b.priority || b.order - a.order || a.own - b.own || sequence.indexOf(b.chain) - sequence.indexOf(a.chain),
  );
}

/** What a hook does beside running chains. */
export interface HookWork {
  /** Of ingress hooks: the interface that the packet comes in on. */
  readonly device?: string;
  /** True for chains that the packet passes by. */
  readonly skips?: (chain: HookedChain) => boolean;
  /** From here on the packet has a connection: called between the chains before connection tracking and those behind it. */
  readonly track?: (packet: Packet) => Packet;
  /** Asked before a chain of type nat: false when the connection has its translation already. */
  readonly wantsNat?: (packet: Packet) => boolean;
  /** What the kernel does where translations are made, after the chains of type nat (also when there are none). */
  readonly translate?: (packet: Packet) => Packet;
}

/** Runs packets through all chains of a hook. Those that are not stopped come out with verdict `accept`. */
export function runHook(
  evaluation: ProgramEvaluation,
  family: IpFamily | 'bridge' | 'netdev',
  hook: string,
  packet: Packet,
  answers: Answers,
  work: HookWork = {},
): (ChainOutcome | { readonly packet: Packet; readonly verdict: 'accept'; readonly decision: undefined })[] {
  const stopped: ChainOutcome[] = [];
  let open: Packet[] = [packet];
  let tracked = work.track === undefined;
  let translated = work.translate === undefined;
  const natAt = NAT_PRIORITIES[hook] ?? 0;
  const map = (change: (packet: Packet) => Packet) => {
    open = open.map(change);
  };
  for (const hooked of hookedChains(evaluation, family, hook, work.device)) {
    const { table, chain, priority, nat } = hooked;
    if (work.skips?.(hooked)) continue;
    if (!tracked && priority > CONNTRACK_PRIORITY) {
      map(work.track!);
      tracked = true;
    }
    if (!translated && !nat && priority >= natAt) {
      map(work.translate!);
      translated = true;
    }
    const next: Packet[] = [];
    for (const each of open) {
      if (nat && (each.translation !== undefined || work.wantsNat?.(each) === false)) {
        next.push(each);
        continue;
      }
      for (const outcome of runBaseChain(table, chain, each, answers))
        if (outcome.verdict === 'accept') next.push(outcome.packet);
        else stopped.push(outcome);
    }
    open = next;
  }
  if (!tracked) map(work.track!);
  if (!translated) map(work.translate!);
  return [...stopped, ...open.map((each) => ({ packet: each, verdict: 'accept' as const, decision: undefined }))];
}
