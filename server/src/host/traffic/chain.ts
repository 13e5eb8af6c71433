import type { ChainInfo } from '../../nft/environment.ts';
import type { EvaluatedElement } from '../../nft/evaluate/sets.ts';
import type { EvaluatedChain, EvaluatedRule, EvaluatedTable } from '../../nft/evaluation.ts';
import { choicesOf, natTargetOf } from '../../nft/meaning/build.ts';
import type { Choice, Chosen, RuleMeaning, Step, Verdict } from '../../nft/meaning/rule-meaning.ts';
import { valueSet } from '../../nft/meaning/value-set.ts';
import { type Answers, type Split, split } from './condition.ts';
import type { Packet } from './packet.ts';

/** How a base chain ends for some packets. `unknown`: it cannot be said (a program decides, or there are too many cases). */
export type ChainVerdict = 'accept' | 'drop' | 'reject' | 'unknown';

/** What decided about packets. */
export interface Decision {
  readonly table: EvaluatedTable;
  /** The base chain. */
  readonly chain: EvaluatedChain;
  /** The rule with the verdict; undefined when it was the policy. */
  readonly rule: EvaluatedRule | undefined;
}

export interface ChainOutcome {
  readonly packet: Packet;
  readonly verdict: ChainVerdict;
  readonly decision: Decision;
}

/** The verdict inside a chain: `next` goes on behind the rule that jumped there. */
interface Ended {
  readonly packet: Packet;
  readonly verdict: ChainVerdict | 'next';
  readonly rule: EvaluatedRule | undefined;
}

const MAX_DEPTH = 16;
/** More different packets than that are not followed. */
const MAX_PACKETS = 200;

/** Runs packets through a base chain and what it jumps to. */
export function runBaseChain(table: EvaluatedTable, chain: EvaluatedChain, packet: Packet, answers: Answers): ChainOutcome[] {
  const policy = policyOf(chain.info);
  return new Run(table, answers).chain(chain.rules, packet, 0).map(({ packet: out, verdict, rule }) => ({
    packet: out,
    verdict: verdict === 'next' ? policy : verdict,
    decision: { table, chain, rule: verdict === 'next' ? undefined : rule },
  }));
}

function policyOf(info: ChainInfo): 'accept' | 'drop' {
  return info.base?.policy ?? 'accept';
}

class Run {
  constructor(
    private readonly table: EvaluatedTable,
    private readonly answers: Answers,
  ) {}

