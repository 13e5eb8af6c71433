import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../base/ifname.ts';
import { parseIp } from '../base/ip.ts';
import { nearest } from '../base/nearest.ts';
import { BOOLEAN_WORDS, type OptionFact, type OptionValueKind } from './drivers.ts';
import { dockerHas } from './version.ts';

/** Why a value of a driver option is wrong. */
export interface OptionProblem {
  /**
   * `refused`: the network or container is not created. `too-long`: the same, because of an interface name's length. `odd`: accepted,
   * and does something else than it says.
   */
  readonly kind: 'refused' | 'too-long' | 'odd';
  /** What is wrong and what is allowed, as a clause without a full stop. */
  readonly message: string;
  /** Values that are allowed, when there is a list of them. */
  readonly allowed?: readonly string[];
  /** The value that was probably meant. */
  readonly instead?: string;
}

/**
 * Checks the value of a driver option as the Engine of that version does (undefined: the newest). Undefined when it is fine.
 * The value is what the driver gets: a text, also for numbers.
 */
export function checkOptionValue(fact: OptionFact, value: string, docker: string | undefined): OptionProblem | undefined {
  const kind = fact.value;
  switch (kind.kind) {
    case 'boolean':
      return BOOLEAN_WORDS.includes(value) ? undefined : notOneOf(value, ['true', 'false']);
    case 'enum':
      return checkEnum(kind, value, docker);
    case 'integer':
      return checkInteger(value, kind.min, kind.max, kind.alsoAllowed);
    case 'integers':
      return value
        .split(',')
        .map((item) => checkInteger(item, kind.min, kind.max))
        .find((problem) => problem !== undefined);
    case 'address':
      return checkAddress(value, kind.family);
    case 'interface':
      return checkInterface(value, kind.maxLength);
    case 'interfaces':
      return value
        .split(kind.separator)
        .filter((name) => name !== '')
        .map((name) => tooLong(name, MAX_INTERFACE_NAME_BYTES))
        .find((problem) => problem !== undefined)
        ? {
            kind: 'odd',
            message: `an interface name has at most ${MAX_INTERFACE_NAME_BYTES} bytes, so one of these exists nowhere`,
          }
        : undefined;
    case 'parent':
      return checkParent(value);
    case 'presence':
      return /^(?:f|false|0|no|off)$/i.test(value)
        ? { kind: 'odd', message: `only that "${fact.name}" is there counts, so "${value}" turns it on like any other value` }
        : undefined;
    case 'pairs':
      return value.split(',').length % 2 === 0
        ? undefined
        : { kind: 'refused', message: `"${value}" has a start without an end` };
    case 'interface-sysctls':
      return value
        .split(',')
        .map((item) => checkSysctl(item, kind))
        .find((problem) => problem !== undefined);
    case 'text':
      return kind.maxLength === undefined ? undefined : tooLong(value, kind.maxLength);
  }
}

function notOneOf(value: string, allowed: readonly string[]): OptionProblem {
  const instead = nearest(value, allowed);
  const list = allowed.length > 1 ? `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}` : allowed[0];
  return {
    kind: 'refused',
    message: `"${value}" is not ${list}`,
    allowed,
    ...(instead === undefined ? {} : { instead }),
  };
}

function checkEnum(
  { values, emptyIsDefault, sinceByValue }: OptionValueKind & { kind: 'enum' },
  value: string,
  docker: string | undefined,
): OptionProblem | undefined {
  if (value === '' && emptyIsDefault) return undefined;
  const known = values.filter((word) => dockerHas(docker, sinceByValue?.[word] ?? '0'));
  if (known.includes(value)) return undefined;
  if (values.includes(value))
    return { kind: 'refused', message: `"${value}" needs Docker ${sinceByValue?.[value]}`, allowed: known };
  return notOneOf(value, known);
}

function checkInteger(value: string, min: number, max: number, also: readonly number[] = []): OptionProblem | undefined {
  const number = /^[-+]?\d+$/.test(value) ? Number(value) : undefined;
  if (number !== undefined && ((number >= min && number <= max) || also.includes(number))) return undefined;
  const wanted = [...also, `a whole number from ${min} to ${max}`].join(' or ');
  return { kind: 'refused', message: `"${value}" is not ${wanted}` };
}

function checkAddress(value: string, family: 4 | 6 | undefined): OptionProblem | undefined {
  const address = parseIp(value);
  if (!address) return { kind: 'refused', message: `"${value}" is not an IP${family === undefined ? '' : `v${family}`} address` };
  if (family === undefined || address.family === family) return undefined;
  return { kind: 'odd', message: `"${value}" is an IPv${address.family} address where an IPv${family} address is wanted` };
}

function tooLong(name: string, limit: number): OptionProblem | undefined {
  const length = interfaceNameBytes(name);
  if (length <= limit) return undefined;
  return { kind: 'too-long', message: `"${name}" has ${length} bytes, and the kernel takes ${limit}` };
}

function checkInterface(name: string, limit: number): OptionProblem | undefined {
  if (name === '.' || name === '..' || /[\s/:]/.test(name))
    return { kind: 'refused', message: `"${name}" cannot name an interface: blanks, "/" and ":" are not allowed` };
  return tooLong(name, limit);
}

const MAX_VLAN = 4094;

function checkParent(value: string): OptionProblem | undefined {
  if (value === 'lo') return { kind: 'refused', message: 'the loopback interface cannot be a parent' };
  const vlan = /^[^.]+\.(\d+)$/.exec(value)?.[1];
  if (vlan !== undefined && (Number(vlan) < 1 || Number(vlan) > MAX_VLAN))
    return { kind: 'refused', message: `${vlan} is not a VLAN number from 1 to ${MAX_VLAN}` };
  return checkInterface(value, MAX_INTERFACE_NAME_BYTES);
}

/** `net.TREE.GROUP.IFNAME.NAME=VALUE`: the interface is not known yet, so a word stands for it. */
function checkSysctl(
  sysctl: string,
  { trees, interfaceWords }: OptionValueKind & { kind: 'interface-sysctls' },
): OptionProblem | undefined {
  const parts = sysctl.split('.');
  if (parts.length >= 5 && trees.includes(parts[1]!) && interfaceWords.includes(parts[3]!)) return undefined;
  const [net = 'net', tree = 'ipv4', group = 'conf', , ...rest] = parts;
  const instead =
    parts.length >= 5 && trees.includes(tree) ? [net, tree, group, interfaceWords[0], ...rest].join('.') : undefined;
  return {
    kind: 'refused',
    message: `"${sysctl}" is not written net.X.Y.${interfaceWords[0]}.Z=VALUE with X one of ${trees.join(', ')}`,
    ...(instead === undefined ? {} : { instead }),
  };
}
