import type { Range } from '../../../base/range.ts';
import { MADE_LATER } from '../../../facts/nft-packets.ts';
import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import type { Expr, MatchStatement, SelectorExpr, SymbolExpr, VariableExpr, VmapStatement } from '../../../nft/ast.ts';
import { type EvaluatedRule, readRule } from '../../../nft/evaluation.ts';
import type { NftProgram } from '../../../nft/program.ts';
import { eachNodeOfRule } from '../../../nft/visit.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'nft/interface-by-index',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'iif or oif with an interface that is made later: the file does not load at boot, and the index goes stale',
  check(program, report) {
    const values = new VariableValues(program);
    for (const analysis of ProgramAnalysis.of(program.evaluation).tables) {
      const { table } = analysis;
      for (const chain of table.chains.values())
        for (const i of analysis.rulesOf(chain).byIndex) checkRule(chain.rules[i]!, values, report);
      for (const set of table.state.sets.values()) {
        if (!(set.key.parts ?? [set.key]).some(({ name }) => name === 'iface_index')) continue;
        const names = (program.evaluation.elementsOf(set) ?? []).flatMap(({ expr }) => [...values.names(expr)]);
        const later = names.find(({ name }) => isMadeLater(name));
        if (later) report(ofSet(set.name, set.at.file, set.at.range, later.name));
      }
    }
  },
});

function isMadeLater(name: string): boolean {
  return MADE_LATER.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

/** The texts that variables hold. */
class VariableValues {
  readonly #byName = new Map<string, Expr[]>();

  constructor(program: NftProgram) {
    for (const { binding } of program.evaluation.definitions)
      if (binding.value) this.#byName.set(binding.name, [...(this.#byName.get(binding.name) ?? []), binding.value]);
  }

  /** Names of interfaces on the right of a match, with the place where they stand or the variable that holds them. */
  *names(expr: Expr, at: Expr = expr, depth = 0): Generator<{ readonly name: string; readonly at: Expr }> {
    switch (expr.kind) {
      case 'symbol':
        yield { name: expr.text, at };
        return;
      case 'variable': {
        // Which of several definitions is meant here does not matter when there is only one.
        const values = this.#byName.get(expr.name) ?? [];
        if (values.length === 1 && depth < 8) yield* this.names(values[0]!, at === expr ? expr : at, depth + 1);
        return;
      }
      case 'set':
        for (const element of expr.elements) yield* this.names(element, depth > 0 ? at : element, depth);
        return;
      case 'element':
        yield* this.names(expr.key, depth > 0 ? at : expr.key, depth);
        return;
      default:
        return;
    }
  }
}

function checkRule(rule: EvaluatedRule, values: VariableValues, report: (found: Report) => void): void {
  const text = (span: { start: number; end: number }) => rule.text.slice(rule.at + span.start, rule.at + span.end);
  eachNodeOfRule(readRule(rule), (node) => {
    const { key, value } = comparison(node as MatchStatement | VmapStatement);
    if (!key || !value) return;
    const selectors = key.kind === 'concat' ? key.parts : [key];
    for (const [part, selector] of selectors.entries()) {
      if (selector.kind !== 'selector' || !isIndex(selector)) continue;
      const found = [...values.names(selectors.length > 1 ? partsOf(value, part) : value)].find(({ name }) => isMadeLater(name));
      if (!found) continue;
      const range: Range = { start: rule.at + selector.start, end: rule.at + found.at.end };
      const word = /[io]if$/.exec(text(selector))!;
      const end = rule.at + selector.start + word.index + word[0].length;
      const [from, to] = [range.start, Math.max(range.end, end)];
      report({
        file: rule.file,
        range: { start: Math.min(from, rule.at + found.at.start), end: to },
        message: `"${word[0]}" is looked up when the file is loaded, and ${found.name} is only made later: at boot nft refuses the whole file, and when the interface is made anew the rule does not match it any more. Write "${word[0]}name", which compares the name.`,
        fixes: [
          {
            title: `Use ${word[0]}name`,
            safety: 'safe',
            preferred: true,
            edits: [{ file: rule.file, range: { start: end, end }, newText: 'name' }],
          },
        ],
      });
    }
  });
}

/** What is compared with what, in a match or a verdict map. */
function comparison(node: MatchStatement | VmapStatement): { key?: Expr; value?: Expr } {
  if (node.kind === 'match') return { key: node.left, value: node.right };
  if (node.kind === 'vmap') return { key: node.key, value: node.map };
  return {};
}

function isIndex({ text }: SelectorExpr): boolean {
  return /^(meta )?[io]if$/.test(text);
}

/** The values of one part of joined ones, as a set. */
function partsOf(value: Expr, part: number): Expr {
  if (value.kind === 'concat') return value.parts[part] ?? value;
  if (value.kind !== 'set') return value;
  const elements = value.elements.flatMap((element) =>
    element.kind === 'element' && element.key.kind === 'concat' && element.key.parts[part]
      ? [{ ...element, key: element.key.parts[part] as SymbolExpr | VariableExpr }]
      : [],
  );
  return { ...value, elements };
}

function ofSet(set: string, file: string, range: Range, name: string): Report {
  return {
    file,
    range,
    message: `The interfaces of @${set} are looked up when the file is loaded, and ${name} is only made later: at boot nft refuses the whole file. Use a set of type ifname, and "iifname" or "oifname" in the rules.`,
  };
}