  chain(rules: readonly EvaluatedRule[], packet: Packet, depth: number): Ended[] {
    const done: Ended[] = [];
    let open: Packet[] = [packet];
    for (const rule of rules) {
      const { meaning } = rule.result;
      // what nft refuses is not there
      if (!meaning) continue;
      const next = new Set<Packet>();
      for (const each of open)
        for (const ended of this.#rule(rule, meaning, each, depth))
          if (ended.verdict === 'continue') next.add(ended.packet);
          else if (ended.verdict === 'return') done.push({ ...ended, verdict: 'next' });
          else done.push({ packet: ended.packet, verdict: ended.verdict, rule: ended.rule });
      open = [...next];
      if (open.length === 0) return done;
      if (open.length + done.length > MAX_PACKETS) return [...done, { packet: packet.assuming(), verdict: 'unknown', rule }];
    }
    return [...done, ...open.map((each): Ended => ({ packet: each, verdict: 'next', rule: undefined }))];
  }

  #rule(
    rule: EvaluatedRule,
    { steps }: RuleMeaning,
    packet: Packet,
    depth: number,
  ): { packet: Packet; verdict: ChainVerdict | 'continue' | 'return'; rule: EvaluatedRule }[] {
    const out: { packet: Packet; verdict: ChainVerdict | 'continue' | 'return'; rule: EvaluatedRule }[] = [];
    let open: Packet[] = [packet];
    for (const step of steps) {
      const next = new Set<Packet>();
      for (const each of open) {
        if (step.kind === 'verdict' || step.kind === 'verdict-map') {
          const cases =
            step.kind === 'verdict' ? [{ packet: each, gives: step.verdict }] : this.#choose(rule, each, step.verdict, verdictOf);
          for (const { packet: chosen, gives } of cases)
            if (gives === undefined) out.push({ packet: chosen, verdict: 'continue', rule });
            else if (gives === 'unknown') out.push({ packet: chosen.assuming(), verdict: 'unknown', rule });
            else
              for (const ended of this.#verdict(rule, gives, chosen, depth))
                if (ended.verdict === 'continue') next.add(ended.packet);
                else out.push(ended);
          continue;
        }
        for (const { packet: changed, leaves } of this.#step(rule, step, each))
          if (leaves) out.push({ packet: changed, verdict: 'continue', rule });
          else next.add(changed);
      }
      open = [...next];
      if (open.length === 0) return out;
      if (open.length + out.length > MAX_PACKETS) return [{ packet: packet.assuming(), verdict: 'unknown', rule }];
    }
    for (const each of open) out.push({ packet: each, verdict: 'continue', rule });
    return out;
  }

  /** A step that is no verdict: the packets behind it, and those that leave the rule. */
  #step(rule: EvaluatedRule, step: Exclude<Step, { kind: 'verdict' | 'verdict-map' }>, packet: Packet) {
    type After = { packet: Packet; leaves: boolean };
    switch (step.kind) {
      case 'side-effect':
        return [{ packet, leaves: false }];
      case 'rewrite':
        return [{ packet: packet.assuming(), leaves: false }];
      case 'notrack':
        return [{ packet: packet.notTracked(), leaves: false }];
      case 'assign':
        return this.#choose(rule, packet, step.value, (element) => element.data && valueSet(element.data)).map(
          ({ packet: chosen, gives }): After =>
            gives === undefined
              ? { packet: chosen, leaves: true }
              : gives === 'unknown'
                ? { packet: chosen.without(step.field).assuming(), leaves: false }
                : { packet: chosen.with([step.field, gives]), leaves: false },
        );
      case 'nat':
        return this.#choose(rule, packet, step.target, natTargetOf).map(
          ({ packet: chosen, gives }): After =>
            gives === undefined
              ? { packet: chosen, leaves: true }
              : {
                  packet: chosen.translated({ type: step.type, target: gives === 'unknown' ? undefined : gives, rule }),
                  leaves: false,
                },
        );
      default: {
        const { yes, no } = split(packet, step, this.answers, rule);
        return [...(yes ? [{ packet: yes, leaves: false }] : []), ...(no ? [{ packet: no, leaves: true }] : [])];
      }
    }
  }

  /** What is chosen for which packets: undefined for those that a map has no answer for. */
  #choose<T>(
    rule: EvaluatedRule,
    packet: Packet,
    { fields, choices, map }: Chosen<T>,
    read: (element: EvaluatedElement) => T | undefined,
  ): { packet: Packet; gives: T | 'unknown' | undefined }[] {
    const elements = map && this.answers.elementsOf(map);
    const known = map ? elements && choicesOf(elements, fields.length, read) : choices;
    if (!known) return [{ packet: packet.assuming(), gives: 'unknown' }];
    const out: { packet: Packet; gives: T | 'unknown' | undefined }[] = [];
    let rest: Packet | undefined = packet;
    for (const choice of known) {
      if (!rest) break;
      if (!choice.boxes) {
        out.push({ packet: rest, gives: choice.gives });
        rest = undefined;
        break;
      }
      const { yes, no }: Split = splitChoice(rest, fields, choice, this.answers, rule);
      if (yes) out.push({ packet: yes, gives: choice.gives });
      rest = no;
    }
    if (rest) out.push({ packet: rest, gives: undefined });
    return out;
  }

  #verdict(
    rule: EvaluatedRule,
    verdict: Verdict,
    packet: Packet,
    depth: number,
  ): { packet: Packet; verdict: ChainVerdict | 'continue' | 'return'; rule: EvaluatedRule }[] {
    switch (verdict.kind) {
      case 'jump':
      case 'goto': {
        if (depth >= MAX_DEPTH) return [{ packet: packet.assuming(), verdict: 'unknown', rule }];
        const ended = verdict.body
          ? this.#body(rule, verdict.body, packet, depth + 1)
          : this.#named(verdict.chain, packet, depth + 1);
        if (!ended) return [{ packet: packet.assuming(), verdict: 'unknown', rule }];
        const after = verdict.kind === 'goto' ? 'return' : 'continue';
        return ended.map((each) => ({
          packet: each.packet,
          verdict: each.verdict === 'next' ? after : each.verdict,
          rule: each.rule ?? rule,
        }));
      }
      case 'queue':
      case 'stolen':
        return [{ packet: packet.assuming(), verdict: 'unknown', rule }];
      default:
        return [{ packet, verdict: verdict.kind, rule }];
    }
  }

  #named(name: string | undefined, packet: Packet, depth: number): Ended[] | undefined {
    const chain = name === undefined ? undefined : this.table.chains.get(name);
    return chain && this.chain(chain.rules, packet, depth);
  }

  /** An anonymous chain: its rules are part of the one that holds it. */
  #body(rule: EvaluatedRule, body: readonly RuleMeaning[], packet: Packet, depth: number): Ended[] {
    const rules = body.map((meaning): EvaluatedRule => ({ ...rule, result: { ...rule.result, meaning } }));
    return this.chain(rules, packet, depth).map((ended) => ({ ...ended, rule: ended.rule && rule }));
  }
}

function splitChoice<T>(
  packet: Packet,
  fields: Chosen<T>['fields'],
  { boxes }: Choice<T>,
  answers: Answers,
  rule: EvaluatedRule,
): Split {
  const [box] = boxes ?? [];
  const at = { start: -1, end: -1 };
  if (fields.length === 1 && boxes?.length === 1)
    return split(packet, { kind: 'values', field: fields[0]!, values: box![0]!, ...at }, answers, rule);
  return split(packet, { kind: 'tuple', fields, boxes: boxes ?? [], negated: false, ...at }, answers, rule);
}

/** The verdict that an element of a verdict map gives. */
function verdictOf({ expr }: EvaluatedElement): Verdict | undefined {
  const { data } = expr;
  if (data?.kind !== 'verdict') return undefined;
  if (data.verdict !== 'jump' && data.verdict !== 'goto') return { kind: data.verdict };
  return data.chain?.kind === 'symbol' ? { kind: data.verdict, chain: data.chain.text } : undefined;
}
