import type { IptablesCall } from '../../../server/src/docker/firewall/iptables-daemon.ts';
import { IptablesProgram } from '../../../server/src/docker/firewall/iptables-program.ts';
import type { BaseHook } from '../../../server/src/docker/firewall/state.ts';
import { IPTABLES_BUILTINS } from '../../../server/src/facts/docker-firewall.ts';
import type { EvaluatedTable } from '../../../server/src/nft/evaluation.ts';
import type { Lab } from './lab.ts';
import type { Programs } from './shell.ts';

/** What stands for a listing of the ruleset: loading it again brings back what was listed. */
const SNAPSHOT = /^# snapshot (\d+)$/m;

type Tables = [string, EvaluatedTable][];

/** nft and iptables on the host of an experiment. */
export class LabPrograms implements Programs {
  readonly #snapshots: Tables[] = [];

  constructor(private readonly lab: Lab) {}

  nft(args: readonly string[], input: string): string {
    const words = args.filter((arg) => !/^-[as]+$/.test(arg));
    if (words[0] === 'list') {
      if (words[1] !== 'ruleset') throw new Error(`nft ${words.join(' ')} is not known`);
      this.#snapshots.push(copyOf(this.lab));
      return `# snapshot ${this.#snapshots.length - 1}\n`;
    }
    const text = words[0] === '-f' ? input : words.join(' ');
    const at = SNAPSHOT.exec(text);
    if (!at) this.#load(text);
    else {
      this.#load(text.slice(0, at.index));
      this.#restore(this.#snapshots[Number(at[1])]!);
      this.#load(text.slice(at.index + at[0].length));
    }
    return '';
  }

  #load(text: string): void {
    if (text.trim() !== '') this.lab.kernel.load(text, `command ${this.lab.kernel.commands}`);
  }

  /** Loads a listing: what is there already stays, and its rules stand in front of those that are loaded. */
  #restore(tables: Tables): void {
    const { evaluation } = this.lab.kernel;
    for (const [key, table] of tables) {
      const known = evaluation.tables.get(key);
      if (!known) {
        evaluation.tables.set(key, table);
        continue;
      }
      for (const [name, chain] of table.chains) {
        const there = known.chains.get(name);
        if (there) there.rules.push(...chain.rules);
        else known.chains.set(name, chain);
      }
    }
    this.lab.kernel.forgetDocker();
  }

  /** Every table that iptables can list whole, with what it takes its rules for; it leaves out the others. */
  iptablesSave(family: 4 | 6): string {
    const { kernel } = this.lab;
    kernel.pull();
    const out: string[] = [];
    for (const [name, builtins] of Object.entries(IPTABLES_BUILTINS)) {
      const table = kernel.state.table(family === 4 ? 'ip' : 'ip6', name);
      if (!table) continue;
      const seen = [...table.chains].filter(([chain, { base }]) => !base || isBuiltin(builtins[chain], base));
      const rules = seen.flatMap(([chain, content]) => content.rules.map((rule) => ({ chain, rule })));
      if (rules.some(({ rule }) => !rule.reading.listed || rule.reading.spec === undefined)) continue;
      out.push(`*${name}`, ...seen.map(([chain, { base }]) => `:${chain} ${base ? base.policy.toUpperCase() : '-'}`));
      for (const { chain, rule } of rules) {
        this.#texts.set(rule.reading.spec!, rule.source ? undefined : rule.text);
        out.push(`-A ${chain} ${rule.reading.spec}`);
      }
      out.push('COMMIT');
    }
    return `${out.join('\n')}\n`;
  }

  /** Texts of Docker's own rules by what iptables prints of them. */
  readonly #texts = new Map<string, string | undefined>();

  iptablesRestore(family: 4 | 6, input: string, flush: boolean): void {
    const { kernel } = this.lab;
    kernel.pull();
    const keyword = family === 4 ? 'ip' : 'ip6';
    const program = new IptablesProgram(kernel.state as never);
    let table = '';
    for (const line of input.split('\n')) {
      const [word = '', ...rest] = line.split(' ');
      if (word.startsWith('*')) {
        table = word.slice(1);
        if (flush) kernel.state.deleteTable(keyword, table);
      } else if (word.startsWith(':')) {
        const chain = word.slice(1);
        const operation = rest[0] === 'DROP' ? 'policy-drop' : rest[0] === 'ACCEPT' ? 'policy-accept' : 'new-chain';
        program.run({ family, table, operation, chain });
      } else if (word === '-A') {
        const spec = rest.slice(1).join(' ');
        const nft = this.#texts.get(spec) ?? nftOf(rest.slice(1));
        program.run({ family, table, operation: 'append', chain: rest[0]!, rule: { spec, nft } });
      }
    }
    kernel.push();
  }

  iptables(family: 4 | 6, args: readonly string[]): string {
    return this.tryIptables(family, args) ?? '';
  }

  /** Undefined when it works, else the message. */
  tryIptables(family: 4 | 6, args: readonly string[]): string | undefined {
    const { kernel } = this.lab;
    const calls = readCalls(family, args, kernel.state.table(family === 4 ? 'ip' : 'ip6', tableOf(args))?.chains.keys() ?? []);
    kernel.pull();
    const program = new IptablesProgram(kernel.state as never);
    const failure = calls.map((call) => program.run(call)).find((answer) => answer !== undefined);
    kernel.push();
    return failure;
  }
}

