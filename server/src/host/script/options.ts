import type { CommandFacts } from '../../facts/docker-cli.ts';
import type { Word } from '../../syntax/words.ts';

/** One use of an option. */
export interface OptionUse {
  /** The long name. */
  readonly name: string;
  /** Undefined for a switch. */
  readonly value: Word | undefined;
}

/** A command line of the docker CLI, read. */
export interface CommandLine {
  readonly options: readonly OptionUse[];
  /** The first argument that is no option, and what is behind it. */
  readonly rest: readonly Word[];
  /** False when a word is unknown that may have been an option: what is missing may be set by it. */
  readonly complete: boolean;
}

/**
 * Reads options up to the first argument, as the docker CLI does for `docker run`; with `interspersed`, options behind arguments too.
 * Options that the facts do not list take a value.
 */
export function readCommandLine(words: readonly Word[], facts: CommandFacts, interspersed = false): CommandLine {
  const options: OptionUse[] = [];
  const rest: Word[] = [];
  let complete = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const { text } = word;
    if (text === undefined) {
      // $OPTS may be anything; "$IMAGE" is most likely the argument
      if (
        word.variable !== undefined &&
        word.range.end - word.range.start === word.variable.length + 1 &&
        at + 1 < words.length
      ) {
        complete = false;
        continue;
      }
      rest.push(word);
      if (!interspersed) return { options, rest: words.slice(at), complete };
      continue;
    }
    if (!text.startsWith('-') || text === '-') {
      if (!interspersed) return { options, rest: words.slice(at), complete };
      rest.push(word);
      continue;
    }
    if (text === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    at += text.startsWith('--')
      ? longOption(word, text, words[at + 1], facts, options)
      : shortOptions(word, text, words[at + 1], facts, options);
  }
  return { options, rest, complete };
}

/** Returns how many further words the option takes. */
function longOption(word: Word, text: string, next: Word | undefined, facts: CommandFacts, out: OptionUse[]): number {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
  if (equals >= 0) {
    out.push({ name, value: part(word, equals + 1) });
    return 0;
  }
  if (facts.switches.includes(name)) {
    out.push({ name, value: undefined });
    return 0;
  }
  out.push({ name, value: next });
  return 1;
}

function shortOptions(word: Word, text: string, next: Word | undefined, facts: CommandFacts, out: OptionUse[]): number {
  for (let i = 1; i < text.length; i++) {
    const name = facts.short[text[i]!] ?? text[i]!;
    if (facts.switches.includes(name)) {
      out.push({ name, value: undefined });
      continue;
    }
    if (i + 1 === text.length) {
      out.push({ name, value: next });
      return 1;
    }
    out.push({ name, value: part(word, text[i + 1] === '=' ? i + 2 : i + 1) });
    return 0;
  }
  return 0;
}

/** The end of a word, from an index of its text on. */
export function part(word: Word, from: number, to = word.text?.length ?? 0): Word {
  const text = word.text?.slice(from, to);
  if (word.literalAt === undefined) return { text, range: word.range };
  const start = word.literalAt + from;
  return { text, range: { start, end: word.literalAt + to }, literalAt: start };
}
