import { isObjectShape, type ObjectShape, type ValueShape } from '../../facts/daemon-options.ts';
import type { LocatedEntry, LocatedScalar, LocatedValue } from '../../syntax/located.ts';
import { goParseAddr, goParseIp, goParsePrefix } from '../go/net.ts';
import { isDuration, isSize, parseInt64 } from '../go/strconv.ts';

/** A value that Go's decoder does not take. */
export interface ShapeMismatch {
  /** `type`: another kind of value is wanted. `text`: a string, but not one that can be read. `member`: no such member. */
  readonly kind: 'type' | 'text' | 'member';
  readonly value: LocatedValue;
  readonly expected: ValueShape;
  /** For `member`: the entry that should not be there, and the object's members. */
  readonly entry?: LocatedEntry;
  readonly members?: readonly string[];
}

/**
 * All places where a value does not have its shape, as encoding/json decides: null fits nearly everything, member names are compared
 * without regard to case, numbers for integers have neither fraction nor exponent, a later duplicate does not excuse an earlier one.
 */
export function shapeMismatches(value: LocatedValue, expected: ValueShape, out: ShapeMismatch[] = []): ShapeMismatch[] {
  if (typeof expected === 'string') {
    const kind = value.kind === 'scalar' ? scalarMismatch(value, expected) : expected === 'any' ? undefined : 'type';
    if (kind) out.push({ kind, value, expected });
    return out;
  }
  if (value.kind === 'scalar') {
    if (value.value !== null) out.push({ kind: 'type', value, expected });
    return out;
  }
  if ('either' in expected) {
    const answers = expected.either.map((shape) => shapeMismatches(value, shape));
    if (answers.every((mismatches) => mismatches.length > 0)) {
      const sameKind = expected.either.findIndex(
        (shape) => typeof shape === 'object' && 'list' in shape === (value.kind === 'list'),
      );
      out.push(...answers[Math.max(0, sameKind)]!);
    }
    return out;
  }
  if ('list' in expected) {
    if (value.kind !== 'list') out.push({ kind: 'type', value, expected });
    else for (const item of value.items) shapeMismatches(item, expected.list, out);
    return out;
  }
  if (value.kind !== 'map') {
    out.push({ kind: 'type', value, expected });
    return out;
  }
  for (const entry of value.entries)
    if (isObjectShape(expected)) memberMismatches(entry, value, expected, out);
    else shapeMismatches(entry.value, expected.map, out);
  return out;
}

function memberMismatches(entry: LocatedEntry, value: LocatedValue, expected: ObjectShape, out: ShapeMismatch[]): void {
  const field = memberName(expected, entry.key);
  if (field !== undefined) shapeMismatches(entry.value, expected.fields[field]!.shape, out);
  else if (expected.unknown === 'refuse')
    out.push({ kind: 'member', value, expected, entry, members: Object.keys(expected.fields) });
}

/** The member that a key means; encoding/json does not regard case. */
export function memberName(shape: ObjectShape, key: string): string | undefined {
  if (Object.hasOwn(shape.fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(shape.fields).find((name) => name.toLowerCase() === lower);
}

function scalarMismatch(value: LocatedScalar, expected: Extract<ValueShape, string>): 'type' | 'text' | undefined {
  if (expected === 'any') return undefined;
  if (value.value === null) return expected === 'size' ? 'type' : undefined;
  if (expected === 'bool') return typeof value.value === 'boolean' && !value.quoted ? undefined : 'type';
  if (expected === 'int') return !value.quoted && parseInt64(value.source) !== undefined ? undefined : 'type';
  if (!value.quoted) return 'type';
  const text = String(value.value);
  if (expected === 'string') return undefined;
  if (expected === 'size') return isSize(text) ? undefined : 'text';
  if (text === '') return undefined;
  const reads =
    expected === 'ip'
      ? goParseIp(text) !== undefined
      : expected === 'addr'
        ? goParseAddr(text) !== undefined
        : expected === 'prefix'
          ? goParsePrefix(text) !== undefined
          : isDuration(text);
  return reads ? undefined : 'text';
}

/** Numbers anywhere in a value that overflow a float64: encoding/json refuses the whole file for one of them, wherever it stands. */
export function overflowingNumbers(value: LocatedValue, out: LocatedScalar[] = []): LocatedScalar[] {
  if (value.kind === 'scalar') {
    if (!value.quoted && typeof value.value === 'number' && !Number.isFinite(value.value)) out.push(value);
  } else if (value.kind === 'list') for (const item of value.items) overflowingNumbers(item, out);
  else for (const entry of value.entries) overflowingNumbers(entry.value, out);
  return out;
}
