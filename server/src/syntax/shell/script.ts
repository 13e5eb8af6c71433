import type { Node } from 'web-tree-sitter';
import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { Word } from '../words.ts';
import { parseBash } from './language.ts';

/** A here-document, or a here-string: text that a command reads. */
export interface ShellInput {
  readonly kind: 'here-document' | 'here-string';
  /** The text alone. */
  readonly range: Range;
  /** False when the delimiter is quoted: the text reaches the command as it is. */
  readonly expands: boolean;
}

/** A simple command of a script. */
export interface ShellCommand {
  readonly range: Range;
  /** The name of the program and its arguments, with `sudo` and the like still in front. */
  readonly words: readonly Word[];
  readonly input: ShellInput | undefined;
  /** What the command before it in a pipe writes, when it is `cat` with a here-document, `echo` or `printf` with one word. */
  readonly piped: ShellInput | undefined;
  /** Inside a function, a condition or a loop: it may run once, never, or often. */
  readonly conditional: boolean;
}

/** What is read off a shell script. */
export interface ShellScript {
  readonly file: FileId;
  readonly text: string;
  readonly commands: readonly ShellCommand[];
}

/** Node types inside which a command may run or not. */
const CONDITIONAL = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'case_statement',
  'while_statement',
  'for_statement',
  'c_style_for_statement',
  'function_definition',
]);

/** A tree as deep as this is no script. */
const DEEPEST = 200;

/**
 * Reads a shell script: its simple commands with their words. Variables that the script assigns once, with a fixed text, are filled
 * in; so are `${NAME:-default}` of variables that it does not assign. Total: what cannot be parsed is left out.
 * @param masked the text to parse instead, of the same length, when only parts of the file are shell (recipes of a makefile).
 */
export function readScript(
  file: FileId,
  text: string,
  masked = text,
  constants: ReadonlyMap<string, string> = new Map(),
): ShellScript {
  const tree = parseBash(masked);
  if (!tree) return { file, text, commands: [] };
  try {
    const reader = new ScriptReader(masked, constants);
    reader.collectVariables(tree.rootNode, 0);
    reader.collectCommands(tree.rootNode, 0, false, undefined);
    return { file, text, commands: reader.commands };
  } finally {
    tree.delete();
  }
}

class ScriptReader {
  readonly commands: ShellCommand[] = [];
  readonly #assigned = new Map<string, string | undefined>();

  constructor(
    private readonly text: string,
    private readonly constants: ReadonlyMap<string, string>,
  ) {}

  collectVariables(node: Node, depth: number): void {
    if (depth > DEEPEST) return;
    if (node.type === 'variable_assignment') {
      const name = node.childForFieldName('name')?.text ?? node.namedChild(0)?.text ?? '';
      const value = node.childForFieldName('value');
      const word = value ? this.#word(value) : undefined;
      // assigned twice, or from something that only running tells: unknown
      const known = value === null ? '' : word?.text;
      this.#assigned.set(name, this.#assigned.has(name) || node.text.includes('+=') ? undefined : known);
    }
    if (node.type === 'for_statement') this.#assigned.set(node.childForFieldName('variable')?.text ?? '', undefined);
    for (const child of node.namedChildren) if (child) this.collectVariables(child, depth + 1);
  }

  collectCommands(node: Node, depth: number, conditional: boolean, input: ShellInput | undefined): void {
    if (depth > DEEPEST) return;
    if (node.type === 'command') {
      this.#command(node, conditional, input, undefined);
      // commands inside $(…)
      for (const child of node.namedChildren) if (child) this.collectCommands(child, depth + 1, conditional, undefined);
      return;
    }
    if (node.type === 'redirected_statement') {
      const body = node.childForFieldName('body') ?? node.namedChild(0);
      const redirected = this.#input(node) ?? input;
      if (body) this.#redirected(node, body, depth, conditional, redirected);
      return;
    }
    if (node.type === 'pipeline') {
      this.#pipeline(node, depth, conditional, input);
      return;
    }
    const inside = conditional || CONDITIONAL.has(node.type);
    for (const child of node.namedChildren) if (child) this.collectCommands(child, depth + 1, inside, undefined);
  }

