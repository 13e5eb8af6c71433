import { type Builtin, builtinNamed } from '../builtins.ts';
import type { KernelChain, KernelTable, KernelTables } from '../kernel.ts';
import type { IptablesProgramVersion } from '../version.ts';
import { TableView } from '../view.ts';
import { type Call, type GivenRule, inhibited, type Operation, WrittenRule } from './call.ts';
import { addBuiltin, addOwn, deleteChains, tableIn, withRules } from './changes.ts';
import { list, unreadable } from './list.ts';
import { done, failed, KernelRefusal, NO_CHAIN, NO_RULE, type Outcome, STATUS } from './outcome.ts';

/** Runs a command of iptables-nft on the tables of a kernel. Undefined when what it does hangs on what the files do not tell. */
export function run(kernel: KernelTables, call: Call): Outcome | undefined {
  return new Run(kernel, call.program, call.table).run(call.operation);
}

class Run {
  constructor(
    private readonly kernel: KernelTables,
    private readonly program: IptablesProgramVersion,
    private readonly name: string,
  ) {}

  run(operation: Operation): Outcome | undefined {
    switch (operation.kind) {
      case 'list':
      case 'list-rules':
        return list(this.kernel, this.program, this.name, operation.chain, operation.kind === 'list-rules');
      case 'new-chain':
        return this.#newChain(operation.chain);
      case 'delete-chains':
        return this.#deleteChains(operation.chain);
      case 'flush':
        return operation.chain === undefined ? this.#flushAll() : this.#change(operation.chain, () => []);
      case 'policy':
        return this.#policy(operation.chain, operation.policy);
      case 'append':
      case 'insert':
        return this.#add(operation.chain, operation.rule, operation.kind === 'append');
      case 'check':
      case 'delete':
        return this.#find(operation.chain, operation.rule, operation.kind === 'delete');
      case 'delete-number':
        return this.#number(operation.chain, operation.number, 'deletion', () => []);
      default:
        return (
          this.#refused(operation.rule) ??
          this.#number(operation.chain, operation.number, 'replacement', () => [new WrittenRule(operation.rule)])
        );
    }
  }

