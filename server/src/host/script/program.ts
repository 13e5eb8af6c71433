import { WRAPPERS, WRAPPERS_WITH_ARGUMENT } from '../../facts/docker-cli.ts';
import type { ShellCommand, ShellScript } from '../../syntax/shell/script.ts';
import type { Word } from '../../syntax/words.ts';

/** A program that a script runs, with what stands in front of it (`sudo`, `env A=b`) taken away. */
export interface ProgramRun {
  /** Without its folder. */
  readonly name: string;
  readonly nameWord: Word;
  /** Behind the name. */
  readonly args: readonly Word[];
  readonly command: ShellCommand;
}

const runs = new WeakMap<ShellScript, readonly ProgramRun[]>();

/** The programs that a script runs, in its order; those whose name is not known are left out. Computed once per script. */
export function programRuns(script: ShellScript): readonly ProgramRun[] {
  let known = runs.get(script);
  if (!known) {
    known = script.commands.flatMap((command) => unwrap(command) ?? []);
    runs.set(script, known);
  }
  return known;
}

function unwrap(command: ShellCommand): ProgramRun | undefined {
  const { words } = command;
  let at = 0;
  for (;;) {
    const word = words[at];
    const text = word?.text;
    if (word === undefined || text === undefined) return undefined;
    const name = text.slice(text.lastIndexOf('/') + 1);
    if (!Object.hasOwn(WRAPPERS, name)) return { name, nameWord: word, args: words.slice(at + 1), command };
    at = behindOptions(words, at + 1, WRAPPERS[name]!);
    while (/^[A-Za-z_]\w*=/.test(words[at]?.text ?? '')) at++;
    if (WRAPPERS_WITH_ARGUMENT.includes(name)) at++;
  }
}

/** The first word behind a wrapper's own options; `letters` are those that take a value. */
function behindOptions(words: readonly Word[], start: number, letters: string): number {
  let at = start;
  while (at < words.length) {
    const text = words[at]!.text ?? '';
    if (text === '--') return at + 1;
    if (!text.startsWith('-') || text === '-') return at;
    const takesNext = /^-[A-Za-z]$/.test(text) && letters.includes(text[1]!);
    at += takesNext ? 2 : 1;
  }
  return at;
}