  /** `cat <<EOF | nft -f -`: the grammar puts the rest of the pipe into the here-document. */
  #redirected(node: Node, body: Node, depth: number, conditional: boolean, input: ShellInput | undefined): void {
    const heredoc = node.namedChildren.find((child) => child?.type === 'heredoc_redirect');
    const rest = heredoc?.namedChildren.find((child) => child?.type === 'pipeline');
    this.collectCommands(body, depth + 1, conditional, input);
    if (!rest) return;
    const first = this.commands.at(-1);
    const writes = first && commandName(first.words) === 'cat' && first.words.length === 1 ? input : undefined;
    const commands = rest.namedChildren.filter((child): child is Node => child?.type === 'command');
    for (const [i, command] of commands.entries()) this.#command(command, conditional, undefined, i === 0 ? writes : undefined);
  }

  #pipeline(node: Node, depth: number, conditional: boolean, input: ShellInput | undefined): void {
    let piped: ShellInput | undefined;
    const parts = node.namedChildren.filter((child): child is Node => child !== null);
    for (const [i, child] of parts.entries()) {
      const count = this.commands.length;
      const last = i === parts.length - 1;
      if (child.type === 'command') this.#command(child, conditional, last ? input : undefined, piped);
      else this.collectCommands(child, depth + 1, conditional, last ? input : undefined);
      piped = this.#output(this.commands[count]);
    }
  }

  /** What `echo TEXT`, `printf TEXT` and `cat` with a here-document write. */
  #output(command: ShellCommand | undefined): ShellInput | undefined {
    if (!command) return undefined;
    const name = commandName(command.words);
    if (name === 'cat' && command.words.length === 1) return command.input;
    const texts = command.words.slice(1).filter(({ text }) => text !== '-e' && text !== '-n');
    const [only] = texts;
    if ((name !== 'echo' && name !== 'printf') || texts.length !== 1 || !only) return undefined;
    const quote = this.text[only.range.start];
    const quoted = quote === '"' || quote === "'";
    const range = quoted ? { start: only.range.start + 1, end: only.range.end - 1 } : only.range;
    return { kind: 'here-string', range, expands: quote !== "'" };
  }

  #input(node: Node): ShellInput | undefined {
    for (const redirect of node.namedChildren) {
      if (redirect?.type === 'heredoc_redirect') {
        const body = redirect.namedChildren.find((child) => child?.type === 'heredoc_body');
        const start = redirect.namedChildren.find((child) => child?.type === 'heredoc_start')?.text ?? '';
        if (body) return { kind: 'here-document', range: rangeOf(body), expands: !/^['"\\]/.test(start) };
      }
      if (redirect?.type === 'herestring_redirect') {
        const value = redirect.namedChild(0);
        if (!value) continue;
        const quoted = value.type === 'string' || value.type === 'raw_string';
        const { start, end } = rangeOf(value);
        const range = quoted ? { start: start + 1, end: end - 1 } : { start, end };
        return { kind: 'here-string', range, expands: value.type !== 'raw_string' };
      }
    }
    return undefined;
  }

  #command(node: Node, conditional: boolean, input: ShellInput | undefined, piped: ShellInput | undefined): void {
    const words: Word[] = [];
    for (const child of node.namedChildren) {
      if (!child || child.type === 'variable_assignment' || child.type.endsWith('_redirect')) continue;
      words.push(this.#word(child.type === 'command_name' ? (child.namedChild(0) ?? child) : child));
    }
    const own = this.#input(node) ?? input;
    if (words.length > 0) this.commands.push({ range: rangeOf(node), words, input: own, piped, conditional });
  }

  #word(node: Node): Word {
    const range = rangeOf(node);
    const inner = plainRange(node);
    if (inner) return { text: this.text.slice(inner.start, inner.end), range, literalAt: inner.start };
    const only = soleVariable(node);
    const text = this.#value(node, 0);
    return text === undefined && only !== undefined ? { text, range, variable: only } : { text, range };
  }

  /** The text that a word has when the script runs, or undefined. */
  #value(node: Node, depth: number): string | undefined {
    if (depth > DEEPEST) return undefined;
    switch (node.type) {
      case 'word':
      case 'number':
        return node.text.replace(/\\(.)/gs, '$1');
      case 'raw_string':
        return node.text.slice(1, -1);
      case 'string_content':
        return node.text.replace(/\\([$`"\\\n])/g, '$1');
      case 'string':
      case 'concatenation':
        return this.#joined(node, depth);
      case 'simple_expansion':
        return this.#variable(node.text.slice(1), undefined);
      case 'expansion': {
        const match = /^\$\{(\w+)(?::?-([^${}`]*))?\}$/.exec(node.text);
        return match ? this.#variable(match[1]!, match[2]) : undefined;
      }
      default:
        return undefined;
    }
  }

  #joined(node: Node, depth: number): string | undefined {
    let out = '';
    // between the children stands text only inside a string
    let at = node.startIndex + (node.type === 'string' ? 1 : 0);
    for (const child of node.namedChildren) {
      if (!child) continue;
      const value = this.#value(child, depth + 1);
      if (value === undefined) return undefined;
      out += this.text.slice(at, child.startIndex) + value;
      at = child.endIndex;
    }
    return out + this.text.slice(at, node.endIndex - (node.type === 'string' ? 1 : 0));
  }

  #variable(name: string, otherwise: string | undefined): string | undefined {
    if (this.#assigned.has(name)) return this.#assigned.get(name);
    return this.constants.get(name) ?? otherwise;
  }
}

function rangeOf(node: Node): Range {
  return { start: node.startIndex, end: node.endIndex };
}

/** Where a word's text stands letter by letter. */
function plainRange(node: Node): Range | undefined {
  const { start, end } = rangeOf(node);
  if (node.type === 'word' || node.type === 'number') return node.text.includes('\\') ? undefined : { start, end };
  if (node.type === 'raw_string') return { start: start + 1, end: end - 1 };
  if (node.type !== 'string' || node.text.includes('\\')) return undefined;
  return node.namedChildren.every((child) => child?.type === 'string_content') ? { start: start + 1, end: end - 1 } : undefined;
}

/** The variable that a word consists of: `$X`, `${X}`, `"$X"`. */
function soleVariable(node: Node): string | undefined {
  return /^"?\$(?:\{(\w+)\}|(\w+))"?$/.exec(node.text)?.slice(1).find(Boolean);
}

/** The name of the program that a command runs, without its folder; undefined when it is not known. */
export function commandName(words: readonly Word[]): string | undefined {
  const text = words[0]?.text;
  return text?.slice(text.lastIndexOf('/') + 1);
}
