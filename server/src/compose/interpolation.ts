import type { Environment } from './environment.ts';

/** What a text with variables comes to. */
export interface Substituted {
  /** The text with its variables replaced; undefined when a variable is set outside the files. */
  readonly text: string | undefined;
  /** Set when compose refuses the text whatever the variables are. */
  readonly invalid: boolean;
  /** Variables that must be set (`${X:?}`) and are not set in any file here. */
  readonly required: readonly string[];
}

const NAME = /[_a-z][_a-z0-9]*/iy;
const OPERATOR = /:?[-+?]/y;

/** Replacements may stand inside each other; deeper ones are taken as invalid. */
const MAX_NESTING = 20;

/** True when a text holds anything that compose replaces. */
export function hasVariables(text: string): boolean {
  return text.includes('$');
}

/**
 * Replaces `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:?message}`, `${X?message}`, `${X:+other}`, `${X+other}` and `$$`, nested
 * ones too, as compose does. A variable that the environment does not know may be set outside: without a default the text is unknown then.
 */
export function substitute(template: string, environment: Environment): Substituted {
  const state = { invalid: false, unknown: false, required: [] as string[] };
  const text = replaceAll(template, environment, state, 0);
  return { text: state.unknown || state.invalid ? undefined : text, invalid: state.invalid, required: state.required };
}

interface State {
  invalid: boolean;
  unknown: boolean;
  required: string[];
}

function replaceAll(template: string, environment: Environment, state: State, depth: number): string {
  if (depth > MAX_NESTING) {
    state.invalid = true;
    return '';
  }
  let out = '';
  let at = 0;
  while (at < template.length) {
    const dollar = template.indexOf('$', at);
    if (dollar < 0) return out + template.slice(at);
    out += template.slice(at, dollar);
    const next = template.charAt(dollar + 1);
    if (next === '$') {
      out += '$';
      at = dollar + 2;
    } else if (next === '{') {
      const end = closingBrace(template, dollar + 1);
      const braced = end === undefined ? undefined : replaceBraced(template.slice(dollar + 2, end), environment, state, depth);
      if (braced === undefined) {
        state.invalid = true;
        return out;
      }
      out += braced;
      at = end! + 1;
    } else {
      const name = match(NAME, template, dollar + 1);
      if (name === undefined) {
        // `$5` or a `$` at the end: compose leaves it as it is.
        out += '$';
        at = dollar + 1;
      } else {
        out += plain(name, environment, state);
        at = dollar + 1 + name.length;
      }
    }
  }
  return out;
}

/** `X`, `X:-default` and so on: what stands between the braces. Undefined when compose cannot read it. */
function replaceBraced(inside: string, environment: Environment, state: State, depth: number): string | undefined {
  const name = match(NAME, inside, 0);
  if (name === undefined) return undefined;
  if (name.length === inside.length) return plain(name, environment, state);
  const operator = match(OPERATOR, inside, name.length);
  const word = inside.slice(name.length + (operator?.length ?? 0));
  if (operator === undefined || word.includes('\n')) return undefined;
  const value = environment.get(name);
  const set = value !== undefined && (value !== '' || !operator.startsWith(':'));
  switch (operator.at(-1)) {
    case '-':
      return set ? value : replaceAll(word, environment, state, depth + 1);
    case '+':
      if (value === undefined) state.unknown = true;
      return set ? replaceAll(word, environment, state, depth + 1) : '';
    default:
      if (!set) {
        state.required.push(name);
        state.unknown = true;
      }
      return value ?? '';
  }
}

function plain(name: string, environment: Environment, state: State): string {
  const value = environment.get(name);
  if (value === undefined) state.unknown = true;
  return value ?? '';
}

/** The brace that closes the one at `open`; when inner ones stay open, the last of the text, as compose has it. */
function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x7b) depth++;
    else if (c === 0x7d && --depth === 0) return i;
  }
  const last = text.lastIndexOf('}');
  return last > open ? last : undefined;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
