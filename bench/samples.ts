/** A believable ruleset of about that many lines. Equal numbers give equal texts. */
export function ruleset(lines: number, seed: number): string {
  const chains = Math.max(1, Math.floor(lines / 40));
  const out = [
    '#!/usr/sbin/nft -f',
    '',
    `define WAN = eth${seed % 4}`,
    '',
    `table inet own${seed}`,
    `delete table inet own${seed}`,
    '',
    `table inet own${seed} {`,
  ];
  out.push(
    '\tset allowed {',
    '\t\ttype ipv4_addr',
    '\t\tflags interval',
    `\t\telements = { 192.0.2.0/24, 198.51.100.${seed % 200}, 203.0.113.8-203.0.113.20 }`,
    '\t}',
  );
  for (let chain = 0; chain < chains; chain++) {
    out.push('', `\tchain c${chain} {`);
    for (let rule = 0; out.length < ((chain + 1) * lines) / (chains + 1); rule++) {
      const port = 1024 + ((rule * 131 + chain * 7 + seed) % 60000);
      out.push(
        [
          `\t\ttcp dport ${port} ip saddr 10.${rule % 250}.${chain % 250}.0/24 counter accept`,
          `\t\tip saddr @allowed udp dport { ${port}, ${port + 1} } accept`,
          `\t\tiifname "veth${rule}" ct state established,related accept comment "rule ${rule}"`,
          `\t\tip6 saddr 2001:db8:${rule.toString(16)}::/64 tcp dport ${port} limit rate 10/second accept`,
          `\t\tmeta l4proto tcp ct original proto-dst ${port} drop`,
        ][rule % 5]!,
      );
    }
    out.push('\t}');
  }
  out.push(
    '',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    '',
    '\t\tct state established,related accept',
    '\t\tiifname "lo" accept',
  );
  for (let chain = 0; chain < chains; chain++) out.push(`\t\tiifname $WAN tcp dport ${2000 + chain} jump c${chain}`);
  out.push('\t\tmeta l4proto { icmp, ipv6-icmp } accept', '\t}', '}', '');
  return out.join('\n');
}

/** A compose file with two networks and published ports that meet no other one's. */
export function composeFile(index: number): string {
  const subnet = `10.${100 + (index >> 8)}.${index & 255}`;
  return `services:
  web:
    image: example/web:1.${index}
    ports:
      - "127.0.0.1:${10000 + index}:80"
      - target: 443
        published: "${20000 + index}"
        protocol: tcp
    networks:
      front:
        ipv4_address: ${subnet}.10
      back: {}
  db:
    image: example/db
    environment:
      MODE: \${MODE:-production}
    networks: [back]
networks:
  front:
    driver_opts:
      com.docker.network.bridge.name: br-${index}
    ipam:
      config:
        - subnet: ${subnet}.0/25
          gateway: ${subnet}.1
  back:
    internal: true
    ipam:
      config:
        - subnet: ${subnet}.128/25
`;
}

/** Rulesets with that many rules of different kinds, by name. */
export function longRulesets(count: number): Record<string, string> {
  const chain = (rule: (index: number) => string) =>
    `destroy table inet t\ntable inet t {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\tct state established,related accept\n\t\tiifname "lo" accept\n\t\tmeta l4proto ipv6-icmp accept\n${Array.from({ length: count }, (_, i) => `\t\t${rule(i)}\n`).join('')}\t}\n}\n`;
  const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
  return {
    chains: ruleset(count, 3),
    blocklist: chain((i) => `ip saddr ${address(i)} drop`),
    prefixes: chain((i) => `ip saddr 10.${i >> 8}.${i & 255}.0/24 counter drop`),
    services: chain((i) => `ip saddr ${address(i % 140)} tcp dport ${1000 + Math.floor(i / 140)} accept`),
    sets: chain((i) => `ip saddr { ${address(i)}, 192.168.${i & 255}.${i >> 8} } udp dport { ${i}, ${i + 30_000} } drop`),
    twice: chain((i) => `ip saddr ${address(i % (count / 2))} tcp dport 22 accept`),
    nested: chain((i) => `tcp dport ${1 + Math.floor(i / 2)}-${65_000 - Math.floor(i / 2)} ip saddr ${address(i)} drop`),
    marks: chain((i) => (i % 2 ? `tcp dport ${i} meta mark set ${i}` : `meta mark ${i} accept`)),
    jumps: `${chain((i) => (i % 2 ? `ip saddr ${address(i)} jump c${i % 7}` : `ip saddr ${address(i)} drop`)).replace(/\}\n$/, '')}${Array.from({ length: 7 }, (_, i) => `\tchain c${i} {\n\t\ttcp dport ${i + 20} accept\n\t}\n`).join('')}}\n`,
  };
}
