import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseIp, parsePrefix } from '../../server/src/base/ip.ts';
import { Firewall, follow, type HostInterface, hostSurroundings, packetOf } from '../../server/src/nft/packets/index.ts';
import { programOf } from '../support/nft.ts';
import { canUnshare, GENERATIONS } from '../support/oracle.ts';
import { PORTS, randomRuleset } from '../support/packets/random-ruleset.ts';
import { Random } from '../support/random.ts';

// Real packets go through random rulesets in namespaces of their own; what becomes of them is what the model says.
const script = fileURLToPath(new URL('../support/packets/probe.py', import.meta.url));
const nft = GENERATIONS.find(({ name }) => name === 'newer')!.program('nft') ?? GENERATIONS[0]!.program('nft');
const able = canUnshare() && nft !== undefined && spawnSync('python3', ['--version']).status === 0;

const RULESETS = Number(process.env.RULESETS ?? 120);
const SEED = Number(process.env.SEED ?? 7);

interface Probe {
  readonly from: 'client' | 'router' | 'guest' | 'server';
  readonly proto: 'tcp' | 'udp';
  readonly to: string;
  readonly port: number;
  readonly sport: number;
}

const NETS = { client: 1, server: 2, guest: 3 } as const;
const DEVICES = { client: 'lan0', server: 'wan0', guest: 'br-g' } as const;

const interfaces: HostInterface[] = (['client', 'server', 'guest'] as const).map((name) => ({
  name: DEVICES[name],
  addresses: [
    { address: parseIp(`10.0.${NETS[name]}.1`)!, subnet: parsePrefix(`10.0.${NETS[name]}.0/24`)!.prefix },
    { address: parseIp(`2001:db8:${NETS[name]}::1`)!, subnet: parsePrefix(`2001:db8:${NETS[name]}::/64`)!.prefix },
  ],
}));
const SURROUNDINGS = hostSurroundings(interfaces, undefined);

function probesFor(random: Random, sport: () => number): Probe[] {
  return Array.from({ length: 16 }, () => {
    const from = random.pick(['client', 'client', 'router', 'guest', 'server'] as const);
    const v6 = random.chance(0.25);
    const nets = [1, 2, 3].filter((net) => from === 'router' || net !== NETS[from]);
    const there = v6 ? `2001:db8:${random.pick(nets)}::2` : `10.0.${random.pick(nets)}.2`;
    const own = from === 'router' ? random.pick([1, 2, 3]) : NETS[from];
    const here = v6 ? `2001:db8:${own}::1` : `10.0.${own}.1`;
    const loop = v6 ? '::1' : '127.0.0.1';
    const to = random.pick([there, there, here, ...(from === 'router' ? [loop] : [])]);
    return { from, proto: random.pick(['tcp', 'udp'] as const), to, port: random.pick(PORTS), sport: sport() };
  });
}

/** The address that a host sends from. */
function sourceOf({ from, to }: Probe): string {
  const v6 = to.includes(':');
  if (from !== 'router') return v6 ? `2001:db8:${NETS[from]}::2` : `10.0.${NETS[from]}.2`;
  if (to === '127.0.0.1' || to === '::1' || /(^10\.0\.\d\.1|::1)$/.test(to)) return to;
  const net = v6 ? to.split(':')[2] : to.split('.')[2];
  return v6 ? `2001:db8:${net}::1` : `10.0.${net}.1`;
}

test.skipIf(!able)(
  'packets fare as the model says',
  () => {
    const random = new Random(SEED);
    let next = 20_000;
    const sport = () => (next = next >= 50_000 ? 20_000 : next + 1);
    const cases = Array.from({ length: RULESETS }, () => {
      const ruleset = randomRuleset(random);
      return { ruleset, probes: probesFor(random, sport) };
    });
    const { stdout, stderr, status } = spawnSync('unshare', ['-nm', 'python3', script, nft!], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const outcomes = JSON.parse(stdout) as { error?: string; results?: boolean[] }[];
    const counts = { refused: 0, probes: 0, unknown: 0, passed: 0, equal: 0 };
    const wrong: string[] = [];
    for (const [i, { ruleset, probes }] of cases.entries()) {
      const outcome = outcomes[i]!;
      const program = programOf(ruleset);
      if (!outcome.results) {
        counts.refused++;
        continue;
      }
      expect(program.problems).toEqual([]);
      const firewall = new Firewall([program.evaluation]);
      for (const [n, probe] of probes.entries()) {
        const v6 = probe.to.includes(':');
        const ip = v6 ? 'ip6' : 'ip';
        const packet = packetOf({
          'meta nfproto': v6 ? 10 : 2,
          'meta l4proto': probe.proto,
          [`${ip} saddr`]: sourceOf(probe),
          [`${ip} daddr`]: probe.to,
          'th sport': probe.sport,
          'th dport': probe.port,
          'meta pkttype': 0,
        });
        const from = probe.from === 'router' ? 'host' : DEVICES[probe.from];
        const answer = follow(firewall, { from, packet }, SURROUNDINGS);
        counts.probes++;
        if (outcome.results[n]) counts.passed++;
        if (answer.outcome === 'unknown' || answer.outcome === 'mixed') {
          counts.unknown++;
          continue;
        }
        if ((answer.outcome === 'accepted') === outcome.results[n]) counts.equal++;
        else {
          const by = answer.cases[0]!.by;
          const text = by?.rule ? ruleset.slice(by.rule.at, by.rule.at + by.rule.unit.length) : by?.what;
          wrong.push(
            `${JSON.stringify(probe)}: ${outcome.results[n] ? 'arrives' : 'is lost'}, the model says ${answer.outcome} on ${answer.cases[0]!.world.leg} by ${by?.chain.table.table.state.name} ${by?.chain.chain.info.name}: ${text}\n${ruleset}`,
          );
        }
      }
    }
    console.log(JSON.stringify(counts));
    expect(wrong.slice(0, 6)).toEqual([]);
    expect(counts.unknown).toBeLessThan(counts.probes * 0.1);
  },
  600_000,
);
