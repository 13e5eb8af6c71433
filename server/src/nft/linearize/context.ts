import { atLeast } from '../../base/version.ts';
import { NFT_SINCE } from '../../facts/nft.ts';
import type { Family } from '../ast.ts';
import { EvaluationContext, type NameLookup } from '../evaluate/context.ts';
import { HeaderContext } from './headers.ts';
import type { Operand, Relation, Right } from './operand.ts';
import type { Registers } from './registers.ts';

interface StepOfRule {
  /** The statement that it comes from, by its place in the rule. */
  statement?: number;
}

/** A comparison. nft joins neighbours of it that read adjacent fields. */
export interface RelationStep extends StepOfRule {
  readonly kind: 'relation';
  readonly left: Operand;
  readonly relation: Relation;
  readonly right: Right;
  /** The right side is a set of flags. */
  readonly flags: boolean;
}
/** Everything else a rule does, as a function that writes it. */
export interface EffectStep extends StepOfRule {
  readonly kind: 'effect';
  emit(registers: Registers): void;
}
export type Step = RelationStep | EffectStep;

/** What the linearization of one rule knows and has made so far. */
export class LinearizeContext {
  readonly evaluation: EvaluationContext;
  readonly headers: HeaderContext;
  readonly #inner = new Map<string, HeaderContext>();
  readonly steps: Step[] = [];
  /** Bits of what a statement sets, 0 elsewhere: shorter values are widened to it. */
  targetBits = 0;

  constructor(
    readonly family: Family,
    readonly names: NameLookup,
    /** Undefined: the newest. */
    readonly version: string | undefined,
  ) {
    this.evaluation = new EvaluationContext(family, names);
    this.headers = new HeaderContext(family);
  }

  has(what: keyof typeof NFT_SINCE): boolean {
    return atLeast(this.version, NFT_SINCE[what]);
  }

  /** What is known of the headers inside a tunnel. */
  inside(tunnel: string): HeaderContext {
    let known = this.#inner.get(tunnel);
    if (!known) {
      known = new HeaderContext('bridge');
      this.#inner.set(tunnel, known);
    }
    return known;
  }
}
