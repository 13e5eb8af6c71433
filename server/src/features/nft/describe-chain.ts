import { PRIORITIES } from '../../facts/nft.ts';
import { hookDoc } from '../../facts/nft-docs.ts';
import type { Host } from '../../host/host.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import type { NftProgram } from '../../nft/program.ts';
import { type Caller, tableGraph } from './chain-graph.ts';
import { code, count, list, markdown } from './markdown.ts';

/** What a chain is: its place in the path of packets, what it decides, who leads to it. */
export function describeChain(chain: EvaluatedChain, table: EvaluatedTable, program: NftProgram, host: Host | undefined): string {
  const { info, rules } = chain;
  const headline = `**Chain ${code(info.name)}** of table ${code(`${table.state.family} ${table.state.name}`)}`;
  const callers = tableGraph(table, program).callers.get(info.name) ?? [];
  const lines = [baseLine(chain, table), `${capital(count(rules.length, 'rule'))}.`];
  if (callers.length > 0) lines.push(`Reached from ${callerWords(callers)}.`);
  else if (!info.base) lines.push('No rule leads here.');
  if (info.base) lines.push(neighbours(chain, table, host));
  return markdown(headline, lines);
}

function callerWords(callers: readonly Caller[]): string {
  const times = new Map<string, number>();
  for (const { chain } of callers) times.set(chain.info.name, (times.get(chain.info.name) ?? 0) + 1);
  return list([...times].map(([name, number]) => (number === 1 ? code(name) : `${code(name)} (${number} times)`)));
}

function baseLine({ info }: EvaluatedChain, { state }: EvaluatedTable): string {
  const { base } = info;
  if (!base) return 'A regular chain: packets come here by `jump` and `goto` only.';
  const where =
    base.priority === undefined ? 'an unknown priority' : `priority ${priorityWords(state.family, base.hook, base.priority)}`;
  const policy = base.policy ?? 'accept';
  const meaning = hookDoc(base.hook)?.text ?? '';
  return `Base chain of type ${base.type} on hook ${base.hook}, ${where}, policy ${policy}. ${meaning}`;
}

/** A priority as a number and, where a name is near, in words: `-1 (filter - 1)`. */
export function priorityWords(family: string, hook: string, priority: number): string {
  const name = priorityName(family, hook, priority);
  return name === undefined || name === String(priority) ? String(priority) : `${priority} (${name})`;
}

/** The nearest name and the distance to it; undefined when no name is within 50. */
export function priorityName(family: string, hook: string, priority: number): string | undefined {
  const names = Object.entries(PRIORITIES[`${family}/${hook}`] ?? {});
  names.sort(([, a], [, b]) => Math.abs(a - priority) - Math.abs(b - priority));
  const [nearest] = names;
  if (!nearest) return undefined;
  const distance = priority - nearest[1];
  if (distance === 0) return nearest[0];
  return Math.abs(distance) < 50 ? `${nearest[0]} ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}` : undefined;
}

const MEET: Readonly<Record<string, readonly string[]>> = {
  ip: ['ip', 'inet'],
  ip6: ['ip6', 'inet'],
  inet: ['inet', 'ip', 'ip6'],
};

/** The other base chains on the hook, in the order in which they are asked. */
function neighbours(chain: EvaluatedChain, table: EvaluatedTable, host: Host | undefined): string {
  const { hook } = chain.info.base!;
  const families = MEET[table.state.family] ?? [table.state.family];
  const found: { words: string; priority: number; own: boolean }[] = [];
  for (const program of host?.nft ?? [])
    for (const other of program.tables.values()) {
      if (!families.includes(other.state.family)) continue;
      for (const candidate of other.chains.values()) {
        const { base, name } = candidate.info;
        if (base?.hook !== hook || base.priority === undefined) continue;
        const own = candidate === chain;
        const words = `${own ? '**' : ''}${code(`${other.state.family} ${other.state.name} ${name}`)}${own ? '**' : ''} (${base.priority}${base.policy === 'drop' ? ', policy drop' : ''})`;
        found.push({ words, priority: base.priority, own });
      }
    }
  if (found.length < 2) return '';
  found.sort((a, b) => a.priority - b.priority);
  return `On this hook, in order: ${list(
    found.map(({ words }) => words),
    12,
  )}. A packet has to pass all of them.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
