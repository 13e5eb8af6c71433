import type { Expr, MatchStatement } from '../nft/ast.ts';
import { type EvaluatedRule, readRule } from '../nft/evaluation.ts';
import type { FileEdit } from './finding.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Two matches of one rule on the same selector as one match with a set of both values. Undefined when they are not simply
 * `SELECTOR VALUE`, or their values cannot stand in one set.
 */
export function joinMatches(
  rule: EvaluatedRule,
  first: Place,
  second: Place,
): { readonly text: string; readonly edits: readonly FileEdit[] } | undefined {
  const { statements } = readRule(rule);
  const at = ({ start }: Place) => statements.find((statement) => statement.start === start);
  const [one, other] = [at(first), at(second)].sort((a, b) => (a?.start ?? 0) - (b?.start ?? 0));
  if (one?.kind !== 'match' || other?.kind !== 'match' || !isPlain(one) || !isPlain(other)) return undefined;
  const text = (span: Place) => rule.text.slice(rule.at + span.start, rule.at + span.end);
  if (text(one.left).replace(/\s+/g, ' ') !== text(other.left).replace(/\s+/g, ' ')) return undefined;
  const values = [...membersOf(one.right, text), ...membersOf(other.right, text)];
  if (values.some((value) => value === undefined)) return undefined;
  const joined = `${text(one.left)} { ${values.join(', ')} }`;
  // The second match goes with the blanks before it.
  const gap = /\s*$/.exec(rule.text.slice(rule.at, rule.at + other.start))![0].length;
  return {
    text: joined,
    edits: [
      { file: rule.file, range: { start: rule.at + one.start, end: rule.at + one.end }, newText: joined },
      { file: rule.file, range: { start: rule.at + other.start - gap, end: rule.at + other.end }, newText: '' },
    ],
  };
}

/** A match of the form `SELECTOR VALUE`, for a selector that asks for one value. */
export function isPlain({ operator, left, mask }: MatchStatement): boolean {
  // Of flags several can be set at once: there a value means something else than a set with it.
  const isFlags = left.kind === 'selector' && /flags$|^ct (status|label|event)$/.test(left.text);
  return (operator === 'implicit' || operator === '==') && left.kind === 'selector' && !mask && !isFlags;
}

/** The values on the right of a match as they are written; undefined for what cannot stand in a set. */
export function membersOf(right: Expr, text: (span: Place) => string): readonly (string | undefined)[] {
  switch (right.kind) {
    case 'set':
      return right.elements.map((element) =>
        element.kind === 'element' && element.options.length === 0 && !element.data ? membersOf(element.key, text)[0] : undefined,
      );
    case 'list':
      return right.items.flatMap((item) => membersOf(item, text));
    case 'symbol':
      // A pattern such as "eth*" is a range of names.
      return [/\*"?$/.test(right.text) ? undefined : text(right)];
    case 'number':
    case 'prefix':
    case 'range':
      return [text(right)];
    default:
      return [undefined];
  }
}