/** The tables with chains and rules of their own, so that what happens later does not change them. */
function copyOf(lab: Lab): Tables {
  return [...lab.kernel.evaluation.tables].map(([key, table]) => [
    key,
    {
      ...table,
      chains: new Map([...table.chains].map(([name, chain]) => [name, { info: { ...chain.info }, rules: [...chain.rules] }])),
    },
  ]);
}

function tableOf(args: readonly string[]): string {
  const at = args.findIndex((arg) => arg === '-t' || arg === '--table');
  return at < 0 ? 'filter' : args[at + 1]!;
}

function isBuiltin(builtin: readonly [string, string, number] | undefined, { type, hook, priority }: BaseHook): boolean {
  return builtin !== undefined && builtin[0] === type && builtin[1] === hook && builtin[2] === priority;
}

const OPERATIONS: Readonly<Record<string, IptablesCall['operation']>> = {
  '-A': 'append',
  '-I': 'insert',
  '-D': 'delete',
  '-N': 'new-chain',
  '-X': 'delete-chain',
  '-F': 'flush',
};

/** Reads a command line of iptables as far as the records need it. */
function readCalls(family: 4 | 6, args: readonly string[], chains: Iterable<string>): IptablesCall[] {
  const table = tableOf(args);
  const words = args.filter((arg, i) => arg !== '--wait' && arg !== '-w' && arg !== '-t' && args[i - 1] !== '-t');
  const [option, chain, ...rest] = words;
  const base = { family, table };
  if (option === '-P' && rest[0] === 'DROP') return [{ ...base, operation: 'policy-drop', chain: chain! }];
  if (option === '-P' && rest[0] === 'ACCEPT') return [{ ...base, operation: 'policy-accept', chain: chain! }];
  if (option === '-F' && chain === undefined) return [...chains].map((name) => ({ ...base, operation: 'flush', chain: name }));
  const operation = OPERATIONS[option ?? ''];
  if (!operation || chain === undefined) throw new Error(`iptables ${args.join(' ')} is not known`);
  if (operation === 'new-chain' || operation === 'delete-chain' || operation === 'flush') return [{ ...base, operation, chain }];
  const spec = /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
  return [{ ...base, operation, chain, rule: { spec: spec.join(' '), nft: nftOf(spec) } }];
}

const VERDICTS: Readonly<Record<string, string>> = { ACCEPT: 'accept', DROP: 'drop', RETURN: 'return', REJECT: 'reject' };

/** The same rule in nft's words. */
function nftOf(spec: readonly string[]): string {
  const out: string[] = [];
  let not = '';
  for (let at = 0; at < spec.length; at++) {
    const value = () => `${not}${spec[++at]}`;
    switch (spec[at]) {
      case '!':
        not = '!= ';
        continue;
      case '-i':
        out.push(`iifname ${not}"${spec[++at]}"`);
        break;
      case '-o':
        out.push(`oifname ${not}"${spec[++at]}"`);
        break;
      case '-s':
        out.push(`ip saddr ${value()}`);
        break;
      case '-d':
        out.push(`ip daddr ${value()}`);
        break;
      case '-p':
        out.push(`meta l4proto ${value()}`);
        break;
      case '--dport':
        out.push(`th dport ${value()}`);
        break;
      case '--sport':
        out.push(`th sport ${value()}`);
        break;
      case '-m':
        at++;
        break;
      case '--ctstate':
        out.push(`ct state ${value().toLowerCase()}`);
        break;
      case '-j': {
        const target = spec[++at]!;
        out.push('counter', VERDICTS[target] ?? `jump ${target}`);
        break;
      }
      default:
        throw new Error(`iptables ${spec.join(' ')} is not known`);
    }
    not = '';
  }
  return out.join(' ');
}
