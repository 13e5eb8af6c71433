import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { ShellScript } from '../syntax/shell/script.ts';
import { splitWords, type Word } from '../syntax/words.ts';
import { programRuns } from './script/program.ts';

/** A file that iptables-save or ip6tables-save wrote, and iptables-restore loads. */
export interface IptablesSave {
  readonly file: FileId;
  readonly family: 4 | 6;
  readonly tables: readonly IptablesTable[];
}

/** `*filter` … `COMMIT`. */
export interface IptablesTable {
  readonly name: string;
  readonly range: Range;
  readonly chains: readonly IptablesChain[];
  readonly rules: readonly IptablesRule[];
}

/** `:FORWARD DROP [0:0]`. */
export interface IptablesChain {
  readonly name: string;
  /** ACCEPT or DROP; undefined for a chain of one's own. */
  readonly policy: string | undefined;
  readonly range: Range;
}

/** What a rule command does with its chain. */
export type IptablesAction = 'append' | 'insert' | 'delete' | 'replace' | 'policy' | 'new-chain' | 'flush' | 'delete-chain';

/** `-A FORWARD -i eth0 -j DROP`, in a file or as a command. */
export interface IptablesRule {
  readonly table: string;
  readonly action: IptablesAction;
  /** Undefined for a flush of all chains. */
  readonly chain: string | undefined;
  /** Behind the chain; matches and the target. */
  readonly words: readonly Word[];
  /** Behind `-j` or `-g`; for `policy`, the policy. */
  readonly target: string | undefined;
  readonly range: Range;
}

const ACTIONS: Readonly<Record<string, IptablesAction>> = {
  '-A': 'append',
  '--append': 'append',
  '-I': 'insert',
  '--insert': 'insert',
  '-D': 'delete',
  '--delete': 'delete',
  '-R': 'replace',
  '--replace': 'replace',
  '-P': 'policy',
  '--policy': 'policy',
  '-N': 'new-chain',
  '--new-chain': 'new-chain',
  '-F': 'flush',
  '--flush': 'flush',
  '-X': 'delete-chain',
  '--delete-chain': 'delete-chain',
};

/** Reads what iptables-save writes. The family is that of the file's name (`rules.v6`, `ip6tables`). Total: other lines are skipped. */
export function readIptablesSave(file: FileId, text: string): IptablesSave {
  const tables: IptablesTable[] = [];
  let table: { name: string; start: number; chains: IptablesChain[]; rules: IptablesRule[] } | undefined;
  const close = (end: number) => {
    if (table) tables.push({ name: table.name, range: { start: table.start, end }, chains: table.chains, rules: table.rules });
    table = undefined;
  };
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trimEnd();
    const range = { start, end: start + line.length };
    if (line.startsWith('*')) {
      close(start);
      table = { name: line.slice(1).trim(), start, chains: [], rules: [] };
    } else if (line === 'COMMIT') close(range.end);
    else if (table && line.startsWith(':')) {
      const [name = '', policy] = line.slice(1).split(/\s+/);
      table.chains.push({ name, policy: policy === '-' ? undefined : policy, range });
    } else if (table && /^(?:\[|-)/.test(line)) {
      const words = splitWords(text, range);
      const rule = readRule(words[0]?.text?.startsWith('[') ? words.slice(1) : words, table.name, range);
      if (rule) table.rules.push(rule);
    }
    start = end + 1;
  }
  close(text.length);
  return { file, family: /v6$|ip6/.test(file.slice(file.lastIndexOf('/') + 1)) ? 6 : 4, tables };
}

/** Reads the words of a rule, or of an iptables command behind its name. Undefined when it changes nothing. */
function readRule(words: readonly Word[], standard: string, range: Range): IptablesRule | undefined {
  let table = standard;
  let found: { action: IptablesAction; at: number } | undefined;
  for (let at = 0; at < words.length; at++) {
    const text = words[at]!.text ?? '';
    if (text === '-t' || text === '--table') table = words[++at]?.text ?? table;
    else if (text.startsWith('--table=')) table = text.slice(8);
    const action = ACTIONS[text];
    if (action && !found) found = { action, at };
  }
  if (!found) return undefined;
  const chain = words[found.at + 1]?.text;
  const rest = words.slice(found.at + 2);
  const jump = rest.findIndex(({ text }) => text === '-j' || text === '--jump' || text === '-g' || text === '--goto');
  const target = found.action === 'policy' ? rest[0]?.text : jump < 0 ? undefined : rest[jump + 1]?.text;
  return { table, action: found.action, chain: chain?.startsWith('-') ? undefined : chain, words: rest, target, range };
}

/** An iptables command of a script. */
export interface IptablesCommand extends IptablesRule {
  readonly file: FileId;
  readonly family: 4 | 6;
  /** Inside a function, a condition or a loop. */
  readonly conditional: boolean;
}

const PROGRAM = /^(ip6?)tables(?:-nft|-legacy)?$/;

/** The `iptables` and `ip6tables` commands of a script that change rules, in its order. */
export function iptablesCommands(script: ShellScript): IptablesCommand[] {
  return programRuns(script).flatMap(({ name, args, command }) => {
    const program = PROGRAM.exec(name)?.[1];
    const rule = program && readRule(args, 'filter', command.range);
    return rule
      ? [
          {
            ...rule,
            file: script.file,
            family: program === 'ip6' ? (6 as const) : (4 as const),
            conditional: command.conditional,
          },
        ]
      : [];
  });
}
