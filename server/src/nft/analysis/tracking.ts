import { CT_STATES } from '../../facts/nft-packets.ts';
import { CT_STATE, type Field, IIFNAME, LOOPBACK_NAME } from '../meaning/field.ts';
import type { RuleMeaning, Step } from '../meaning/rule-meaning.ts';
import type { Place } from './shape.ts';

/** Something in a rule that asks connection tracking. */
export interface TrackingUse extends Place {
  /** What the answer is before packets are tracked; undefined when there is none to tell. */
  readonly always: boolean | undefined;
}

/** True for a rule that tells connection tracking beforehand what to do with packets: not to track them, or in which zone. */
export function preparesTracking({ steps }: RuleMeaning): boolean {
  return steps.some(
    (step) =>
      step.kind === 'notrack' ||
      (step.kind === 'assign' && /^ct (original |reply )?zone$/.test(step.field.key)) ||
      (step.kind === 'side-effect' && step.effect.startsWith('ct ')),
  );
}

/**
 * What a rule asks of connections, where it stands before connection tracking.
 * @param isPrepared rules beside it can make packets untracked or give them a zone
 */
export function earlyUses({ steps }: RuleMeaning, isPrepared: boolean): readonly TrackingUse[] {
  // What the host sends to itself was tracked when it was sent.
  if (steps.some((step) => step.kind === 'values' && step.field === IIFNAME && LOOPBACK_NAME.includes(step.values))) return [];
  const uses: TrackingUse[] = [];
  const note = ({ start, end }: Place, always: boolean | undefined) => {
    if (!uses.some((use) => use.start === start)) uses.push({ start, end, always });
  };
  for (const [i, step] of steps.entries()) {
    const field = fieldsOf(step).find(isTracked);
    if (!field) continue;
    if (step.kind === 'values' && field === CT_STATE) {
      if (isPrepared && step.values.has(BigInt(CT_STATES.untracked))) continue;
      note(step, step.values.has(BigInt(CT_STATES.invalid)));
    } else if (step.kind === 'values' || step.kind === 'masked' || step.kind === 'tuple' || step.kind === 'lookup') {
      const written = step.start >= 0 ? step : steps.slice(i).find(({ start }) => start >= 0);
      if (written) note(written, false);
    } else note(step, undefined);
  }
  return uses;
}

/** Fields that hold something only once a packet is tracked; a zone can be set before. */
function isTracked({ key }: Field): boolean {
  return key.startsWith('ct ') && !/^ct (original |reply )?zone$/.test(key);
}

function fieldsOf(step: Step): readonly Field[] {
  switch (step.kind) {
    case 'values':
    case 'masked':
      return [step.field];
    case 'tuple':
    case 'lookup':
      return step.fields;
    case 'assign':
      return [step.field, ...step.value.fields];
    case 'nat':
      return step.target.fields;
    case 'verdict-map':
      return step.verdict.fields;
    default:
      return [];
  }
}
