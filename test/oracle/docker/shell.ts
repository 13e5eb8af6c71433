/** What a script can do besides moving text around. */
export interface Programs {
  /** `nft ARGUMENTS`, with what stands on its standard input. Returns what it prints. */
  nft(args: readonly string[], input: string): string;
  iptables(family: 4 | 6, args: readonly string[]): string;
  iptablesSave(family: 4 | 6): string;
  iptablesRestore(family: 4 | 6, input: string, flush: boolean): void;
}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: 'operator'; readonly text: string };

const OPERATORS = ['&&', '||', '<<', '>>', '2>/dev/null', '2>&1', ';', '|', '>', '<', '(', ')', '\n', '&'];

/**
 * Runs the little of the shell that the records use: commands, quotes, pipes, redirections to files in memory, subshells, `echo`,
 * `printf`, `cat`. Throws on what it does not know, so that nobody takes a guess for an answer.
 */
export function runScript(script: string, files: Map<string, string>, programs: Programs): void {
  const parser = new Parser(tokenize(script));
  run(parser.list(), '', { files, programs });
  parser.expectEnd();
}

interface World {
  readonly files: Map<string, string>;
  readonly programs: Programs;
}

type Node =
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'pipe'; readonly parts: readonly Node[] }
  | { readonly kind: 'group'; readonly body: Node; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly redirects: readonly Redirect[] };

interface Redirect {
  readonly operator: '>' | '>>' | '<' | '<<';
  /** Behind `<<`: the text itself. */
  readonly file: string;
}

