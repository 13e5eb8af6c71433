/**
 * The fixture language of the tests: several files in one text, a cursor, and expected findings under the lines they are about.
 *
 *     //- etc/nftables.conf
 *     table ip t {
 *       chain c { jump nowhere; }
 *     #                ^^^^^^^ nft/undefined-chain: no chain "nowhere"
 *     }
 *
 * `//- NAME` begins a file (a fixture without it is one file with the default name). `$0` is the cursor. A line whose first
 * non-blank text is `#` or `//` followed by blanks and `^^^` is not part of the file: it expects a finding on exactly the marked
 * columns of the line above. Behind the carets: the rule, and after a colon words that the message must hold.
 */
export interface Expected {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly message?: string;
}

export interface Fixture {
  readonly files: Record<string, string>;
  readonly cursor?: { readonly file: string; readonly offset: number };
  readonly expected: readonly Expected[];
}

const MARK = /^\s*(?:#|\/\/)\s*?(\^+)\s*([\w-]+\/[\w-]+)?(?::\s*(.*))?$/;

/** Reads a fixture. Indentation that all lines share is taken off. */
export function fixture(text: string, defaultName = 'etc/nftables.conf'): Fixture {
  const lines = dedent(text);
  const files: Record<string, string> = {};
  const expected: Expected[] = [];
  let cursor: Fixture['cursor'];
  let name = defaultName;
  let body = '';
  let lastLine = 0;
  const close = () => {
    if (body !== '' || name in files) files[name] = body;
  };
  for (const line of lines) {
    const begin = /^\/\/- (\S+)$/.exec(line);
    if (begin) {
      close();
      name = begin[1]!;
      body = '';
      files[name] = '';
      continue;
    }
    const mark = MARK.exec(line);
    if (mark) {
      const column = line.indexOf('^');
      const start = lastLine + column;
      const message = mark[3] === undefined || mark[3] === '' ? {} : { message: mark[3] };
      expected.push({ file: name, start, end: start + mark[1]!.length, rule: mark[2] ?? '', ...message });
      continue;
    }
    lastLine = body.length;
    const at = line.indexOf('$0');
    if (at >= 0) {
      cursor = { file: name, offset: body.length + at };
      body += `${line.slice(0, at)}${line.slice(at + 2)}\n`;
    } else body += `${line}\n`;
  }
  close();
  return cursor ? { files, cursor, expected } : { files, expected };
}

function dedent(text: string): string[] {
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n[ \t]*$/, '')
    .split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length));
  return lines.map((line) => line.slice(Math.min(indent, line.length)));
}
