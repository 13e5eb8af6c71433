import type { IntervalSet } from '../../base/interval-set.ts';
import type { EvaluatedChain } from '../evaluation.ts';
import type { Condition } from '../meaning/condition.ts';
import type { Field } from '../meaning/field.ts';
import type { Choice, Chosen, NatStep, RuleMeaning, Step, Verdict } from '../meaning/rule-meaning.ts';
import { divideByMask, divideByValues, type Split, suppose } from './divide.ts';
import type { Firewall, HookedChain, MetRule } from './firewall.ts';
import { type Case, type Doubt, mergeUncertain, type Outcome } from './result.ts';
import { rewrite, type World, withEvent } from './world.ts';

/** How a packet left a base chain: by a verdict of a rule, or at its end (`policy`). */
export type ChainEnd = 'accept' | 'drop' | 'reject' | 'queue' | 'stolen' | 'policy';

/** What comes behind a base chain. */
export type Continue = (end: ChainEnd, world: World, rule: MetRule | undefined) => readonly Case[];

/** How deep jumps can be nested, the base chain counted (NFT_JUMP_STACK_SIZE). */
const MAX_DEPTH = 16;

/** A jump counts as so many rules: circles of `goto` end soon. */
const JUMP_COST = 100;

/** Where a packet is. */
interface Place {
  readonly rules: readonly MetRule[];
  readonly rule: number;
  readonly step: number;
  readonly depth: number;
  /** Where `return` leads. */
  readonly back: Place | undefined;
}

export interface Limits {
  /** Questions that divide packets. */
  readonly splits: number;
  /** Rules that packets meet, all together. */
  readonly rules: number;
}

export const DEFAULT_LIMITS: Limits = { splits: 400, rules: 400_000 };

/** Leads packets through chains. One object for one question: it counts the work. */
export class Walk {
  #splits: number;
  #rules: number;

  constructor(
    private readonly firewall: Firewall,
    limits: Limits = DEFAULT_LIMITS,
  ) {
    this.#splits = limits.splits;
    this.#rules = limits.rules;
  }

  /** Ends the way of packets. */
  end(world: World, outcome: Outcome, doubt?: Doubt): readonly Case[] {
    return [{ packets: world.entry, outcome, by: world.last, doubt, world }];
  }

  /** Leads packets through a base chain. */
  chain(chain: HookedChain, world: World, next: Continue): readonly Case[] {
    const rules = this.firewall.rules(chain.chain);
    return this.#run({ rules, rule: 0, step: 0, depth: 1, back: undefined }, world, chain, next);
  }

