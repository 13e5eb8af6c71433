import type { Expr, Rule, Statement } from './ast.ts';

/** Anything of an AST that has a kind. */
export type AstNode = Expr | Statement | { readonly kind: string; readonly start: number; readonly end: number };

/** Calls `visit` for a node and all that it holds, outer ones first. */
export function eachNode(node: object, visit: (node: AstNode) => void): void {
  if ('kind' in node && 'start' in node) visit(node as AstNode);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (item && typeof item === 'object') eachNode(item, visit);
    } else if (value && typeof value === 'object') eachNode(value as object, visit);
  }
}

/** Calls `visit` for all that a rule says. */
export function eachNodeOfRule(rule: Rule, visit: (node: AstNode) => void): void {
  for (const statement of rule.statements) eachNode(statement, visit);
}
