import type { LocatedMap, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import type { Environment } from './environment.ts';
import { hasVariables, substitute } from './interpolation.ts';
import type { ReportProblem } from './problem.ts';
import { DOCUMENT, resolved, type Shape } from './shape.ts';

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['y', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['n', false],
  ['no', false],
  ['off', false],
]);

/**
 * Replaces the variables in all values of a document and turns texts into booleans and numbers where compose does.
 * A value with a variable that is set outside the files stays as written and is marked unknown.
 */
export function substituteTree(document: LocatedMap, environment: Environment, report: ReportProblem): LocatedMap {
  const walk = (value: LocatedValue, as: Shape | undefined, path: string): LocatedValue => {
    const wanted = as && resolved(as);
    if (value.kind === 'list') {
      let changed = false;
      const items = value.items.map((item, index) => {
        const next = walk(item, wanted?.items, `${path}[${index}]`);
        if (next !== item) changed = true;
        return next;
      });
      return changed ? { ...value, items } : value;
    }
    if (value.kind === 'map') {
      let changed = false;
      const entries = value.entries.map((entry) => {
        const next = walk(
          entry.value,
          wanted?.keys?.[entry.key] ?? wanted?.others,
          path === '' ? entry.key : `${path}.${entry.key}`,
        );
        if (next === entry.value) return entry;
        changed = true;
        return { ...entry, value: next };
      });
      return changed ? { ...value, entries } : value;
    }
    const replaced = substituteScalar(value, environment);
    return wanted?.cast === undefined ? replaced : cast(replaced, wanted.cast, path, report);
  };
  const out = walk(document, DOCUMENT, '');
  return out.kind === 'map' ? out : document;
}

function substituteScalar(scalar: LocatedScalar, environment: Environment): LocatedScalar {
  if (typeof scalar.value !== 'string' || !hasVariables(scalar.value)) return scalar;
  const { text } = substitute(scalar.value, environment);
  return text === undefined ? { ...scalar, substituted: 'unknown' } : { ...scalar, value: text, substituted: 'known' };
}

/** Compose's own reading of texts where it wants a boolean or a number. */
function cast(scalar: LocatedScalar, to: 'boolean' | 'integer', path: string, report: ReportProblem): LocatedScalar {
  if (typeof scalar.value !== 'string' || scalar.substituted === 'unknown') return scalar;
  const value =
    to === 'boolean'
      ? BOOLEAN_WORDS.get(scalar.value.toLowerCase())
      : /^[-+]?\d+$/.test(scalar.value)
        ? Number(scalar.value)
        : undefined;
  if (value !== undefined) return { ...scalar, value };
  const wanted = to === 'boolean' ? 'true or false' : 'a whole number';
  const at = { file: scalar.file, range: scalar.range };
  report({ kind: 'bad-cast', message: `${path} is "${scalar.value}", where compose wants ${wanted}`, at });
  return { ...scalar, substituted: 'unknown' };
}
