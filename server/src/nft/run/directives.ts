import type { Define, Directive, Expr, VariableExpr } from '../ast.ts';
import { type Binding, type DeclaredAt, VariableScope } from '../environment.ts';
import type { EvaluationContext } from '../evaluate/context.ts';
import { evaluateVariable } from '../evaluate/expression.ts';
import type { NftFile } from '../file.ts';
import type { Source } from './model.ts';
import type { RunState } from './state.ts';

const MAX_INCLUDE_DEPTH = 16;

/** Bindings by definition, so that one whose value did not change is the same object in the next run. */
const keptBindings = new WeakMap<object, Binding>();

/** Runs `define`, `redefine`, `undefine` or `include`. `included` reads a file in the place of its include. */
export function runDirective(
  state: RunState,
  source: Source,
  at: number,
  directive: Directive,
  included: (file: NftFile) => void,
): void {
  switch (directive.kind) {
    case 'include':
      runInclude(state, source, at, directive.path, included);
      return;
    case 'undefine':
      state.scope.unbind(directive.name.text);
      return;
    default:
      runDefine(state, source, at, directive);
  }
}

function runDefine(state: RunState, source: Source, at: number, directive: Define): void {
  const name = directive.name.text;
  if (directive.kind === 'define' && state.scope.owns(name)) {
    const before = state.scope.lookup(name);
    const { start } = directive;
    state.problem(
      source,
      at,
      'duplicate-definition',
      directive.name,
      `$${name} is defined already; with a second "define", nft refuses the file. Write "redefine" to give it a new value.`,
      {
        fixes: [{ title: 'Use redefine', safe: true, edits: [{ start, end: start + 'define'.length, newText: 'redefine' }] }],
        related: before?.at && { message: `$${name} is defined here`, ...before.at },
      },
    );
  }
  const place = state.declared(source, at, directive.name);
  const used = new Set<string>();
  visitVariables(directive.value, (variable) => used.add(variable.name));
  const kept = keptBindings.get(directive);
  const same =
    kept?.at?.file === place.file &&
    kept.at.range.start === place.range.start &&
    [...used].every((variable) => kept.scope?.lookup(variable) === state.scope.lookup(variable));
  const binding = same ? kept : bind(directive, place, used, state);
  keptBindings.set(directive, binding);
  state.definitions.push({ binding });
  // A value is parsed where it is defined: the variables in it must exist there.
  const ctx = state.context('inet', undefined);
  checkVariables(ctx, directive.value, state);
  state.report(source, at, ctx.problems);
  state.scope.bind(binding);
}

/** Binds a name. Variables in the value keep what they mean now, whatever is redefined later. */
function bind(directive: Define, at: DeclaredAt, used: ReadonlySet<string>, state: RunState): Binding {
  const scope = new VariableScope();
  for (const name of used) {
    const binding = state.scope.lookup(name);
    if (binding) scope.bind(binding);
  }
  return { name: directive.name.text, at, value: directive.value, scope };
}

function runInclude(
  state: RunState,
  source: Source,
  at: number,
  path: { readonly text: string; readonly start: number; readonly end: number },
  included: (file: NftFile) => void,
): void {
  const { files, glob } = state.input.include(path.text, source.file);
  state.includes.push({ file: source.file, range: { start: at + path.start, end: at + path.end }, path: path.text, files, glob });
  for (const name of files) {
    const file = state.input.file(name);
    if (!file || state.stack.includes(name) || state.stack.length > MAX_INCLUDE_DEPTH) continue;
    if (!state.files.includes(name)) state.files.push(name);
    state.stack.push(name);
    included(file);
    state.stack.pop();
  }
}

/** Reports variables in a value that nobody has defined. */
export function checkVariables(ctx: EvaluationContext, expr: Expr, state: RunState): void {
  visitVariables(expr, (variable) => {
    if (!state.uncertain.has(variable.name)) evaluateVariable(ctx, variable, () => undefined);
  });
}

function visitVariables(expr: object, visit: (variable: VariableExpr) => void): void {
  if ((expr as { kind?: string }).kind === 'variable') {
    visit(expr as VariableExpr);
    return;
  }
  for (const value of Object.values(expr)) {
    if (Array.isArray(value)) for (const item of value) visitVariables(item as object, visit);
    else if (value && typeof value === 'object') visitVariables(value as object, visit);
  }
}
