import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { splitWords, type Word } from '../syntax/words.ts';

/** `Key=Value` in a unit file. */
export interface UnitEntry {
  readonly section: string;
  readonly key: string;
  readonly keyRange: Range;
  /** What stands behind the equals sign, continuation lines included, without blanks around it. */
  readonly value: Range;
}

/** A variable that a unit or a defaults file sets. */
export interface OptionVariable {
  readonly name: string;
  readonly nameRange: Range;
  /** Its value, split into words. */
  readonly words: readonly Word[];
}

/** One `ExecStart=` line. */
export interface ExecStart {
  readonly entry: UnitEntry;
  /** `ExecStart=` without a command: forgets all earlier ones. */
  readonly reset: boolean;
  /** The words behind `dockerd`; undefined for another program. */
  readonly words: readonly Word[] | undefined;
}

/** What a systemd unit or drop-in says about dockerd. */
export interface SystemdUnit {
  readonly file: FileId;
  /** A file in `docker.service.d`. */
  readonly dropIn: boolean;
  readonly starts: readonly ExecStart[];
  readonly environment: readonly OptionVariable[];
  /** Paths of `EnvironmentFile=`, without the leading dash. */
  readonly environmentFiles: readonly string[];
}

/** Reads the lines of a unit file. Comments begin with `#` or `;`; a backslash at the end of a line joins it with the next. */
export function readUnitEntries(text: string): UnitEntry[] {
  const out: UnitEntry[] = [];
  let section = '';
  for (let at = 0; at < text.length; ) {
    const end = logicalEnd(text, at);
    const line = text.slice(at, Math.min(end, at + LONGEST_HEAD));
    const head = /^[ \t]*\[([^\]\n]*)\]/.exec(line);
    const entry = /^[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=[ \t]*/.exec(line);
    if (head) section = head[1]!;
    else if (entry) {
      const keyStart = at + entry[0].indexOf(entry[1]!);
      const start = at + entry[0].length;
      let stop = end;
      while (stop > start && /\s/.test(text[stop - 1]!)) stop--;
      out.push({
        section,
        key: entry[1]!,
        keyRange: { start: keyStart, end: keyStart + entry[1]!.length },
        value: { start, end: Math.max(start, stop) },
      });
    }
    at = end;
  }
  return out;
}

/** No section or key is longer. */
const LONGEST_HEAD = 300;

/** Behind the line that begins at `start`, with the lines that continue it. */
function logicalEnd(text: string, start: number): number {
  let at = start;
  const comment = /[ \t]*[#;]/y;
  comment.lastIndex = start;
  const isComment = comment.test(text);
  for (;;) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    const before = text[newline - 1] === '\r' ? newline - 1 : newline;
    if (isComment || text[before - 1] !== '\\' || before - 1 < start) return newline + 1;
    at = newline + 1;
    // comment lines do not end a continuation
    for (;;) {
      comment.lastIndex = at;
      const next = comment.test(text) ? text.indexOf('\n', at) : -1;
      if (next < 0) break;
      at = next + 1;
    }
  }
}

/** Reads what a unit file says about dockerd. Total: bad text gives a unit that says nothing. */
export function readSystemdUnit(file: FileId, text: string): SystemdUnit {
  const entries = readUnitEntries(text).filter(({ section }) => section === 'Service');
  const words = ({ value }: UnitEntry) => splitWords(text, value, { specifiers: true });
  return {
    file,
    dropIn: /\.d\/[^/]+$/.test(file),
    starts: entries
      .filter(({ key }) => key === 'ExecStart')
      .map((entry) => ({ entry, reset: entry.value.start === entry.value.end, words: daemonWords(words(entry)) })),
    environment: entries
      .filter(({ key }) => key === 'Environment')
      .flatMap((entry) => words(entry).flatMap((word) => assignment(text, word))),
    environmentFiles: entries
      .filter(({ key }) => key === 'EnvironmentFile')
      .map(({ value }) =>
        text
          .slice(value.start, value.end)
          .replace(/^-/, '')
          .replace(/^(["'])(.*)\1$/, '$2'),
      ),
  };
}

/** The words behind `dockerd` (or `docker daemon`, as old versions were started), or undefined for another program. */
function daemonWords(words: readonly Word[]): readonly Word[] | undefined {
  const program = (words[0]?.text ?? '').replace(/^[@\-:+!|]+/, '');
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'dockerd' || name === 'dockerd-rootless.sh') return words.slice(1);
  return name === 'docker' && (words[1]?.text === 'daemon' || words[1]?.text === '-d') ? words.slice(2) : undefined;
}

/** `NAME=value words` of an Environment= line. */
function assignment(text: string, word: Word): OptionVariable[] {
  const start = word.literalAt;
  const match = start === undefined ? null : /^([A-Za-z_]\w*)=/.exec(word.text ?? '');
  if (!match || start === undefined) return [];
  const end = start + word.text!.length;
  return [
    {
      name: match[1]!,
      nameRange: { start, end: start + match[1]!.length },
      words: splitWords(text, { start: start + match[0].length, end }),
    },
  ];
}
