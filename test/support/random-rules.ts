import { DATA_TYPES, SELECTORS } from '../../server/src/facts/nft.ts';

/** Random numbers that are the same for the same seed (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** At least 0 and less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  /** 0 … limit - 1 */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  many<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}

/** Names that rules of {@link randomRule} use; a ruleset must declare them. */
export const DECLARATIONS = `	set ports { type inet_service; elements = { 22, 80 }; }
	set portranges { type inet_service; flags interval; elements = { 1000-2000, 3000 }; }
	set hosts { type ADDRESS; elements = { HOST }; }
	set nets { type ADDRESS; flags interval; elements = { NET }; }
	set joined { type ADDRESS . inet_service; elements = { HOST . 22 }; }
	set marks { type mark; flags interval; elements = { 1-5 }; }
	set recent { type ADDRESS; flags dynamic,timeout; timeout 1m; }
	map verdicts { type inet_service : verdict; elements = { 22 : accept }; }
	map tomark { type inet_service : mark; elements = { 22 : 5 }; }
	counter hits { }
	quota volume { over 10 mbytes }
	limit slow { rate 5/second }
	chain own { }
`;

const V4 = { ADDRESS: 'ipv4_addr', HOST: '192.0.2.1', NET: '10.0.0.0/8' };
const V6 = { ADDRESS: 'ipv6_addr', HOST: '2001:db8::1', NET: 'fd00::/8' };

/** The declarations for a table of a family. */
export function declarations(family: string): string {
  const words: Record<string, string> = family === 'ip6' ? V6 : V4;
  return DECLARATIONS.replace(/ADDRESS|HOST|NET/g, (word) => words[word]!);
}

const COMMON_V4 = [
  'ip saddr',
  'ip daddr',
  'ip protocol',
  'ip ttl',
  'ip frag-off',
  'ip dscp',
  'ip length',
  'icmp type',
  'icmp code',
];
const COMMON_V6 = ['ip6 saddr', 'ip6 daddr', 'ip6 nexthdr', 'ip6 hoplimit', 'icmpv6 type', 'icmpv6 code', 'ip6 dscp'];
const COMMON = [
  'tcp dport',
  'tcp sport',
  'udp dport',
  'udp sport',
  'tcp flags',
  'iifname',
  'oifname',
  'iif',
  'meta mark',
  'meta l4proto',
  'meta pkttype',
  'ct state',
  'ct mark',
  'ct status',
  'th dport',
  'meta protocol',
];

/** A selector of the grammar: mostly one that people use. */
function selector(random: Random, family: string): string {
  if (random.chance(0.75)) return random.pick([...COMMON, ...(family === 'ip6' ? COMMON_V6 : COMMON_V4)]);
  const all = Object.keys(SELECTORS).filter((name) => !/[<>]|^(?:numgen|jhash|symhash)/.test(name));
  return random.pick(all);
}

/** A value of a type as rules write it. */
function value(random: Random, name: string): string {
  const fact = SELECTORS[name] ?? SELECTORS[`meta ${name}`];
  const type = fact?.type ?? 'integer';
  const symbols = Object.keys(DATA_TYPES[type]?.symbols ?? {});
  switch (type) {
    case 'ipv4_addr':
      return `${10 + random.below(5)}.${random.below(3)}.0.${random.below(4)}`;
    case 'ipv6_addr':
      return `2001:db8::${random.below(9)}`;
    case 'ether_addr':
      return `00:11:22:33:44:0${random.below(9)}`;
    case 'inet_service':
      return random.chance(0.1) ? 'ssh' : String(1 + random.below(9000));
    case 'ifname':
      return random.pick(['"eth0"', '"docker0"', 'lo', '"br-*"', '"wg0"']);
    case 'iface_index':
      return 'lo';
    case 'boolean':
      return random.pick(['exists', 'missing']);
    case 'time':
      return `${random.below(50)}s`;
    case 'mark':
      return random.pick(['1', '0x10', '0xff', '4096']);
    case 'string':
    case 'cgroupsv2':
      return '"x"';
    default:
      if (symbols.length > 0 && random.chance(0.8)) return random.pick(symbols);
      return String(random.below(Math.min(2 ** Math.min(fact?.bits ?? 8, 16), 200)));
  }
}

