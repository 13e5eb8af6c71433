import type { Random } from '../random.ts';

/** Ports on which every host of the probes answers. */
export const PORTS = [22, 53, 80, 443, 8080] as const;

const ADDRESSES = ['10.0.1.2', '10.0.2.2', '10.0.3.2', '10.0.1.1', '10.0.2.1', '10.0.1.0/24', '10.0.2.0/23', '10.0.0.0/8'];
const ADDRESSES6 = ['2001:db8:1::2', '2001:db8:2::2', '2001:db8:1::/64', '2001:db8::/32'];
const INTERFACES = ['"lan0"', '"wan0"', '"br-g"', '"lo"', '"l*"', '"br-*"'];
const STATES = ['new', 'established', 'related', 'invalid', 'untracked'];

type Family = 'ip' | 'ip6' | 'inet';

function match(random: Random, family: Family): string {
  const not = random.chance(0.15) ? '!= ' : '';
  const port = () => random.pick(PORTS);
  const transport = () => random.pick(['tcp', 'udp']);
  const v6 = family === 'ip6' || (family === 'inet' && random.chance(0.3));
  const address = () => random.pick(v6 ? ADDRESSES6 : ADDRESSES);
  const ip = v6 ? 'ip6' : 'ip';
  const choices: (() => string)[] = [
    () => `${random.pick(['iifname', 'oifname'])} ${not}${random.pick(INTERFACES)}`,
    () => `${random.pick(['iifname', 'oifname'])} ${not}{ ${random.some(INTERFACES.slice(0, 4)).join(', ')} }`,
    () => `${ip} ${random.pick(['saddr', 'daddr'])} ${not}${address()}`,
    () => `${transport()} ${random.pick(['dport', 'dport', 'sport'])} ${not}${port()}`,
    () => `${transport()} dport ${not}{ ${random.some(PORTS).join(', ')} }`,
    () => `tcp dport ${random.pick(['<', '>=', '!='])} ${random.pick([54, 100, 443])}`,
    () => `udp dport ${random.pick(['20-60', '50-500', '1-65535'])}`,
    () => `meta l4proto ${not}${random.pick(['tcp', 'udp', '{ tcp, udp }', 'icmp'])}`,
    () => `ct state ${random.pick(['', '', '!= '])}${random.pick(STATES)}`,
    () => `ct state ${random.some(STATES).join(',')}`,
    () => `ct state { ${random.some(STATES).join(', ')} }`,
    () => `ct status ${random.pick(['dnat', 'snat', 'seen-reply', 'dnat,snat', '& dnat == 0', '! snat'])}`,
    () => `ct direction ${random.pick(['original', 'reply'])}`,
    () => `meta mark ${not}${random.pick(['0', '1', '2', '1-2', '{ 0, 2 }'])}`,
    () => `meta mark & 0x3 == ${random.below(4)}`,
    () => `ct mark ${not}${random.pick(['0', '1', '2'])}`,
    () => `ct original proto-dst ${not}${port()}`,
    () => `fib daddr type ${not}local`,
    () => `meta pkttype host`,
    () => `${transport()} dport ${not}@ports`,
  ];
  if (!v6) {
    choices.push(
      () => `ip saddr . tcp dport { 10.0.1.2 . ${port()}, 10.0.1.0/24 . ${port()}, 10.0.3.2 . 20-100 }`,
      () => `ip saddr ${not}@hosts`,
      () => `ip protocol ${random.pick(['tcp', 'udp'])}`,
      () => `ip saddr ${random.pick(['10.0.1.0-10.0.2.255', '{ 10.0.1.2, 10.0.3.0/24 }'])}`,
      () => `ct original ${family === 'inet' ? 'ip ' : ''}daddr ${not}${random.pick(['10.0.1.1', '10.0.2.2', '10.0.0.0/8'])}`,
    );
  }
  if (family === 'inet') choices.push(() => `meta nfproto ${random.pick(['ipv4', 'ipv6'])}`);
  return random.pick(choices)();
}

