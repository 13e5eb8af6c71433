import { PRIORITY_NAMES } from '../../facts/docker-firewall.ts';
import type { BaseHook, RulesetState, StateTable } from './state.ts';

/** Writes a ruleset as `nft list ruleset` does; counters have no numbers. */
export function rulesetText<S>(state: RulesetState<S>): string {
  return [...state.tables.values()].map(tableText).join('\n');
}

/** Writes one table. */
export function tableText<S>(table: StateTable<S>): string {
  const blocks: string[] = [];
  for (const [name, elements] of table.maps) {
    const pairs = [...elements].map(([key, verdict]) => `"${key}" : ${verdict}`);
    const lines = ['type ifname : verdict', ...(pairs.length > 0 ? [`elements = { ${pairs.join(',\n\t\t\t     ')} }`] : [])];
    blocks.push(block(`map ${name}`, lines));
  }
  for (const [name, { base, rules }] of table.chains)
    blocks.push(block(`chain ${name}`, [...(base ? [baseText(base)] : []), ...rules.map(({ text }) => text)]));
  return `table ${table.family} ${table.name} {\n${blocks.join('\n')}}\n`;
}

function block(head: string, lines: readonly string[]): string {
  return `\t${head} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
}

function baseText({ type, hook, priority, policy }: BaseHook): string {
  const name = PRIORITY_NAMES.find((entry) => entry.priority === priority && (entry.hook === undefined || entry.hook === hook));
  return `type ${type} hook ${hook} priority ${name?.name ?? priority ?? 0}; policy ${policy};`;
}