function tokenize(script: string): Token[] {
  const out: Token[] = [];
  let word: string | undefined;
  const end = () => {
    if (word !== undefined) out.push({ kind: 'word', text: word });
    word = undefined;
  };
  for (let at = 0; at < script.length; ) {
    const c = script[at]!;
    const operator = OPERATORS.find((candidate) => script.startsWith(candidate, at));
    if (operator === '<<') {
      const here = /^<<-?\s*(["']?)([\w-]+)\1([^\n]*)\n([\s\S]*?)^\s*\2$/m.exec(script.slice(at));
      if (!here) throw new Error('a here-document has no end');
      end();
      out.push({ kind: 'operator', text: '<<' }, { kind: 'word', text: here[4]! }, ...tokenize(here[3]!));
      at += here[0].length;
    } else if (operator !== undefined && !(operator.startsWith('2') && word !== undefined)) {
      end();
      out.push({ kind: 'operator', text: operator });
      at += operator.length;
    } else if (c === ' ' || c === '\t') {
      end();
      at++;
    } else if (c === '#' && word === undefined) {
      while (at < script.length && script[at] !== '\n') at++;
    } else if (c === "'") {
      const close = script.indexOf("'", at + 1);
      if (close < 0) throw new Error('a quote is not closed');
      word = (word ?? '') + script.slice(at + 1, close);
      at = close + 1;
    } else if (c === '"') {
      word ??= '';
      for (at++; at < script.length && script[at] !== '"'; at++) {
        if (script[at] === '\\' && /[$`"\\\n]/.test(script[at + 1] ?? '')) at++;
        else if (script[at] === '$' || script[at] === '`') throw new Error('expansions are not known');
        word += script[at];
      }
      at++;
    } else if (c === '\\') {
      if (script[at + 1] !== '\n') word = (word ?? '') + (script[at + 1] ?? '');
      at += 2;
    } else if (c === '$' || c === '`') throw new Error('expansions are not known');
    else {
      word = (word ?? '') + c;
      at++;
    }
  }
  end();
  return out;
}

class Parser {
  #at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  list(): Node {
    const items: Node[] = [];
    for (;;) {
      while (this.#operator(';', '\n', '&&', '&')) this.#at++;
      const token = this.tokens[this.#at];
      if (!token || this.#operator(')')) return { kind: 'list', items };
      items.push(this.#pipe());
      // what stands behind `||` runs only when something failed
      if (this.#operator('||')) {
        this.#at++;
        this.#pipe();
      }
    }
  }

  expectEnd(): void {
    if (this.#at < this.tokens.length) throw new Error('a bracket is not opened');
  }

  #operator(...texts: string[]): boolean {
    const token = this.tokens[this.#at];
    return token?.kind === 'operator' && texts.includes(token.text);
  }

  #pipe(): Node {
    const parts = [this.#part()];
    while (this.#operator('|')) {
      this.#at++;
      parts.push(this.#part());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'pipe', parts };
  }

  #part(): Node {
    if (this.#operator('(')) {
      this.#at++;
      const body = this.list();
      if (!this.#operator(')')) throw new Error('a bracket is not closed');
      this.#at++;
      return { kind: 'group', body, redirects: this.#words().redirects };
    }
    const { words, redirects } = this.#words();
    if (words.length === 0) throw new Error('a command is missing');
    return { kind: 'command', words, redirects };
  }

  #words(): { words: string[]; redirects: Redirect[] } {
    const words: string[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const token = this.tokens[this.#at];
      if (token?.kind === 'word') words.push(token.text);
      else if (this.#operator('2>/dev/null', '2>&1')) {
        this.#at++;
        continue;
      } else if (this.#operator('>', '>>', '<', '<<')) {
        const file = this.tokens[++this.#at];
        if (file?.kind !== 'word') throw new Error('a redirection has no file');
        redirects.push({ operator: token!.text as Redirect['operator'], file: file.text });
      } else return { words, redirects };
      this.#at++;
    }
  }
}

/** Runs a node with its standard input; returns its standard output. */
function run(node: Node, input: string, world: World): string {
  switch (node.kind) {
    case 'list':
      return node.items.map((item) => run(item, input, world)).join('');
    case 'pipe':
      return node.parts.reduce((text, part) => run(part, text, world), input);
    case 'group':
      return redirected(node.redirects, input, world, (text) => run(node.body, text, world));
    case 'command':
      return redirected(node.redirects, input, world, (text) => command(node.words, text, world));
  }
}

function redirected(redirects: readonly Redirect[], input: string, { files }: World, inner: (input: string) => string): string {
  const from = redirects.findLast(({ operator }) => operator.startsWith('<'));
  const to = redirects.findLast(({ operator }) => operator.startsWith('>'));
  const output = inner(from ? (from.operator === '<<' ? from.file : (files.get(from.file) ?? '')) : input);
  if (!to) return output;
  if (to.file !== '/dev/null') files.set(to.file, (to.operator === '>>' ? (files.get(to.file) ?? '') : '') + output);
  return '';
}

function command(words: readonly string[], input: string, { files, programs }: World): string {
  const [name, ...args] = words;
  switch (name) {
    case 'nft':
    case '/usr/sbin/nft': {
      const file = args[args.indexOf('-f') + 1];
      const reads = args.includes('-f') && file !== undefined;
      if (reads && file !== '-' && file !== '/dev/stdin' && !files.has(file)) throw new Error(`there is no file ${file}`);
      return programs.nft(reads ? ['-f'] : args, reads && files.has(file) ? files.get(file)! : input);
    }
    case 'iptables':
    case 'iptables-nft':
      return programs.iptables(4, args);
    case 'ip6tables':
    case 'ip6tables-nft':
      return programs.iptables(6, args);
    case 'iptables-save':
    case 'ip6tables-save':
      return programs.iptablesSave(name.startsWith('ip6') ? 6 : 4);
    case 'iptables-restore':
    case 'ip6tables-restore': {
      const file = args.find((arg) => !arg.startsWith('-'));
      const text = file === undefined ? input : (files.get(file) ?? '');
      programs.iptablesRestore(name.startsWith('ip6') ? 6 : 4, text, !args.some((arg) => arg === '-n' || arg === '--noflush'));
      return '';
    }
    case 'echo':
      return `${args.filter((arg) => !['-n', '-e'].includes(arg)).join(' ')}${args[0] === '-n' ? '' : '\n'}`;
    case 'printf':
      return format(args[0] ?? '', args.slice(1));
    case 'cat':
      return args.length === 0 ? input : args.map((file) => (file === '-' ? input : (files.get(file) ?? ''))).join('');
    case 'sleep':
    case 'true':
    case ':':
    case 'set':
      return '';
    default:
      throw new Error(`${name} is not known`);
  }
}

function format(pattern: string, args: readonly string[]): string {
  let next = 0;
  return pattern
    .replaceAll(/%s/g, () => args[next++] ?? '')
    .replaceAll('%%', '%')
    .replaceAll(/\\([nt\\])/g, (_, c: string) => ({ n: '\n', t: '\t', '\\': '\\' })[c]!);
}
