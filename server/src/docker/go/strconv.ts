/** What Go's strconv accepts: dockerd reads flags and texts with it. Undefined stands for its error. */

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
}

/** strconv.ParseInt(text, 10, 64): a sign, decimal digits, within 64 bits. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text) || text.length > 40) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return inBits(value, 64) ? value : undefined;
}

/** True when a signed number of that many bits can hold the value. */
export function inBits(value: bigint, bits: number): boolean {
  const limit = 1n << BigInt(bits - 1);
  return value >= -limit && value < limit;
}

/** strconv.ParseInt(text, 0, 64), as flags of type int are read: 0x, 0o, 0b and a leading 0 set the base. */
export function parseIntAnyBase(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const value = parseUintAnyBase(text.replace(/^[+-]/, ''), 65);
  if (value === undefined) return undefined;
  const signed = negative ? -value : value;
  return inBits(signed, 64) ? signed : undefined;
}

/** strconv.ParseUint(text, 0, bits): no sign; underscores only between digits or behind the base prefix. */
export function parseUintAnyBase(text: string, bits: number): bigint | undefined {
  const match = /^(?:(0[xX](?:_?[\da-fA-F])+)|(0[bB](?:_?[01])+)|(0[oO]?(?:_?[0-7])+)|(0|[1-9](?:_?\d)*))$/.exec(text);
  if (!match || text.length > 200) return undefined;
  const digits = text.replaceAll('_', '').toLowerCase();
  const octal = match[3] !== undefined && !digits.startsWith('0o');
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return value < 1n << BigInt(bits) ? value : undefined;
}

const SIZE_UNITS = new Set(['b', 'k', 'm', 'g', 't', 'p', 'kb', 'mb', 'gb', 'tb', 'pb', 'kib', 'mib', 'gib', 'tib', 'pib']);

/** go-units RAMInBytes: a number that is not negative, perhaps one blank, and a unit without regard to case. */
export function isSize(text: string): boolean {
  const match = /^(.*[\d. ])([^\d. ]*)$/s.exec(text);
  if (!match) return false;
  const number = match[1]!.endsWith(' ') ? match[1]!.slice(0, -1) : match[1]!;
  const unit = match[2]!;
  if (!/^\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(number) && !/^-0*\.?0*$/.test(number)) return false;
  return unit === '' || SIZE_UNITS.has(unit.toLowerCase());
}

/** time.ParseDuration: signed sequence of numbers with units. */
export function isDuration(text: string): boolean {
  return /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}
