/**
 * Runs what `nft --debug=netlink` prints (the instructions that nft 1.1.7 sends to the kernel) on packets. It knows the
 * instructions that decide whether a rule matches; rules with others are left out by whoever asks.
 */
export interface NetlinkSet {
  /** Boxes: per joined part a closed interval. */
  readonly elements: readonly { readonly low: readonly bigint[]; readonly high: readonly bigint[]; readonly data?: string }[];
  readonly otherwise?: string | undefined;
}

export interface NetlinkRule {
  readonly table: string;
  readonly chain: string;
  readonly instructions: readonly string[];
  /** Anonymous sets in the order in which the rule looks things up in them. */
  readonly sets: readonly NetlinkSet[];
}

export interface NetlinkProgram {
  readonly rules: readonly NetlinkRule[];
  /** By table and name. */
  readonly sets: ReadonlyMap<string, NetlinkSet>;
}

function numberOf(words: string): bigint {
  const hex = words.replace(/0x|\s| \. |\./g, '');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** Elements of an interval set are the beginnings of intervals in order; those with flag 1 begin what is not in the set. */
function parseElements(line: string): NetlinkSet {
  const parsed = line
    .split(/\s*element /)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, key = '', data, flags] = /^(.*?)(?: : (.*?))?(?: flags (\d+))?$/.exec(part.trim())!;
      return { key, data, flags: Number(flags ?? 0) };
    });
  const otherwise = parsed.find(({ flags }) => flags === 2)?.data?.trim();
  const plain = parsed.filter(({ flags }) => flags !== 2);
  if (!plain.some(({ flags }) => flags === 1)) {
    const elements = plain.map(({ key, data }) => {
      const [low = '', high = low] = key.split(' - ');
      const parts = (text: string) => text.split(' . ').map(numberOf);
      return { low: parts(low), high: parts(high), ...(data === undefined ? {} : { data: data.trim() }) };
    });
    return { elements, otherwise };
  }
  const bytes = plain[0]!.key.replace(/\s/g, '').length / 2;
  const max = (1n << BigInt(bytes * 8)) - 1n;
  const points = plain
    .map((point) => ({ ...point, at: numberOf(point.key) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : b.flags - a.flags));
  const elements = points.flatMap(({ at, data, flags }, i) => {
    if (flags === 1) return [];
    const next = points[i + 1];
    const high = next ? next.at - 1n : max;
    return [{ low: [at], high: [high], ...(data === undefined ? {} : { data: data.trim() }) }];
  });
  return { elements, otherwise };
}

/** Reads the output of `nft --debug=netlink -c -f FILE`. */
export function parseNetlink(output: string): NetlinkProgram {
  const rules: NetlinkRule[] = [];
  const sets = new Map<string, NetlinkSet>();
  let pending: NetlinkSet[] = [];
  let name: string | undefined;
  let current: { table: string; chain: string; instructions: string[] } | undefined;
  const finish = () => {
    if (current) {
      rules.push({ ...current, sets: pending });
      pending = [];
    }
    current = undefined;
  };
  for (const line of output.split('\n')) {
    const set = /^family \d+ (\S+) (\S+) (\S+)/.exec(line);
    if (set) {
      finish();
      name = `${set[2]} ${set[1]}`;
      if (set[3] !== '0' && !set[1]!.startsWith('__')) sets.set(name, { elements: [] });
      // An anonymous set without elements cannot be written.
      continue;
    }
    if (/^\t*\s*element /.test(line) && name !== undefined) {
      const parsed = parseElements(line);
      if (name.split(' ')[1]!.startsWith('__')) pending.push(parsed);
      else sets.set(name, { elements: [...(sets.get(name)?.elements ?? []), ...parsed.elements], otherwise: parsed.otherwise });
      continue;
    }
    const instruction = /^\s+\[ (.*) \]\s*$/.exec(line);
    if (instruction) {
      current?.instructions.push(instruction[1]!.trim());
      continue;
    }
    const head = /^\w+ (\S+) (\S+)\s*$/.exec(line);
    if (head) {
      finish();
      current = { table: head[1]!, chain: head[2]!, instructions: [] };
    }
  }
  finish();
  return { rules, sets };
}

/** A value in a register: its bytes as a number, and how many they are. */
export interface Loaded {
  readonly value: bigint;
  readonly bytes: number;
}

/** Gives what a load instruction reads: `payload 4b @ network header + 12`, `meta l4proto`, `ct state`. Undefined ends the rule. */
export type Load = (what: string) => Loaded | undefined;

export type NetlinkOutcome =
  | { readonly kind: 'no match' }
  | { readonly kind: 'match'; readonly verdict: string | undefined }
  | { readonly kind: 'unsupported'; readonly instruction: string };

/** What a load instruction reads, or undefined for other instructions. */
export function loadedBy(instruction: string): { readonly what: string; readonly register: number } | undefined {
  const load = /^(payload|meta|ct|rt|socket|osf|exthdr) load (.*?) => reg (\d+)\s*(, dir \w+)?/.exec(instruction);
  if (load) return { what: `${load[1]} ${load[2]}${load[4] ? ` ${load[4].slice(2)}` : ''}`, register: Number(load[3]) };
  const fib = /^fib (.*) => reg (\d+)/.exec(instruction);
  return fib ? { what: `fib ${fib[1]}`, register: Number(fib[2]) } : undefined;
}

