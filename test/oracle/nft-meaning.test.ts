import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { showMeaning } from '../../server/src/nft/meaning/show.ts';
import { ConcretePacket } from '../support/concrete-packet.ts';
import { verdictFor } from '../support/evaluate-meaning.ts';
import { loadedBy, type NetlinkProgram, type NetlinkRule, parseNetlink, runNetlink } from '../support/netlink-vm.ts';
import { programOf, rulesOf } from '../support/nft.ts';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';

// What a rule means is compared with the instructions that nft makes of it, both run on the same packets.
const records = new URL('../../../shared/corpus/rules.jsonl', import.meta.url);
const newer = GENERATIONS.find(({ name }) => name === 'newer')!;
const able = canUnshare() && newer.program('nft') !== undefined && existsSync(records);

const PACKETS = 24;
/** What can only be asked with the answers 0 and 1. */
const BOOLEAN = /^(ct direction|meta ipsec|meta secpath|fib .* (check|present))$/;
const LOOPBACK = 0x6c6fn << 112n;
const BATCH = 150;

interface Case {
  readonly id: string;
  readonly family: string;
  readonly rule: string;
  readonly text: string;
}

/** Small and the same on every run. */
function randomizer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Values that a rule compares what it loads with, by load. */
function interesting(rule: NetlinkRule, program: NetlinkProgram): Map<string, bigint[]> {
  const out = new Map<string, bigint[]>();
  let since: string[] = [];
  let anonymous = 0;
  const add = (what: string | undefined, values: readonly bigint[]) => {
    if (what === undefined) return;
    const list = out.get(what) ?? [];
    list.push(...values);
    out.set(what, list);
  };
  for (const instruction of rule.instructions) {
    const read = loadedBy(instruction);
    if (read) {
      since.push(read.what);
      add(read.what, []);
      continue;
    }
    const words = [...instruction.matchAll(/0x([0-9a-f]+)/g)].map(([, hex]) => hex!);
    if (instruction.startsWith('cmp ')) add(since[since.length - 1], [BigInt(`0x${words.join('')}`)]);
    if (instruction.startsWith('range ')) {
      const half = words.length / 2;
      add(since[since.length - 1], [BigInt(`0x${words.slice(0, half).join('')}`), BigInt(`0x${words.slice(half).join('')}`)]);
    }
    const lookup = /^lookup reg \d+ set (\S+)/.exec(instruction);
    if (lookup) {
      const set = lookup[1]!.startsWith('__') ? rule.sets[anonymous++] : program.sets.get(`${rule.table} ${lookup[1]}`);
      for (const [i, what] of since.entries())
        add(what, set?.elements.flatMap(({ low, high }) => [low[i] ?? 0n, high[i] ?? 0n]) ?? []);
    }
    if (/^(cmp|range|lookup)/.test(instruction)) since = [];
  }
  return out;
}

function packetFor(family: string, wanted: Map<string, bigint[]>, random: () => number, keys: readonly string[]): ConcretePacket {
  const packet = new ConcretePacket();
  for (const header of Object.values(packet.bytes))
    for (let i = 0; i < header.length; i++) header[i] = Math.floor(random() * 256);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (const key of keys)
    if (/^(meta|ct|fib) /.test(key)) packet.values.set(key, BigInt(Math.floor(random() * (BOOLEAN.test(key) ? 2 : 6))));
  packet.values.set('ct state', pick([1n, 2n, 4n, 8n, 64n]));
  packet.values.set('ct direction', pick([0n, 1n]));
  packet.values.set('meta nfproto', pick([2n, 10n]));
  packet.values.set('meta protocol', pick([0x800n, 0x86ddn, 0x806n]));
  packet.values.set('meta l4proto', pick([6n, 17n, 1n, 58n]));
  packet.values.set('meta iiftype', 1n);
  for (const [what, values] of wanted) {
    if (values.length === 0 || random() < 0.08) continue;
    const value = pick(values) + (random() < 0.25 ? pick([-1n, 1n]) : 0n);
    if (value < 0n || what === 'ct state' || (BOOLEAN.test(what) && value > 1n)) continue;
    packet.store(what, value);
    // The protocol can be asked for in two ways; the packet has one.
    if (what === 'payload 1b @ network header + 9') packet.values.set('meta l4proto', value & 0xffn);
  }
  const states = wanted.get('ct state') ?? [];
  const exact = states.filter((value) => [1n, 2n, 4n, 8n, 64n].includes(value));
  if (exact.length > 0 && random() < 0.6) packet.values.set('ct state', pick(exact));
  // Interfaces are asked for by index in the kernel and by name in the language; every namespace has `lo`.
  for (const way of ['i', 'o'])
    if (wanted.has(`meta ${way}if`)) {
      const index = packet.values.get(`meta ${way}if`);
      packet.values.set(`meta ${way}ifname`, index === 1n ? LOOPBACK : 1n);
    }
  packet.settle(family);
  return packet;
}

function casesOfCorpus(): Case[] {
  return readFileSync(records, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { id: string; family: string; rule: string; nft: string; nft117: string })
    .filter(({ nft117, rule }) => nft117 === 'ok' && rule !== undefined)
    .map(({ id, family, rule, nft }) => ({ id, family, rule, text: nft }));
}

test.skipIf(!able)(
  'the meaning of a rule is what the kernel is told',
  () => {
    const random = randomizer(20_260_726);
    const all = casesOfCorpus();
    const wrong: string[] = [];
    const counts = { rules: 0, compared: 0, told: 0, silent: 0, unsupported: 0, matched: 0 };
    for (let from = 0; from < all.length; from += BATCH) {
      const batch = all.slice(from, from + BATCH);
      const text = batch.map(({ text: t }, i) => t.replace(/^(table \w+ )\S+/m, `$1t${i}`)).join('\n');
      const { output } = inNamespace(newer, ['nft'], 'nft --debug=netlink -c -f all.nft', { 'all.nft': text });
      const program = parseNetlink(output);
      for (const [i, item] of batch.entries()) {
        const compiled = program.rules.find(({ table }) => table === `t${i}`);
        const own = programOf(item.text);
        const meaning = rulesOf(own).at(-1)?.result.meaning;
        if (!compiled || !meaning) continue;
        counts.rules++;
        const wanted = interesting(compiled, program);
        const keys = meaning.steps.flatMap((step) =>
          'field' in step ? [step.field.key] : 'fields' in step ? step.fields.map(({ key }) => key) : [],
        );
        let told = false;
        for (let n = 0; n < PACKETS; n++) {
          const packet = packetFor(item.family, wanted, random, [
            ...keys,
            ...[...wanted.keys()].filter((what) => /^(meta|ct) /.test(what)),
          ]);
          const outcome = runNetlink(compiled, program.sets, (what) => packet.load(what));
          if (outcome.kind === 'unsupported') {
            counts.unsupported++;
            break;
          }
          const verdict = verdictFor(meaning, (key) => packet.field(key));
          if (verdict === undefined) continue;
          told = true;
          counts.compared++;
          if (outcome.kind === 'match') counts.matched++;
          const matched = verdict !== 'none';
          if (matched !== (outcome.kind === 'match')) {
            wrong.push(
              `${item.id}: ${item.rule}\n    ${showMeaning(meaning)} gives ${verdict}, the kernel ${outcome.kind}\n    ${compiled.instructions.join('; ')}`,
            );
            break;
          }
        }
        if (told) counts.told++;
        else counts.silent++;
      }
    }
    console.log(JSON.stringify(counts));
    expect(wrong).toEqual([]);
    expect(counts.told).toBeGreaterThan(counts.rules * 0.75);
  },
  300_000,
);