function verdict(random: Random, chains: readonly string[], hook: string): string {
  const rejects = hook !== 'postrouting' && hook !== 'any';
  const jumps =
    chains.length > 0 ? [`jump ${random.pick(chains)}`, `jump ${random.pick(chains)}`, `goto ${random.pick(chains)}`] : [];
  return random.pick([
    'accept',
    'accept',
    'accept',
    'drop',
    'drop',
    'return',
    'continue',
    ...(rejects ? ['reject'] : []),
    ...jumps,
  ]);
}

function rule(random: Random, family: Family, chains: readonly string[], hook: string): string {
  const matches = Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () => match(random, family));
  const kind = random.next();
  const to = () => verdict(random, chains, hook);
  if (kind < 0.1)
    return [...matches, `ct state vmap { established : ${to()}, new : ${to()}${random.chance(0.3) ? `, * : ${to()}` : ''} }`]
      .join(' ')
      .replaceAll('reject', 'drop');
  if (kind < 0.17)
    return [...matches, `tcp dport vmap { ${random.pick(['22', '20-30'])} : ${to()}, 80 : ${to()}, 443-9000 : ${to()} }`]
      .join(' ')
      .replaceAll('reject', 'drop');
  if (kind < 0.22)
    return [...matches, `iifname vmap { "lan0" : ${to()}, "wan0" : ${to()}, "lo" : ${to()} }`]
      .join(' ')
      .replaceAll('reject', 'drop');
  const effects = random.chance(0.25)
    ? [
        random.pick([
          'meta mark set 1',
          'meta mark set 2',
          'ct mark set 1',
          'ct mark set meta mark',
          'meta mark set ct mark',
          'counter',
          'counter meta mark set tcp dport map { 22 : 1, 80 : 2 }',
        ]),
      ]
    : [];
  // An empty rule without conditions would decide everything behind it.
  if (matches.length === 0 && effects.length === 0 && random.chance(0.8)) matches.push(match(random, family));
  return [...matches, ...effects, ...(effects.length > 0 && random.chance(0.5) ? [] : [to()])].join(' ');
}

/** Without matches that ask a rule for two transport or network protocols, which nft refuses. */
function sound(text: string): boolean {
  const transports = new Set(
    [...text.matchAll(/\b(tcp|udp) (?:sport|dport)|l4proto (tcp|udp|icmp)\b|protocol (tcp|udp)\b/g)].map(
      (m) => m[1] ?? m[2] ?? m[3],
    ),
  );
  const networks = new Set(
    [...text.matchAll(/\b(ip6?) (?:saddr|daddr|protocol)|nfproto (ipv4|ipv6)|original (ip) daddr/g)].map((m) =>
      m[1] === 'ip6' || m[2] === 'ipv6' ? 6 : 4,
    ),
  );
  return transports.size <= 1 && networks.size <= 1;
}

function rules(count: number, make: () => string): string {
  const out: string[] = [];
  while (out.length < count) {
    const text = make();
    if (sound(text)) out.push(`\t\t${text}`);
  }
  return out.join('\n');
}

const SETS = `	set ports {
		type inet_service; flags interval
		elements = { 22, 53-80 }
	}
	set hosts {
		type ipv4_addr; flags interval
		elements = { 10.0.1.0/24, 10.0.3.2 }
	}
`;

