import { IPTABLES_HOOKS } from '../../facts/iptables.ts';
import { type Builtin, builtinOn, builtinsOf } from './builtins.ts';
import type { ChainHook, KernelChain, KernelTable } from './kernel.ts';

/** Why iptables does not take a base chain for a builtin one. */
export type Mismatch = 'hook' | 'name' | 'priority' | 'type';

/** How a base chain differs from the builtin chain that its table has on its hook; undefined: not at all. */
export function mismatchOf(table: string, name: string, hook: ChainHook): Mismatch | undefined {
  const builtin = builtinOn(table, hook.hook);
  if (!builtin) return 'hook';
  if (builtin.name !== name) return 'name';
  if (builtin.priority !== hook.priority) return 'priority';
  return builtin.type === hook.type ? undefined : 'type';
}

/** What a command of iptables knows of a table: of its chains those that it asked the kernel for. */
export class TableView {
  /** Builtin chains by hook. */
  readonly #builtin = new Map<string, KernelChain>();
  readonly #own: KernelChain[] = [];
  /** Chains by name; a builtin chain that is only shown hides one of its name without a hook. */
  readonly #named = new Map<string, KernelChain>();
  /** There are base chains that iptables leaves out. */
  tainted = false;

  /** `names`: the chains that are asked for; undefined: all. */
  constructor(
    readonly name: string,
    table: KernelTable | undefined,
    names: readonly string[] | undefined,
  ) {
    const chains = [...(table?.chains.values() ?? [])].filter((chain) => !names || names.includes(chain.name));
    for (const chain of chains) this.#add(chain);
  }

  #add(chain: KernelChain): void {
    if (!chain.hook) this.#own.push(chain);
    else if (mismatchOf(this.name, chain.name, chain.hook) === undefined && !this.#builtin.has(chain.hook.hook))
      this.#builtin.set(chain.hook.hook, chain);
    else {
      this.tainted = true;
      return;
    }
    this.#named.set(chain.name, chain);
  }

  find(name: string): KernelChain | undefined {
    return this.#named.get(name);
  }

  /** True when the builtin chain is there as such. */
  hasBuiltin({ hook }: Builtin): boolean {
    return this.#builtin.has(hook);
  }

  /** Adds the builtin chains that are missing, as lists show them; `name`: only that one. */
  showBuiltins(name?: string): void {
    for (const builtin of builtinsOf(this.name)) {
      if (this.#builtin.has(builtin.hook) || (name !== undefined && builtin.name !== name)) continue;
      this.#add({ name: builtin.name, hook: { ...builtin, policy: 'accept' }, rules: [] });
    }
  }

  /** Chains as commands go through them: builtin ones by hook, then the others. */
  chains(): KernelChain[] {
    const builtin = IPTABLES_HOOKS.map((hook) => this.#builtin.get(hook)).filter((chain) => chain !== undefined);
    return [...builtin, ...this.#own];
  }

  /** Chains as lists show them: those without a hook by name. */
  sorted(): KernelChain[] {
    const own = new Set(this.#own);
    const byName = [...own].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return [...this.chains().filter((chain) => !own.has(chain)), ...byName];
  }
}