const NO_EFFECT =
  /^(counter|log|meta set|ct set|notrack|nat|masq|redir|reject|queue|objref|payload write|dup|immediate reg (?!0\b))/;

/** Runs a rule. `verdict` is what an immediate or a verdict map says. */
export function runNetlink(rule: NetlinkRule, sets: NetlinkProgram['sets'], load: Load): NetlinkOutcome {
  const registers = new Map<number, Loaded>();
  let since: Loaded[] = [];
  let verdict: string | undefined;
  let anonymous = 0;
  for (const instruction of rule.instructions) {
    const read = loadedBy(instruction);
    if (read) {
      const value = load(read.what);
      if (!value) return { kind: 'no match' };
      registers.set(read.register, value);
      since.push(value);
      continue;
    }
    const cmp = /^cmp (eq|neq|lt|gt|lte|gte) reg (\d+) (.*)$/.exec(instruction);
    if (cmp) {
      const hex = cmp[3]!.replace(/0x|\s/g, '');
      const register = registers.get(Number(cmp[2]))!;
      const bytes = hex.length / 2;
      // Names are compared by their first bytes.
      const value = register.bytes > bytes ? register.value >> BigInt(8 * (register.bytes - bytes)) : register.value;
      since = [];
      if (!compare(cmp[1]!, value, BigInt(`0x${hex}`))) return { kind: 'no match' };
      continue;
    }
    const range = /^range (eq|neq) reg (\d+) (0x[0-9a-f]+(?: 0x[0-9a-f]+)*)$/.exec(instruction);
    if (range) {
      const { value } = registers.get(Number(range[2]))!;
      const words = range[3]!.split(' ');
      const low = numberOf(words.slice(0, words.length / 2).join(''));
      const high = numberOf(words.slice(words.length / 2).join(''));
      since = [];
      if ((value >= low && value <= high) !== (range[1] === 'eq')) return { kind: 'no match' };
      continue;
    }
    const bitwise = /^bitwise reg (\d+) = \( reg (\d+) & (.*?) \) \^ (.*)$/.exec(instruction);
    if (bitwise) {
      const from = registers.get(Number(bitwise[2]))!;
      const value = (from.value & numberOf(bitwise[3]!)) ^ numberOf(bitwise[4]!);
      registers.set(Number(bitwise[1]), { ...from, value });
      since[since.length - 1] = { ...from, value };
      continue;
    }
    const shift = /^bitwise reg (\d+) = \( reg (\d+) (<<|>>) (\S+) \)$/.exec(instruction);
    if (shift) {
      const from = registers.get(Number(shift[2]))!;
      const by = BigInt(shift[4]!);
      const value = shift[3] === '>>' ? from.value >> by : (from.value << by) & ((1n << BigInt(from.bytes * 8)) - 1n);
      registers.set(Number(shift[1]), { ...from, value });
      since[since.length - 1] = { ...from, value };
      continue;
    }
    if (instruction.startsWith('byteorder')) continue;
    const lookup = /^lookup reg (\d+) set (\S+)(?: dreg (\d+))?(?: 0x1)?/.exec(instruction);
    if (lookup) {
      const set = lookup[2]!.startsWith('__') ? rule.sets[anonymous++] : sets.get(`${rule.table} ${lookup[2]}`);
      if (!set) return { kind: 'unsupported', instruction };
      const key = since;
      since = [];
      const found = set.elements.find(({ low, high }) =>
        key.every(({ value }, i) => low[i] !== undefined && value >= low[i]! && value <= high[i]!),
      );
      const negated = / 0x1$/.test(instruction) && lookup[3] === undefined;
      if (lookup[3] === undefined) {
        if ((found !== undefined) === negated) return { kind: 'no match' };
        continue;
      }
      const data = found ? found.data : set.otherwise;
      if (data === undefined) return { kind: 'no match' };
      if (lookup[3] === '0') {
        verdict = data;
        if (data === 'continue') continue;
        return { kind: 'match', verdict };
      }
      const value = numberOf(data);
      registers.set(Number(lookup[3]), { value, bytes: data.replace(/\s/g, '').length / 2 });
      continue;
    }
    const immediate = /^immediate reg 0 (.*)$/.exec(instruction);
    if (immediate) {
      verdict = immediate[1]!.trim();
      return { kind: 'match', verdict };
    }
    const nat = /^nat \w+ (ip6?) /.exec(instruction);
    // The kernel leaves packets of another family alone.
    if (nat && (load('meta nfproto')?.value ?? 0n) !== (nat[1] === 'ip' ? 2n : 10n)) return { kind: 'no match' };
    if (NO_EFFECT.test(instruction)) continue;
    return { kind: 'unsupported', instruction };
  }
  return { kind: 'match', verdict };
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case 'eq':
      return a === b;
    case 'neq':
      return a !== b;
    case 'lt':
      return a < b;
    case 'gt':
      return a > b;
    case 'lte':
      return a <= b;
    default:
      return a >= b;
  }
}
