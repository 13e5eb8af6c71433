import type { Location } from '../../base/range.ts';
import type { Host } from '../host.ts';
import { programRuns } from '../script/program.ts';

/** `iptables -F` or `-X` in a script: empties or deletes chains. */
export interface IptablesFlush {
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  /** Undefined: all chains of the table. */
  readonly chain: string | undefined;
  readonly place: Location;
}

const PROGRAMS: Readonly<Record<string, IptablesFlush['family']>> = {
  iptables: 'ip',
  'iptables-nft': 'ip',
  ip6tables: 'ip6',
  'ip6tables-nft': 'ip6',
};

const FLUSH = ['-F', '--flush', '-X', '--delete-chain'];
const TABLE = ['-t', '--table'];

/** The commands of a host's scripts with which iptables empties or deletes chains. */
export function iptablesFlushes(host: Host): IptablesFlush[] {
  return host.scripts.flatMap((script) =>
    programRuns(script).flatMap(({ name, args, command }): IptablesFlush[] => {
      const family = PROGRAMS[name];
      const words = args.map(({ text }) => text);
      const at = words.findIndex((word) => word !== undefined && FLUSH.includes(word));
      if (!family || at < 0) return [];
      const option = words.findIndex((word) => word !== undefined && TABLE.includes(word));
      const table = option < 0 ? 'filter' : words[option + 1];
      const chain = words[at + 1]?.startsWith('-') ? undefined : words[at + 1];
      // a name that only the shell knows says nothing
      if (table === undefined || (at + 1 < words.length && words[at + 1] === undefined)) return [];
      return [{ family, table, chain, place: { file: script.file, range: command.range } }];
    }),
  );
}
