import type { IntervalSet } from '../../base/interval-set.ts';
import { formatIp } from '../../base/ip.ts';
import type { Condition } from './condition.ts';
import { type Field, fieldOf } from './field.ts';
import type { Chosen, RuleMeaning, Step, Verdict } from './rule-meaning.ts';
import { textOfNumber } from './text-number.ts';

const MAX_SHOWN = 8;

/** Writes values of a field as a reader knows them: addresses, names with `*`, numbers; `!` in front when all but a few are meant. */
export function showValues(field: Field, values: IntervalSet): string {
  if (values.isEmpty) return 'nothing';
  if (values.equals(field.domain)) return 'any';
  const rest = field.domain.subtract(values);
  if (rest.intervals.length < values.intervals.length) return `!${showIntervals(field, rest)}`;
  return showIntervals(field, values);
}

function showIntervals(field: Field, { intervals }: IntervalSet): string {
  const shown = intervals.slice(0, MAX_SHOWN).map(({ low, high }) => showInterval(field, low, high));
  return shown.join(',') + (intervals.length > MAX_SHOWN ? ',…' : '');
}

function showInterval(field: Field, low: bigint, high: bigint): string {
  if (isText(field)) {
    const text = textOfNumber(low);
    return low === high ? text : `${text}*`;
  }
  const show = (value: bigint) =>
    /addr$/.test(field.key) && (field.bits === 32 || field.bits === 128)
      ? formatIp({ family: field.bits === 32 ? 4 : 6, value })
      : String(value);
  return low === high ? show(low) : `${show(low)}-${show(high)}`;
}

function isText(field: Field): boolean {
  return field.bits === 128 && /(name|kind|helper)$/.test(field.key);
}

/** Writes a condition in one line. */
export function showCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'values':
      return `${condition.field.key}=${showValues(condition.field, condition.values)}`;
    case 'masked':
      return `${condition.field.key}&0x${condition.mask.toString(16)}=${showIntervals(condition.field, condition.values)}`;
    case 'tuple': {
      const boxes = condition.boxes.map((box) => box.map((values, i) => showValues(condition.fields[i]!, values)).join(' . '));
      return `${condition.fields.map(({ key }) => key).join(' . ')}${condition.negated ? '!=' : '='}{${boxes.join(', ')}}`;
    }
    case 'lookup':
      return `${condition.fields.map(({ key }) => key).join(' . ')}${condition.negated ? '!=' : '='}@${condition.set.name}`;
    case 'opaque':
      return condition.key === undefined ? `?${condition.about}` : `?(${condition.key})`;
  }
}

/** Writes a verdict as nft does. */
export function showVerdict(verdict: Verdict): string {
  if (verdict.kind !== 'jump' && verdict.kind !== 'goto') return verdict.kind;
  return `${verdict.kind} ${verdict.body ? `{ ${verdict.body.map(showMeaning).join('; ')} }` : (verdict.chain ?? '?')}`;
}

function showChosen<T>({ fields, choices, map }: Chosen<T>, show: (gives: T) => string): string {
  const keys = fields.map(({ key }) => key).join(' . ');
  if (map) return `${keys} map @${map.name}`;
  if (!choices) return '?';
  if (fields.length === 0) return choices.map(({ gives }) => show(gives)).join();
  const shown = choices.map(({ boxes, gives }) => {
    const values = boxes?.map((box) => box.map((set, i) => showValues(fields[i]!, set)).join(' . ')).join('|') ?? '*';
    return `${values}: ${show(gives)}`;
  });
  return `${keys} map {${shown.join(', ')}}`;
}

function showStep(step: Step): string {
  switch (step.kind) {
    case 'assign':
      return `${step.field.key}:=${showChosen(step.value, (values) => showValues(step.field, values))}`;
    case 'notrack':
    case 'rewrite':
      return step.kind;
    case 'side-effect':
      return step.changes === undefined ? step.effect : `${step.effect} @${step.changes}`;
    case 'nat': {
      const address = fieldOf(`${step.family ?? 'ip'} daddr`, step.family === 'ip6' ? 128 : 32);
      const port = fieldOf('th dport', 16);
      const target = showChosen(
        step.target,
        (to) => `${to.address ? showValues(address, to.address) : ''}${to.port ? `:${showValues(port, to.port)}` : ''}`,
      );
      return `${step.type}${target === '' ? '' : ` ${target}`}`;
    }
    case 'verdict':
      return showVerdict(step.verdict);
    case 'verdict-map':
      return showChosen(step.verdict, showVerdict);
    default:
      return showCondition(step);
  }
}

/** Writes what a rule means in one line, for tests and for reports of mistakes. */
export function showMeaning({ steps }: RuleMeaning): string {
  return steps.map(showStep).join(' ');
}
