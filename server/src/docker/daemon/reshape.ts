import { isObjectShape, type ValueShape } from '../../facts/daemon-options.ts';
import type { LocatedScalar, LocatedValue } from '../../syntax/located.ts';
import { parseBool, parseInt64 } from '../go/strconv.ts';
import { shapeMismatches } from './shape.ts';

/**
 * The JSON text of the value that was surely meant where another type is wanted: quotes put or taken away, a list put around one
 * item or taken away, `key=value` texts as an object, `soft:hard` as a ulimit. Undefined when nothing is sure.
 */
export function reshaped(value: LocatedValue, expected: ValueShape, text: string): string | undefined {
  const source = text.slice(value.range.start, value.range.end);
  if (typeof expected === 'string')
    return value.kind === 'scalar' ? scalar(value.value, expected, source) : fromSingleItem(value, expected, text);
  if ('list' in expected) {
    if (fits(value, expected.list)) return `[${source}]`;
    const inner = reshaped(value, expected.list, text);
    return inner === undefined || value.kind === 'list' ? undefined : `[${inner}]`;
  }
  if (isObjectShape(expected)) return value.kind === 'scalar' && 'Soft' in expected.fields ? ulimit(value, text) : undefined;
  if ('map' in expected && expected.map === 'string' && value.kind === 'list') return fromPairs(value.items);
  return undefined;
}

function fits(value: LocatedValue, shape: ValueShape): boolean {
  return shapeMismatches(value, shape).length === 0 && !(value.kind === 'scalar' && value.value === null);
}

function scalar(value: string | number | boolean | null, expected: string, source: string): string | undefined {
  if (expected === 'bool') {
    if (typeof value === 'number') return value === 0 ? 'false' : value === 1 ? 'true' : undefined;
    const meant = typeof value === 'string' ? parseBool(value.trim()) : undefined;
    return meant === undefined ? undefined : String(meant);
  }
  if (expected === 'int') {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
    return typeof value === 'string' && parseInt64(value.trim()) !== undefined
      ? String(BigInt(value.trim().replace(/^\+/, '')))
      : undefined;
  }
  if (value === null || expected === 'any') return undefined;
  return source.startsWith('"') ? undefined : JSON.stringify(source);
}

function fromSingleItem(value: LocatedValue, expected: ValueShape, text: string): string | undefined {
  const only = value.kind === 'list' && value.items.length === 1 ? value.items[0]! : undefined;
  return only && fits(only, expected) ? text.slice(only.range.start, only.range.end) : undefined;
}

/** `["max-size=10m"]` as `{"max-size": "10m"}`. */
function fromPairs(items: readonly LocatedValue[]): string | undefined {
  const members: string[] = [];
  for (const item of items) {
    const pair = item.kind === 'scalar' && typeof item.value === 'string' ? /^([^=]+)=(.*)$/s.exec(item.value) : null;
    if (!pair) return undefined;
    members.push(`${JSON.stringify(pair[1])}: ${JSON.stringify(pair[2])}`);
  }
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** `"nofile": "1024:2048"` (soft, hard) as a ulimit, which repeats its key as a name. */
function ulimit(value: LocatedScalar, text: string): string | undefined {
  const limits = /^(-?\d+)(?::(-?\d+))?$/.exec(String(value.value));
  const key = /"([\w-]+)"\s*:\s*$/.exec(text.slice(Math.max(0, value.range.start - LONGEST_KEY), value.range.start))?.[1];
  if (!limits || key === undefined) return undefined;
  return `{ "Name": ${JSON.stringify(key)}, "Soft": ${limits[1]}, "Hard": ${limits[2] ?? limits[1]} }`;
}

/** How far back a key is looked for. */
const LONGEST_KEY = 100;
