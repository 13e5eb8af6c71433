import { compareVersions } from '../../../base/version.ts';
import { CONTEXTS, SELECTORS } from '../../../facts/nft.ts';
import { groupDoc, selectorDoc } from '../../../facts/nft-docs.ts';
import type { Statement } from '../../../nft/ast.ts';
import { EvaluationContext } from '../../../nft/evaluate/context.ts';
import { evaluate } from '../../../nft/evaluate/expression.ts';
import { evaluateStatement, isTerminal } from '../../../nft/evaluate/statement.ts';
import { NftFile } from '../../../nft/file.ts';
import type { Surroundings } from '../surroundings.ts';

/** How many selectors that begin with the same words are tried. */
const MOST_TRIED = 6;

/** Says what nft would refuse in a rule that begins as this one does. What is not known is allowed. */
export class RuleJudge {
  readonly #answers = new Map<string, boolean>();
  #ended: boolean | undefined;

  constructor(
    /** The rule's statements in front of the one that is being typed. */
    private readonly before: string,
    private readonly around: Surroundings,
    /** The version of nft on the host; undefined: the newest. */
    private readonly version: string | undefined,
  ) {}

  /** True when a statement before ended the rule: nothing but a comment can follow. */
  get hasEnded(): boolean {
    this.#ended ??= this.#read('counter', (_, statements) => {
      const last = statements.at(-2);
      return last !== undefined && isTerminal(last);
    });
    return this.#ended;
  }

  /** True for a use (a row of facts/nft/contexts.json) that this kind of chain can hold. */
  allowsUse(use: string): boolean {
    if (!Object.hasOwn(CONTEXTS, use)) return true;
    const chains = CONTEXTS[use]![this.around.family];
    if (!chains) return false;
    const place = this.#chainPlace();
    return place === undefined || chains.includes(place);
  }

  /** `HOOK/TYPE` of the chain, `(regular)`, or undefined when it is not known. */
  #chainPlace(): string | undefined {
    const info = this.around.chain?.info;
    if (!info) return undefined;
    return info.base ? `${info.base.hook}/${info.base.type}` : '(regular)';
  }

  /** True when some selector that begins with these words can stand here. */
  allowsSelector(words: string): boolean {
    return this.#remember(words, () => {
      const names = selectorsWith(words);
      if (names.length === 0) return this.isKnown(groupDoc(words)?.since);
      return names.slice(0, MOST_TRIED).some((name) => this.isKnown(selectorDoc(name)?.since) && this.#selectorFits(name));
    });
  }

  #selectorFits(name: string): boolean {
    const text = name.replace('<num>', '1');
    return this.#read(`${text} 0`, (ctx, statements) => {
      const last = statements.at(-1);
      if (last?.kind !== 'match') return true;
      const known = ctx.uses?.length ?? 0;
      evaluate(ctx, last.left);
      return !ctx.failed && (ctx.uses ?? []).slice(known).every(({ use }) => this.allowsUse(use));
    });
  }

  /** True when a whole statement can stand here. */
  allowsStatement(text: string): boolean {
    return this.#remember(text, () =>
      this.#read(text, (ctx, statements) => {
        const known = ctx.uses?.length ?? 0;
        evaluateAll(ctx, statements.slice(-1));
        return !ctx.failed && (ctx.uses ?? []).slice(known).every(({ use }) => this.allowsUse(use));
      }),
    );
  }

  /** True for what the host's nft has. */
  isKnown(since: string | undefined): boolean {
    return since === undefined || this.version === undefined || compareVersions(this.version, since) >= 0;
  }

  #remember(key: string, ask: () => boolean): boolean {
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = ask();
      this.#answers.set(key, answer);
    }
    return answer;
  }

  /** Reads the rule with one more statement, evaluates what stands before that, and asks. Unreadable rules are allowed. */
  #read(more: string, ask: (ctx: EvaluationContext, statements: readonly Statement[]) => boolean): boolean {
    const statements = statementsOf(`${this.before} ${more}`, this.around.family);
    if (!statements || statements.length === 0) return true;
    const ctx = new EvaluationContext(this.around.family, this.around);
    evaluateAll(ctx, statements.slice(0, -1));
    return ctx.failed || ask(ctx, statements);
  }
}

/** Evaluates statements in order, up to the first problem. */
function evaluateAll(ctx: EvaluationContext, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (ctx.failed) return;
    evaluateStatement(ctx, statement);
  }
}

/** The statements of a rule, or undefined when it cannot be read. */
export function statementsOf(rule: string, family: string): readonly Statement[] | undefined {
  const source = `table ${family} t {\nchain c {\n${rule}\n}\n}\n`;
  const file = NftFile.parse('', source);
  try {
    const item = file.items[0];
    const table = item?.node.kind === 'command' ? item.node.what : undefined;
    if (table?.node.kind !== 'table') return undefined;
    const chain = table.node.items?.[0];
    if (chain?.node.kind !== 'chain') return undefined;
    const unit = chain.node.body?.items[0];
    if (unit?.node.kind !== 'rule') return undefined;
    return unit.node.read(source, item!.at + table.at + chain.at + unit.at).statements;
  } finally {
    file.dispose();
  }
}

const byWords = new Map<string, readonly string[]>();

/** Names of selectors that are these words or begin with them. */
export function selectorsWith(words: string): readonly string[] {
  let names = byWords.get(words);
  if (!names) {
    names = Object.keys(SELECTORS).filter((name) => name === words || name.startsWith(`${words} `));
    byWords.set(words, names);
  }
  return names;
}
