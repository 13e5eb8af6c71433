import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { ShellInput, ShellScript } from '../../syntax/shell/script.ts';
import { type ProgramRun, programRuns } from './program.ts';

/**
 * nftables text inside a shell script. `text` is what nft gets, as far as it is known, and as long as the piece of the script: an
 * offset in it is an offset in the script minus `range.start`. Quotes and backslashes that the shell takes away are blanks; what only
 * the shell knows is written as a variable `$…` of the same length, and its name stands in `unknown`.
 */
export interface NftRegion {
  readonly file: FileId;
  /** `file`: what `nft -f` reads. `command`: the arguments of nft, which are one command. */
  readonly kind: 'file' | 'command';
  readonly range: Range;
  readonly text: string;
  /** Names of nft variables in `text` that nobody defines, because the shell replaces them. */
  readonly unknown: ReadonlySet<string>;
  /** False inside a function, a condition or a loop. */
  readonly always: boolean;
  /** `nft -c`: only checks. */
  readonly checkOnly: boolean;
}

/** Options of nft that take a value; all others are switches. */
const VALUE_LETTERS = 'fID';

/** The nftables text that a script gives to nft: here-documents, here-strings, `echo … | nft -f -`, and arguments. In the script's order. */
export function nftRegions(script: ShellScript): NftRegion[] {
  return programRuns(script)
    .filter(({ name }) => name === 'nft')
    .flatMap((run) => region(script, run) ?? []);
}

function region(script: ShellScript, run: ProgramRun): NftRegion | undefined {
  const options = readOptions(run);
  const base = { file: script.file, always: !run.command.conditional, checkOnly: options.checkOnly };
  if (options.input) {
    const input = run.command.input ?? run.command.piped;
    return input && { ...base, kind: 'file', range: input.range, ...fromInput(script.text, input) };
  }
  const args = run.args.slice(options.next);
  const [first, last] = [args[0], args.at(-1)];
  if (options.readsFile || !first || !last || options.interactive) return undefined;
  const range = { start: first.range.start, end: last.range.end };
  return { ...base, kind: 'command', range, ...unquoted(script.text, range) };
}

interface NftOptions {
  /** `-f -` or `-f /dev/stdin`. */
  readonly input: boolean;
  readonly readsFile: boolean;
  readonly checkOnly: boolean;
  readonly interactive: boolean;
  /** Index of the first word that is no option. */
  readonly next: number;
}

function readOptions({ args }: ProgramRun): NftOptions {
  const out = { input: false, readsFile: false, checkOnly: false, interactive: false, next: args.length };
  const fromFile = (value: string | undefined) => {
    // the grammar loses the dash of `nft -f - <<EOF`
    if (value === undefined || value === '-' || value === '/dev/stdin') out.input = true;
    else out.readsFile = true;
  };
  for (let at = 0; at < args.length; at++) {
    const text = args[at]!.text;
    if (text === undefined || !text.startsWith('-') || text === '-') {
      out.next = at;
      return out;
    }
    if (text === '--file') fromFile(args[++at]?.text);
    else if (text.startsWith('--file=')) fromFile(text.slice(7));
    else if (text === '--check') out.checkOnly = true;
    else if (text === '--interactive') out.interactive = true;
    else if (text === '--includepath' || text === '--define') at++;
    else if (!text.startsWith('--'))
      for (let i = 1; i < text.length; i++) {
        const letter = text[i]!;
        if (letter === 'c') out.checkOnly = true;
        if (letter === 'i') out.interactive = true;
        if (!VALUE_LETTERS.includes(letter)) continue;
        const value = i + 1 < text.length ? text.slice(i + 1) : args[++at]?.text;
        if (letter === 'f') fromFile(value);
        break;
      }
  }
  return out;
}

type RegionText = Pick<NftRegion, 'text' | 'unknown'>;

function fromInput(text: string, { range, expands }: ShellInput): RegionText {
  const source = text.slice(range.start, range.end);
  return expands ? expanded(source) : { text: source, unknown: new Set() };
}

/** Longer expansions are not looked through to their end. */
const LONGEST_EXPANSION = 500;

/** The expansion of the shell that begins at an offset, or undefined. */
function expansionAt(source: string, at: number): string | undefined {
  EXPANSION.lastIndex = 0;
  return EXPANSION.exec(source.slice(at, at + LONGEST_EXPANSION))?.[0];
}

/** One expansion of the shell, at the beginning of a text. */
const EXPANSION =
  /\$(?:[A-Za-z_]\w*|[0-9@*#?$!-]|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\}|\((?:[^()\\]|\\.|\((?:[^()]|\([^()]*\))*\))*\))|`(?:[^`\\]|\\.)*`/y;

/** A text in which the shell expands variables and commands, with placeholders for what they give. */
function expanded(source: string): RegionText {
  let out = '';
  const unknown = new Set<string>();
  for (let at = 0; at < source.length; ) {
    const c = source[at]!;
    if (c === '\\' && /[$`\\\n"]/.test(source[at + 1] ?? '')) {
      out += source[at + 1] === '\n' ? ' \n' : ` ${source[at + 1]}`;
      at += 2;
      continue;
    }
    const expansion = c === '$' || c === '`' ? expansionAt(source, at) : undefined;
    out += expansion === undefined ? c : placeholder(expansion, unknown);
    at += expansion?.length ?? 1;
  }
  return { text: out, unknown };
}

/** An nft variable as long as an expansion; line ends inside stay. */
function placeholder(expansion: string, unknown: Set<string>): string {
  const plain = /^\$([A-Za-z_]\w*)$/.exec(expansion)?.[1];
  const firstLine = expansion.split('\n', 1)[0]!;
  const name = plain ?? 'shell'.padEnd(Math.max(1, firstLine.length - 1), '_').slice(0, Math.max(1, firstLine.length - 1));
  unknown.add(name);
  return `$${name}${expansion.slice(firstLine.length).replace(/[^\n]/g, ' ')}`.padEnd(expansion.length, ' ');
}

/** Arguments as nft joins them: quotes and backslashes of the shell become blanks. */
function unquoted(text: string, range: Range): RegionText {
  const source = text.slice(range.start, range.end);
  let out = '';
  const unknown = new Set<string>();
  let quote = '';
  for (let at = 0; at < source.length; ) {
    const c = source[at]!;
    if (quote !== "'" && (c === '$' || c === '`')) {
      const expansion = expansionAt(source, at);
      if (expansion !== undefined) {
        out += placeholder(expansion, unknown);
        at += expansion.length;
        continue;
      }
    }
    if (c === '\\' && quote !== "'") {
      const next = source[at + 1] ?? '';
      // a continued line is one line to nft
      out += next === '\n' ? '  ' : ` ${next}`;
      at += 2;
      continue;
    }
    const isQuote = quote === '' ? c === '"' || c === "'" : c === quote;
    if (isQuote) quote = quote === '' ? c : '';
    out += isQuote ? ' ' : c;
    at++;
  }
  return { text: out.slice(0, source.length), unknown };
}