  get #table(): KernelTable {
    return tableIn(this.kernel, this.program.family, this.name);
  }

  /** The chain as commands that change something see it. */
  #seen(chain: string): KernelChain | undefined {
    return new TableView(this.name, this.kernel.get(this.program.family, this.name), [chain]).find(chain);
  }

  #fail(status: number, message: string): Outcome {
    return failed(this.kernel, status, message);
  }

  #commit(table: KernelTable | KernelRefusal): Outcome {
    if (table instanceof KernelRefusal) return this.#fail(STATUS.kernel, table.message);
    return done(this.kernel.with(table));
  }

  /** The table with the builtin chain, made when it is not seen. */
  #withBuiltin(builtin: Builtin): KernelTable | KernelRefusal {
    const view = new TableView(this.name, this.#table, [builtin.name]);
    return view.hasBuiltin(builtin) ? this.#table : addBuiltin(this.#table, builtin);
  }

  /** Gives a chain other rules; a builtin one is made first. */
  #change(name: string, rules: (before: KernelChain['rules']) => KernelChain['rules']): Outcome {
    const builtin = builtinNamed(this.name, name);
    if (!builtin && !this.#seen(name)) return this.#fail(STATUS.other, NO_CHAIN);
    const table = builtin ? this.#withBuiltin(builtin) : this.#table;
    if (table instanceof KernelRefusal) return this.#commit(table);
    const chain = table.chains.get(name)!;
    return this.#commit(withRules(table, chain, rules(chain.rules)));
  }

  #newChain(name: string): Outcome {
    if (builtinNamed(this.name, name) || this.#seen(name)) return this.#fail(STATUS.other, 'Chain already exists.');
    return this.#commit(addOwn(this.#table, name));
  }

  #flushAll(): Outcome {
    const before = this.kernel.get(this.program.family, this.name);
    if (!before) return done(this.kernel);
    const chains = new Map([...before.chains].map(([name, chain]) => [name, { ...chain, rules: [] }]));
    return done(this.kernel.with({ ...before, chains }));
  }

  /** Without a name: chains of one's own, and builtin ones that nobody would miss. */
  #deleteChains(name: string | undefined): Outcome {
    const table = this.kernel.get(this.program.family, this.name);
    const view = new TableView(this.name, table, name === undefined ? undefined : [name]);
    if (name !== undefined) {
      const chain = view.find(name);
      if (!chain) return this.#fail(STATUS.other, NO_CHAIN);
      return this.#commit(deleteChains(this.#table, [name]));
    }
    if (!table) return done(this.kernel);
    const deletable = view
      .chains()
      .filter(({ hook, rules }) => !hook || (hook.policy === 'accept' && rules.length === 0))
      .map((chain) => chain.name);
    return this.#commit(deleteChains(table, deletable));
  }

  #policy(name: string, policy: 'accept' | 'drop'): Outcome {
    const builtin = builtinNamed(this.name, name);
    const reason = inhibited(this.name, policy === 'drop');
    if (reason !== undefined) return this.#fail(STATUS.parameter, reason);
    if (!builtin) return this.#fail(STATUS.other, 'Bad built-in chain name.');
    const table = this.#withBuiltin(builtin);
    if (table instanceof KernelRefusal) return this.#commit(table);
    const chain = table.chains.get(name)!;
    return this.#commit({
      ...table,
      chains: new Map(table.chains).set(name, { ...chain, hook: { ...chain.hook!, policy } }),
    });
  }

  #refused({ jump, text }: GivenRule): Outcome | undefined {
    const reason = inhibited(this.name, text.endsWith('-j DROP'));
    if (reason !== undefined) return this.#fail(STATUS.parameter, reason);
    if (jump === undefined || builtinNamed(this.name, jump) || this.#seen(jump)) return undefined;
    return this.#fail(STATUS.parameter, `Chain '${jump}' does not exist`);
  }

  #add(chain: string, rule: GivenRule, last: boolean): Outcome {
    const written = new WrittenRule(rule);
    return this.#refused(rule) ?? this.#change(chain, (before) => (last ? [...before, written] : [written, ...before]));
  }

  /** Goes through the rules of a chain until one is the same. */
  #find(name: string, rule: GivenRule, deletes: boolean): Outcome | undefined {
    const refused = this.#refused(rule);
    if (refused) return refused;
    const chain = this.#seen(name);
    for (const [index, each] of chain?.rules.entries() ?? []) {
      const view = each.view(this.program);
      if (!view) return undefined;
      if (view.errors.length > 0 || view.crashes === 'read') {
        const { status, errors } = unreadable(view);
        return failed(this.kernel, status, errors);
      }
      if (view.text === undefined) return undefined;
      if (view.hidesMore || identity(view.text, this.program) !== identity(rule.text, this.program)) continue;
      return deletes ? this.#commit(withRules(this.#table, chain!, chain!.rules.toSpliced(index, 1))) : done(this.kernel);
    }
    return this.#fail(STATUS.other, NO_RULE);
  }

  #number(name: string, number: number, what: string, instead: () => KernelChain['rules']): Outcome {
    const chain = this.#seen(name);
    if (!chain) return this.#fail(STATUS.other, NO_CHAIN);
    if (number > chain.rules.length) return this.#fail(STATUS.other, `Index of ${what} too big.`);
    const added = instead();
    const builtin = added.length > 0 ? builtinNamed(this.name, name) : undefined;
    const table = builtin ? this.#withBuiltin(builtin) : this.#table;
    if (table instanceof KernelRefusal) return this.#commit(table);
    return this.#commit(withRules(table, chain, chain.rules.toSpliced(number - 1, 1, ...added)));
  }
}

/** What iptables compares of a rule: ip6tables does not look at the masks of addresses, and no address is address zero. */
function identity(text: string, { family }: IptablesProgramVersion): string {
  if (family === 'ip') return text;
  const words = text.split(' ');
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word !== '-s' && word !== '-d') {
      out.push(word);
      continue;
    }
    const address = words[++i]?.split('/')[0] ?? '';
    if (address !== '::' || out.at(-1) === '!') out.push(word, address);
  }
  return out.join(' ');
}
