import { readFileSync } from 'node:fs';

const BASE = `
	chain INPUT { type filter hook input priority filter; policy drop; }
	chain OUTPUT { type filter hook output priority filter; }`;

function filter(family: string, forward: string): string {
  return `table ${family} filter {${BASE}\n${forward}\n}\n`;
}

/** Rulesets in which one thing is not as iptables makes it. */
function shapes(family: 'ip' | 'ip6'): string[] {
  return [
    filter(family, '\tchain FORWARD { type filter hook forward priority filter; policy drop; }'),
    filter(family, '\tchain FORWARD { type filter hook forward priority 10; }'),
    filter(family, '\tchain FORWARD { type filter hook prerouting priority filter; }'),
    filter(family, '\tchain FORWARD { accept; }'),
    filter(family, '\tchain forward { type filter hook forward priority filter; policy drop; }'),
    filter(family, '\tchain DOCKER-USER { type filter hook forward priority filter; }'),
    filter(
      family,
      '\tchain FORWARD {\n\t\ttype filter hook forward priority filter;\n\t\tct state established,related accept\n\t}',
    ),
    filter(family, '\tchain FORWARD {\n\t\ttype filter hook forward priority filter;\n\t\ttcp dport { 80, 443 } accept\n\t}'),
    filter(family, '\tchain FORWARD {\n\t\ttype filter hook forward priority filter;\n\t\ttcp flags != syn drop\n\t}'),
    `table inet filter {${BASE}\n}\n`,
    `table ${family} nat {\n\tchain INPUT { type nat hook input priority -100; }\n\tchain OUTPUT { type nat hook output priority 0; }\n}\n`,
    `table ${family} filter {\n\tflags dormant\n${BASE}\n}\n`,
  ];
}

const HOST = readFileSync('examples/clean-host/etc/nftables.conf', 'utf8');

/** Fixed rulesets by family: the example host, and one for each thing that can be wrong. */
export const EXAMPLES = { ip: [HOST, ...shapes('ip')], ip6: [HOST, ...shapes('ip6')] };