function natTable(random: Random, name: string): string {
  const family: Family = random.pick(['ip', 'inet']);
  const ip = family === 'inet' ? 'ip ' : '';
  const priority = (usual: number) => random.pick([usual, usual, usual - 5, usual + 20]);
  const port = () => random.pick(PORTS);
  const dnat = () =>
    random.pick([
      `iifname "lan0" tcp dport ${port()} dnat ${ip}to 10.0.2.2:${port()}`,
      `tcp dport ${port()} ip daddr 10.0.1.1 dnat ${ip}to 10.0.2.2:${port()}`,
      `udp dport { ${random.some(PORTS).join(', ')} } iifname { "lan0", "br-g" } redirect to :${port()}`,
      `iifname "br-g" ip daddr 10.0.3.1 dnat ${ip}to tcp dport map { 80 : 10.0.2.2, 8080 : 10.0.2.2 }`,
      `iifname "lan0" tcp dport ${port()} meta mark set 2`,
      `tcp dport ${port()} redirect to :${port()}`,
      `iifname "lan0" udp dport ${port()} accept`,
    ]);
  const snat = () =>
    random.pick([
      'oifname "wan0" masquerade',
      `oifname "wan0" snat ${ip}to 10.0.2.1`,
      'ip saddr 10.0.1.0/24 masquerade',
      'ct status dnat masquerade',
      'iifname "br-g" oifname "wan0" masquerade',
      'meta mark 2 masquerade',
    ]);
  const chain = (hook: string, usual: number, make: () => string, policy = 'accept') =>
    `\tchain ${hook} {\n\t\ttype nat hook ${hook} priority ${priority(usual)}; policy ${policy};\n${rules(1 + random.below(3), make)}\n\t}\n`;
  const parts = [chain('prerouting', -100, dnat)];
  if (random.chance(0.5))
    parts.push(
      chain(
        'output',
        -100,
        () =>
          `ip daddr 10.0.${random.pick([1, 2])}.${random.pick([1, 2])} tcp dport ${port()} ${random.pick([`dnat ${ip}to 10.0.2.2:${port()}`, `redirect to :${port()}`])}`,
      ),
    );
  if (random.chance(0.7)) parts.push(chain('postrouting', 100, snat));
  return `table ${family} ${name} {\n${parts.join('')}}\n`;
}

function filterTable(random: Random, name: string): string {
  const family: Family = random.pick(['ip', 'inet', 'inet', 'ip6']);
  const chains = ['c0', 'c1', 'c2'].slice(0, random.below(4));
  const out = [`table ${family} ${name} {\n${SETS}`];
  // Chains only jump to those behind them, so that there are no circles.
  for (const [i, chain] of chains.entries())
    out.push(`\tchain ${chain} {\n${rules(1 + random.below(4), () => rule(random, family, chains.slice(i + 1), 'any'))}\n\t}\n`);
  const hooks = random.some(['prerouting', 'input', 'forward', 'forward', 'output', 'postrouting', 'input']);
  for (const [i, hook] of hooks.entries()) {
    const priority = random.pick([-300, -150, -10, 0, 0, 0, 10, 150]);
    const type = hook === 'output' && random.chance(0.2) ? 'route' : 'filter';
    const policy = random.pick(['accept', 'accept', 'drop']);
    const raw = priority === -300 && (hook === 'prerouting' || hook === 'output') && random.chance(0.4);
    const body = rules(1 + random.below(6), () => rule(random, family, chains, hook));
    out.push(`\tchain b${i} {\n\t\ttype ${type} hook ${hook} priority ${priority}; policy ${policy};\n`);
    if (raw) out.push(`\t\t${random.pick(['tcp', 'udp'])} dport ${random.pick(PORTS)} notrack\n`);
    if (policy === 'drop' && random.chance(0.6)) out.push('\t\tct state established,related accept\n');
    out.push(`${body}\n\t}\n`);
  }
  out.push('}\n');
  return out.join('');
}

/** A ruleset for the router of the probes. */
export function randomRuleset(random: Random): string {
  const tables: string[] = [];
  for (let i = 0; i < 1 + random.below(3); i++) tables.push(filterTable(random, `f${i}`));
  if (random.chance(0.6)) tables.splice(random.below(tables.length + 1), 0, natTable(random, 'n0'));
  if (random.chance(0.2)) tables.push(natTable(random, 'n1'));
  return tables.join('');
}