function right(random: Random, name: string): string {
  const type = (SELECTORS[name] ?? SELECTORS[`meta ${name}`])?.type;
  const one = () => value(random, name);
  const range = () => {
    const [a, b] = [random.below(100), 100 + random.below(100)];
    if (type === 'ipv4_addr') return `10.0.0.${a}-10.0.0.${b}`;
    if (type === 'ipv6_addr') return `2001:db8::1-2001:db8::${b}`;
    return `${a}-${b}`;
  };
  const prefix = () => (type === 'ipv6_addr' ? `fd00::/${random.below(129)}` : `10.20.0.0/${random.below(33)}`);
  const address = type === 'ipv4_addr' || type === 'ipv6_addr';
  const named =
    type === 'inet_service' ? ['@ports', '@portranges'] : address ? ['@hosts', '@nets'] : type === 'mark' ? ['@marks'] : [];
  const bitmask = DATA_TYPES[type ?? '']?.base === 'bitmask';
  const operator = random.pick(['', '', '', '', '== ', '!= ', '!= ']);
  const form = random.below(bitmask ? 14 : 10);
  if (form < 4) return operator + one();
  if (form === 4) return `${random.pick(['<', '>', '<=', '>='])} ${one()}`;
  if (form === 5) return operator + (address && random.chance(0.6) ? prefix() : range());
  if (form === 6) return `${operator}{ ${[...new Set(random.many(1 + random.below(3), one))].join(', ')} }`;
  if (form === 7) return `${operator}{ ${address ? prefix() : range()}${random.chance(0.3) ? `, ${one()}` : ''} }`;
  if (form === 8 && named.length > 0) return operator + random.pick(named);
  if (form === 9 && type !== 'ifname' && type !== 'string') return `& ${one()} ${random.pick(['==', '!='])} ${one()}`;
  if (form === 10) return [...new Set(random.many(2, one))].join(',');
  if (form === 11) return `${random.pick(['', '!= '])}${one()} / ${[...new Set(random.many(2, one))].join(',')}`;
  if (form === 12) return `! ${one()}`;
  return bitmask ? `& (${[...new Set(random.many(2, one))].join(' | ')}) == ${one()}` : operator + one();
}

function match(random: Random, family: string): string {
  const kind = random.below(20);
  if (kind === 0) {
    const [a, b] = [selector(random, family), selector(random, family)];
    return `${a} . ${b} { ${value(random, a)} . ${value(random, b)} }`;
  }
  if (kind === 1) return `${family === 'ip6' ? 'ip6' : 'ip'} saddr . tcp dport @joined`;
  if (kind === 2)
    return random.pick([
      'tcp dport vmap @verdicts',
      'tcp dport vmap { 22 : accept, 80-90 : drop }',
      'ct state vmap { established : accept, invalid : drop }',
    ]);
  const name = selector(random, family);
  return `${name} ${right(random, name)}`;
}

const STATEMENTS = [
  'counter',
  'counter',
  'counter packets 5 bytes 10',
  'limit rate 5/minute',
  'limit rate 10/second burst 20 packets',
  'limit rate over 3/hour',
  'limit rate 10 kbytes/second',
  'log',
  'log prefix "x: "',
  'log group 2',
  'log prefix "y" group 1 snaplen 64',
  'log level debug',
  'counter name "hits"',
  'quota name "volume"',
  'limit name "slow"',
  'quota over 5 mbytes',
  'meta mark set 5',
  'meta mark set meta mark & 0xff',
  'meta mark set meta mark | 0x100',
  'meta mark set ct mark',
  'meta mark set tcp dport map @tomark',
  'ct mark set meta mark',
  'ct mark set 1',
  'meta priority set 1:2',
  'meta nftrace set 1',
  'notrack',
  'ip dscp set cs1',
  'tcp option maxseg size set 1400',
  'add @recent { ip saddr }',
  'update @recent { ip saddr timeout 10s }',
];
const VERDICTS = [
  'accept',
  'accept',
  'accept',
  'drop',
  'drop',
  'return',
  'jump own',
  'goto own',
  'continue',
  'reject',
  'reject with tcp reset',
  '',
];

/** A rule of the grammar for a table of a family; nft may refuse it. */
export function randomRule(random: Random, family: string): string {
  const parts = random.many(random.pick([0, 1, 1, 1, 2, 2, 3]), () => match(random, family));
  if (random.chance(0.35)) parts.push(random.pick(STATEMENTS));
  if (random.chance(0.1)) parts.push(random.pick(STATEMENTS));
  const verdict = random.pick(VERDICTS);
  if (verdict !== '' || parts.length === 0) parts.push(verdict || 'accept');
  if (random.chance(0.15)) parts.push(`comment "rule ${random.below(9)}"`);
  return parts.join(' ');
}
