import { nearest } from '../base/nearest.ts';
import { RULES } from '../checks/registry.generated.ts';
import type { Rule } from '../checks/rule.ts';
import { type Environment, UsageError } from './environment.ts';

/** The rule of that name; throws {@link UsageError} when there is none. */
export function requireRule(id: string): Rule {
  const found = RULES.find((rule) => rule.id === id);
  if (found) return found;
  const ids = RULES.map((rule) => rule.id);
  const close = nearest(id, ids) ?? ids.find((known) => known.endsWith(`/${id}`));
  throw new UsageError(`there is no rule "${id}"${close ? `; did you mean "${close}"?` : '; `bridgekeeper rules` lists them'}`);
}

/** `bridgekeeper rules`. */
export function listRules(env: Environment, format: 'pretty' | 'json'): void {
  const rules = RULES.map(({ id, severity, fix, summary }) => ({ id, severity, fix, summary }));
  if (format === 'json') env.out(`${JSON.stringify(rules, undefined, 2)}\n`);
  else {
    const width = Math.max(...rules.map(({ id }) => id.length));
    env.out(
      rules
        .map(({ id, severity, fix, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${fix.padEnd(6)}  ${summary}\n`)
        .join(''),
    );
  }
}
