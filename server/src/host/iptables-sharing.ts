import type { EvaluatedTable } from '../nft/evaluation.ts';
import { builtinNamed, isIptablesTable } from '../nft/iptables/builtins.ts';
import { type IptablesFamily, isIptablesFamily } from '../nft/iptables/version.ts';
import type { NftProgram } from '../nft/program.ts';
import type { Host } from './host.ts';
import { iptablesCommands } from './iptables-save.ts';

/** Who works with iptables-nft on a host, in one family. */
export interface IptablesUse {
  /** Docker writes its rules with it, or would as far as the files say. */
  readonly docker: boolean;
  /** Something on the host is known to use it; without that it is only what Docker would do by itself. */
  readonly known: boolean;
}

const SWITCHES = { ip: 'iptables', ip6: 'ip6tables' } as const;

/**
 * How iptables-nft is used on a host. Undefined when nothing uses it: Docker writes its rules in another way or none in this family, and
 * there are no files or commands of iptables.
 */
export function iptablesUse(host: Host, family: IptablesFamily): IptablesUse | undefined {
  const { engine } = host;
  if (engine.firewallBackend === 'iptables-legacy') return undefined;
  const option = SWITCHES[family];
  const docker = engine.firewallBackend === 'iptables-nft' && engine.isOn(option);
  const tools = usesTools(host, family);
  if (!docker && !tools) return undefined;
  const told = host.settings.firewallBackend === 'iptables-nft';
  return { docker, known: tools || (docker && (told || runsDocker(host))) };
}

/** True when files of the host speak of Docker. */
function runsDocker(host: Host): boolean {
  return host.daemon.length > 0 || host.compose.length > 0 || host.networks.length > 0;
}

function usesTools(host: Host, family: IptablesFamily): boolean {
  const number = family === 'ip' ? 4 : 6;
  return (
    host.iptables.some((save) => save.family === number) ||
    host.scripts.some((script) => iptablesCommands(script).some((command) => command.family === number))
  );
}

/** A table of an nft program that iptables-nft looks into. */
export interface SharedTable {
  readonly program: NftProgram;
  readonly table: EvaluatedTable;
  readonly family: IptablesFamily;
  readonly name: string;
  readonly use: IptablesUse;
}

/** The tables of a host's nft files that iptables-nft looks into, where it is used. */
export function sharedTables(host: Host): SharedTable[] {
  return host.nft.flatMap((program) =>
    [...program.tables.values()].flatMap((table): SharedTable[] => {
      const { family, name } = table.state;
      if (!isIptablesFamily(family) || !isIptablesTable(name)) return [];
      const use = iptablesUse(host, family);
      // A chain with the name of a builtin one says that the table is meant to be shared.
      const known = use?.known || [...table.chains.keys()].some((chain) => builtinNamed(name, chain));
      return use ? [{ program, table, family, name, use: { ...use, known } }] : [];
    }),
  );
}