  /** Both ways of a division. */
  branch(
    split: Split,
    met: (world: World) => readonly Case[],
    unmet: (world: World) => readonly Case[],
    doubt: Doubt,
  ): readonly Case[] {
    if (!split.unmet) return split.met ? met(split.met) : [];
    if (!split.met) return unmet(split.unmet);
    if (this.#splits-- <= 0) return this.end(split.unmet, 'unknown', { about: 'too many possibilities', rule: doubt.rule });
    const one = met(split.met);
    const other = unmet(split.unmet);
    return split.every ? [...one, ...other] : mergeUncertain(one, other, doubt);
  }

  #run(start: Place, start_world: World, chain: HookedChain, next: Continue): readonly Case[] {
    let place = start;
    let world = start_world;
    for (;;) {
      const met = place.rules[place.rule];
      if (!met) {
        if (!place.back) return next('policy', world, undefined);
        place = place.back;
        continue;
      }
      if (this.#rules-- <= 0) return this.end(world, 'unknown', { about: 'too many rules', rule: met.rule });
      const { meaning } = met;
      if (!meaning) return this.end(world, 'unknown', { about: 'a rule that nft refuses', rule: met.rule });
      const step = meaning.steps[place.step];
      if (!step || (place.step === 0 && !matters(meaning))) {
        place = nextRule(place);
        continue;
      }
      switch (step.kind) {
        case 'values': {
          // Most rules are about other packets: this is what most of the time is spent on.
          const split = divideByValues(world, step.field, step.values);
          if (!split.met) {
            place = nextRule(place);
            world = split.unmet ?? world;
            continue;
          }
          if (!split.unmet) {
            place = nextStep(place);
            world = split.met;
            continue;
          }
          const here = place;
          return this.branch(
            split,
            (inside) => this.#run(nextStep(here), inside, chain, next),
            (outside) => this.#run(nextRule(here), outside, chain, next),
            { about: step.field.key, rule: met.rule },
          );
        }
        case 'masked':
        case 'tuple':
        case 'lookup':
        case 'opaque': {
          const here = place;
          return this.#test(
            world,
            step,
            met,
            chain,
            (inside) => this.#run(nextStep(here), inside, chain, next),
            (outside) => this.#run(nextRule(here), outside, chain, next),
          );
        }
        case 'side-effect':
          place = nextStep(place);
          continue;
        case 'notrack':
          world = withEvent(world.tracking === 'before' ? { ...world, tracking: 'untracked' } : world, {
            what: 'notrack',
            chain,
            rule: met.rule,
          });
          place = nextStep(place);
          continue;
        case 'rewrite':
          return this.end(world, 'unknown', { about: 'a change of the packet', rule: met.rule });
        case 'assign': {
          const here = place;
          return this.#choose(
            world,
            chain.table.contents.values(chain.table.table, step.value),
            step.value,
            { about: step.field.key, rule: met.rule },
            (inside, values) =>
              this.#run(nextStep(here), rewrite(inside, step.field, values && { values, every: isPoint(values) }), chain, next),
            (outside) => this.#run(nextRule(here), outside, chain, next),
          );
        }
        case 'nat': {
          const here = place;
          return this.#nat(world, step, met, chain, (translated, matched) =>
            this.#run(matched ? nextStep(here) : nextRule(here), translated, chain, next),
          );
        }
        case 'verdict': {
          const after = this.#verdict(place, step.verdict, chain);
          if (typeof after === 'object') {
            place = after;
            continue;
          }
          if (after === 'unknown') return this.end(world, 'unknown', { about: 'a chain that is not here', rule: met.rule });
          return next(after, world, met);
        }
        case 'verdict-map': {
          const here = place;
          return this.#choose(
            world,
            chain.table.contents.verdicts(chain.table.table, step.verdict),
            step.verdict,
            { about: step.verdict.map ? `@${step.verdict.map.name}` : 'a verdict map', rule: met.rule },
            (inside, verdict) => {
              if (!verdict) return this.end(inside, 'unknown', { about: 'a verdict map', rule: met.rule });
              const after = this.#verdict(here, verdict, chain);
              if (typeof after === 'object') return this.#run(after, inside, chain, next);
              if (after === 'unknown') return this.end(inside, 'unknown', { about: 'a chain that is not here', rule: met.rule });
              return next(after, inside, met);
            },
            (outside) => this.#run(nextRule(here), outside, chain, next),
          );
        }
      }
    }
  }

  /** Where a verdict leads: another place, or out of the base chain. */
  #verdict(place: Place, verdict: Verdict, chain: HookedChain): Place | ChainEnd | 'unknown' {
    switch (verdict.kind) {
      case 'continue':
        return nextStep(place);
      case 'return':
        return place.back ?? 'policy';
      case 'jump':
      case 'goto': {
        const rules = verdict.body
          ? verdict.body.map((meaning) => ({ meaning, rule: place.rules[place.rule]!.rule }))
          : this.#rulesOf(chain, verdict.chain);
        if (!rules || place.depth >= MAX_DEPTH) return 'unknown';
        this.#rules -= JUMP_COST;
        const back = verdict.kind === 'jump' ? nextRule(place) : place.back;
        return { rules, rule: 0, step: 0, depth: place.depth + (verdict.kind === 'jump' ? 1 : 0), back };
      }
      default:
        return verdict.kind;
    }
  }

  #rulesOf(chain: HookedChain, name: string | undefined): readonly MetRule[] | undefined {
    const target: EvaluatedChain | undefined = name === undefined ? undefined : chain.table.table.chains.get(name);
    return target && this.firewall.rules(target);
  }

  #test(
    world: World,
    condition: Condition,
    met: MetRule,
    chain: HookedChain,
    yes: (world: World) => readonly Case[],
    no: (world: World) => readonly Case[],
  ): readonly Case[] {
    const doubt = (about: string): Doubt => ({ about, rule: met.rule });
    switch (condition.kind) {
      case 'values':
        return this.branch(divideByValues(world, condition.field, condition.values), yes, no, doubt(condition.field.key));
      case 'masked':
        return this.branch(divideByMask(world, condition), yes, no, doubt(condition.field.key));
      case 'tuple': {
        const [inside, outside] = condition.negated ? [no, yes] : [yes, no];
        return this.#boxes(world, condition.fields, condition.boxes, met, inside, outside);
      }
      case 'lookup': {
        const known = chain.table.contents.resolve(chain.table.table, condition);
        if (known) return this.#test(world, known, met, chain, yes, no);
        const name = `@${condition.set.name}`;
        const question = `${chain.table.table.state.name} ${name} ${condition.negated} ${condition.fields.map(({ key }) => key).join(' ')}`;
        return this.branch(suppose(world, question), yes, no, doubt(name));
      }
      case 'opaque':
        return this.branch(suppose(world, condition.key), yes, no, doubt(condition.about));
    }
  }

  /** Packets in one of the boxes against those in none. */
  #boxes(
    world: World,
    fields: readonly Field[],
    boxes: readonly (readonly IntervalSet[])[],
    met: MetRule,
    inside: (world: World) => readonly Case[],
    outside: (world: World) => readonly Case[],
  ): readonly Case[] {
    const from = (at: World, index: number): readonly Case[] => {
      const box = boxes[index];
      if (!box) return outside(at);
      const part = (here: World, i: number): readonly Case[] => {
        const field = fields[i];
        if (!field) return inside(here);
        return this.branch(
          divideByValues(here, field, box[i]!),
          (yes) => part(yes, i + 1),
          (no) => from(no, index + 1),
          { about: field.key, rule: met.rule },
        );
      };
      return part(at, 0);
    };
    return from(world, 0);
  }

  /** Leads packets on by what a map gives them. Choices that are not known give nothing that is known. */
  #choose<T>(
    world: World,
    choices: readonly Choice<T>[] | undefined,
    { fields, map }: Chosen<T>,
    doubt: Doubt,
    given: (world: World, value: T | undefined) => readonly Case[],
    none: (world: World) => readonly Case[],
  ): readonly Case[] {
    if (!choices) return map ? mergeUncertain(given(world, undefined), none(world), doubt) : given(world, undefined);
    const from = (at: World, index: number): readonly Case[] => {
      const choice = choices[index];
      if (!choice) return none(at);
      if (!choice.boxes) return given(at, choice.gives);
      const met: MetRule = { meaning: undefined, rule: doubt.rule! };
      return this.#boxes(
        at,
        fields,
        choice.boxes,
        met,
        (inside) => given(inside, choice.gives),
        (outside) => from(outside, index + 1),
      );
    };
    return from(world, 0);
  }

  #nat(
    world: World,
    step: NatStep,
    met: MetRule,
    chain: HookedChain,
    next: (world: World, matched: boolean) => readonly Case[],
  ): readonly Case[] {
    const choices = chain.table.contents.natTargets(chain.table.table, step.target);
    return this.#choose(
      world,
      choices,
      step.target,
      { about: step.type, rule: met.rule },
      (inside, target) => {
        const nat = { step, address: target?.address, port: target?.port, known: target !== undefined };
        return next(withEvent({ ...inside, nat }, { what: step.type, chain, rule: met.rule }), true);
      },
      (outside) => next(outside, false),
    );
  }
}

function nextRule({ rules, rule, depth, back }: Place): Place {
  return { rules, rule: rule + 1, step: 0, depth, back };
}

function nextStep({ rules, rule, step, depth, back }: Place): Place {
  return { rules, rule, step: step + 1, depth, back };
}

function isPoint({ intervals }: IntervalSet): boolean {
  return intervals.length === 1 && intervals[0]!.low === intervals[0]!.high;
}

const mattering = new WeakMap<RuleMeaning, boolean>();

/** True for a rule that can decide something about packets; others count, log and the like. */
function matters(meaning: RuleMeaning): boolean {
  const last: Step | undefined = meaning.steps[meaning.steps.length - 1];
  if (last?.kind === 'verdict' && last.verdict.kind !== 'continue') return true;
  let known = mattering.get(meaning);
  if (known === undefined) {
    known = meaning.steps.some(({ kind }) => DECIDING.has(kind));
    mattering.set(meaning, known);
  }
  return known;
}

const DECIDING: ReadonlySet<Step['kind']> = new Set(['verdict', 'verdict-map', 'assign', 'notrack', 'nat', 'rewrite'] as const);
