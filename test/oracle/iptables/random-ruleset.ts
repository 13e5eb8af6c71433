import { IPTABLES_BUILTINS } from '../../../server/src/facts/docker-firewall.ts';
import { declarations, type Random, randomRule } from '../../support/random-rules.ts';

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'];
const OWN_NAMES = ['own2', 'DOCKER', 'DOCKER-USER', 'X', 'zone_lan', 'FORWARD-rules'];
const SIMPLE = [
  'accept',
  'drop',
  'counter',
  'tcp dport 22 accept',
  'ct state established,related accept',
  'tcp dport { 80, 443 } accept',
];

/** A ruleset with tables that iptables looks into, in which something is often not as iptables makes it. */
export function randomRuleset(random: Random, family: 'ip' | 'ip6'): string {
  const names = random.pick([
    ['filter'],
    ['filter'],
    ['filter'],
    ['filter', 'nat'],
    ['nat'],
    ['filter', 'mangle'],
    ['raw', 'filter'],
    ['security'],
    [],
  ]);
  const tables = names.map((name) => randomTable(random, family, name));
  if (random.chance(0.2)) tables.push(decoy(random, family));
  return tables.join('\n');
}

/** A table that iptables does not see. */
function decoy(random: Random, family: string): string {
  const head = random.pick(['inet filter', `${family} fw`, 'inet nat', `${family === 'ip' ? 'ip6' : 'ip'} filter`]);
  return `table ${head} {\n\tchain FORWARD {\n\t\ttype filter hook forward priority ${random.pick(['0', '10'])}; policy drop;\n\t}\n}\n`;
}

function randomTable(random: Random, family: string, name: string): string {
  const chains: string[] = [];
  const used = new Set(['own']);
  const own = random
    .many(random.pick([0, 0, 1, 1, 2]), () => random.pick(OWN_NAMES))
    .filter((each) => !used.has(each) && used.add(each));
  const rule = () => (random.chance(0.5) ? random.pick(SIMPLE) : randomRule(random, family));
  const rules = (chance: number) => (random.chance(chance) ? random.many(random.pick([1, 1, 2, 3]), rule) : []);
  for (const chain of own)
    chains.push(chainText(chain, random.chance(0.1) ? foreignHook(random, name) : undefined, '', rules(0.5)));
  for (const [builtin, [type, hook, priority]] of Object.entries(IPTABLES_BUILTINS[name] ?? {})) {
    const jumps = own.length > 0 && random.chance(0.3) ? [`jump ${random.pick(own)}`] : [];
    const policy = name === 'nat' ? '' : random.pick(['', 'accept', 'drop']);
    const kind = random.below(14);
    const exact = `type ${type} hook ${hook} priority ${priority};`;
    if (kind === 0) continue;
    if (kind === 1)
      chains.push(
        chainText(builtin, `type ${type} hook ${hook} priority ${priority + random.pick([-5, 1, 10, 100])};`, policy, rules(0.3)),
      );
    else if (kind === 2)
      chains.push(
        chainText(
          builtin,
          `type ${type === 'nat' ? 'nat' : 'filter'} hook ${random.pick(type === 'nat' ? ['prerouting', 'output'] : HOOKS)} priority ${priority};`,
          '',
          [],
        ),
      );
    else if (kind === 3) chains.push(chainText(builtin, undefined, '', rules(0.5)));
    else if (kind === 4) chains.push(chainText(builtin.toLowerCase(), exact, policy, rules(0.3)));
    else if (kind === 5) {
      chains.push(chainText(builtin, exact, policy, [...jumps, ...rules(0.3)]));
      chains.push(chainText(builtin.toLowerCase(), exact, policy, rules(0.3)));
    } else if (kind === 6 && hook === 'output')
      chains.push(
        chainText(builtin, `type ${type === 'route' ? 'filter' : 'route'} hook output priority ${priority};`, policy, []),
      );
    else chains.push(chainText(builtin, exact, policy, [...jumps, ...rules(0.35)]));
  }
  if (random.chance(0.3)) chains.reverse();
  const flags = random.chance(0.05) ? '\tflags dormant;\n' : '';
  // Chains come last, so that a rule can name what is declared before.
  return `table ${family} ${name} {\n${flags}${declarations(family)}${chains.join('')}}\n`;
}

function foreignHook(random: Random, table: string): string {
  return table === 'nat'
    ? `type nat hook ${random.pick(['prerouting', 'postrouting'])} priority ${random.pick(['-90', '90'])};`
    : `type filter hook ${random.pick(HOOKS)} priority ${random.pick(['0', '-10', '20'])};`;
}

function chainText(name: string, hook: string | undefined, policy: string, rules: readonly string[]): string {
  const lines = [hook && `${hook}${policy === '' ? '' : ` policy ${policy};`}`, ...rules].filter(
    (line) => line !== undefined && line !== '',
  );
  return `\tchain ${name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
}
