import { type DaemonOption, isObjectShape, type ValueShape } from '../../facts/daemon-options.ts';
import type { LocatedValue } from '../../syntax/located.ts';

/** A shape in words: `a list of strings`. */
export function describeShape(shape: ValueShape): string {
  if (typeof shape === 'string') return NAMES[shape];
  if ('list' in shape) return `a list of ${plural(shape.list)}`;
  if ('either' in shape) return shape.either.map(describeShape).join(' or ');
  if (isObjectShape(shape)) return 'an object';
  if (typeof shape.map === 'object' && 'map' in shape.map) return `an object of objects of ${plural(shape.map.map)}`;
  return `an object of ${plural(shape.map)}`;
}

const NAMES: Readonly<Record<Extract<ValueShape, string>, string>> = {
  bool: 'true or false',
  string: 'a string',
  int: 'a whole number',
  ip: 'an IP address as a string',
  addr: 'an IP address as a string',
  prefix: 'a prefix as a string',
  size: 'a size as a string, such as "64m"',
  duration: 'a duration as a string, such as "48h"',
  any: 'any value',
};

const PLURALS: Readonly<Partial<Record<Extract<ValueShape, string>, string>>> = {
  bool: 'true/false values',
  string: 'strings',
  int: 'whole numbers',
  ip: 'IP addresses',
  addr: 'IP addresses',
  any: 'values',
};

function plural(shape: ValueShape): string {
  if (typeof shape !== 'string') return isObjectShape(shape) ? 'objects' : 'values';
  return PLURALS[shape] ?? 'strings';
}

/** The kind of a value in words: `a number`. */
export function describeValue(value: LocatedValue): string {
  if (value.kind === 'list') return 'a list';
  if (value.kind === 'map') return 'an object';
  if (value.value === null) return 'null';
  if (value.quoted) return 'a string';
  return typeof value.value === 'boolean' ? 'true/false' : 'a number';
}

/** What an option is when nobody sets it, in words or as JSON. */
export function describeDefault({ default: value }: DaemonOption): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value === '' || value === '""') return 'empty';
  return /^"" \((.*)\)$/.exec(value)?.[1] ?? value;
}
