import type { Family } from '../ast.ts';
import type { RelationStep, Step } from './context.ts';
import type { Constant, FieldLoad } from './operand.ts';

interface FieldMatch extends RelationStep {
  readonly left: FieldLoad;
  readonly right: Constant;
}

/** The network protocol that every packet of a table has, by the table's family. */
const FAMILY_PROTOCOL: Readonly<Record<string, bigint>> = { ip: 0x0800n, ip6: 0x86ddn };

/** What older versions of nft do otherwise. */
export interface MergeHabits {
  /** Matches with `!=` are joined too, which changes what the rule means. */
  readonly joinsUnequal: boolean;
  /** A single match is kept in mind over the next statement. */
  readonly joinsOverStatements: boolean;
}

/**
 * Removes what the table's family says anyway, and joins matches of adjacent fields, as nft does once a rule is complete. Matches are
 * joined only between statements that are matches too.
 */
export function mergeFields(steps: readonly Step[], family: Family, habits: MergeHabits): Step[] {
  const kept = steps.filter((step, i) => i === steps.length - 1 || !isRedundant(step, family));
  const gone = new Set<Step>();
  const replaced = new Map<Step, Step>();
  let group: FieldMatch[] = [];
  const finish = () => {
    if (group.length > 1) joinNeighbours(group, gone, replaced);
    group = [];
  };
  for (const step of kept) {
    if (step.kind === 'relation') {
      if (isFieldMatch(step, habits)) group.push(step);
    } else if (group.length > 1 || !habits.joinsOverStatements) finish();
  }
  finish();
  return kept.filter((step) => !gone.has(step)).map((step) => replaced.get(step) ?? step);
}

function isRedundant(step: Step, family: Family): boolean {
  return (
    step.kind === 'relation' &&
    step.left.kind === 'meta' &&
    step.left.key === 'protocol' &&
    !step.left.tunnel &&
    isEquality(step) &&
    step.right.kind === 'constant' &&
    step.right.value !== undefined &&
    step.right.value === FAMILY_PROTOCOL[family]
  );
}

function isFieldMatch(step: RelationStep, habits: MergeHabits): step is FieldMatch {
  if (step.left.kind !== 'field' || step.right.kind !== 'constant') return false;
  return isEquality(step) || (step.relation === 'neq' && habits.joinsUnequal);
}

function isEquality({ relation }: RelationStep): boolean {
  return relation === 'eq' || relation === 'implicit';
}

const BASES: readonly string[] = ['link', 'network', 'transport', 'inner', 'tunnel'];

function joinNeighbours(group: readonly FieldMatch[], gone: Set<Step>, replaced: Map<Step, Step>): void {
  const sorted = group
    .map((original) => ({ original, now: original }))
    .sort((a, b) => BASES.indexOf(a.now.left.base) - BASES.indexOf(b.now.left.base) || a.now.left.offset - b.now.left.offset);
  let last = sorted[0]!;
  for (const item of sorted.slice(1)) {
    if (!canJoin(last.now.left, item.now.left) || isEquality(last.now) !== isEquality(item.now)) {
      last = item;
      continue;
    }
    const joined = join(last.now, item.now);
    // A match that names the next header keeps its place: what comes behind it relies on it.
    const [stays, goes] = item.now.left.protocol ? [item, last] : [last, item];
    stays.now = {
      ...stays.now,
      left: { ...joined.left, protocol: item.now.left.protocol },
      right: joined.right,
    };
    gone.add(goes.original);
    replaced.set(stays.original, stays.now);
    last = stays;
  }
}

function join(a: FieldMatch, b: FieldMatch): { left: FieldLoad; right: Constant } {
  const bits = a.left.bits + b.left.bits;
  const known = a.right.value !== undefined && b.right.value !== undefined;
  return {
    left: { ...a.left, bits, header: undefined },
    right: {
      kind: 'constant',
      value: known ? (a.right.value! << BigInt(b.right.bits)) | b.right.value! : undefined,
      bits: a.right.bits + b.right.bits,
      order: 'big',
      text: false,
    },
  };
}

/** Adjacent fields are joined while the kernel reads them in one step (4 bytes), or where that is slow anyway. */
function canJoin(a: FieldLoad, b: FieldLoad): boolean {
  if (a.base !== b.base || a.tunnel !== b.tunnel || a.offset + a.bits !== b.offset) return false;
  if (a.offset % 8 || a.bits % 8 || b.offset % 8 || b.bits % 8) return false;
  const bits = a.bits + b.bits;
  return bits <= 32 || (bits <= 128 && (a.base === 'link' || a.bits > 32 || b.bits > 32));
}
