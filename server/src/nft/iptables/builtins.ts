import { IPTABLES_BUILTINS } from '../../facts/docker-firewall.ts';
import { IPTABLES_HOOKS, IPTABLES_TABLES } from '../../facts/iptables.ts';

/** A builtin chain of iptables. */
export interface Builtin {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly hook: string;
  readonly priority: number;
}

const ALL: readonly Builtin[] = IPTABLES_TABLES.flatMap((table) =>
  Object.entries(IPTABLES_BUILTINS[table] ?? {}).map(([name, [type, hook, priority]]) => ({ table, name, type, hook, priority })),
);

/** The builtin chains of a table, in the order of their hooks. */
export function builtinsOf(table: string): readonly Builtin[] {
  const order = ({ hook }: Builtin) => IPTABLES_HOOKS.indexOf(hook);
  return ALL.filter((builtin) => builtin.table === table).sort((a, b) => order(a) - order(b));
}

export function builtinNamed(table: string, name: string): Builtin | undefined {
  return ALL.find((builtin) => builtin.table === table && builtin.name === name);
}

/** The builtin chain that a table has on a hook. */
export function builtinOn(table: string, hook: string): Builtin | undefined {
  return ALL.find((builtin) => builtin.table === table && builtin.hook === hook);
}

/** True when iptables looks into a table of that name at all. */
export function isIptablesTable(name: string): boolean {
  return IPTABLES_TABLES.includes(name);
}
