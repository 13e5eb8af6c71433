import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import { DAEMON_OPTIONS, type DaemonOption, type FlagKind, PLAIN_FLAGS } from '../../facts/daemon-options.ts';
import type { LocatedEntry, LocatedValue } from '../../syntax/located.ts';
import type { Word } from '../../syntax/words.ts';
import { goParseIp } from '../go/net.ts';
import { parseBool, parseIntAnyBase } from '../go/strconv.ts';
import { dockerHas } from '../version.ts';
import { insecureRegistryProblem } from './format.ts';
import { hasOption, shapeOf } from './json.ts';
import type { DaemonProblem, InvalidValue } from './problem.ts';
import type { DaemonSetting } from './setting.ts';
import { valueProblems } from './value.ts';

/** What a command line of dockerd sets, and what is wrong with it. */
export interface ParsedFlags {
  readonly settings: readonly DaemonSetting[];
  readonly problems: readonly DaemonProblem[];
  /** Flags of no option in the file, such as `config-file`. */
  readonly plain: readonly PlainUse[];
  /** Variables that may stand for further flags. */
  readonly variables: readonly string[];
}

export interface PlainUse {
  readonly name: string;
  readonly place: { readonly file: FileId; readonly range: Range };
  readonly value: string | undefined;
}

interface KnownFlag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly option?: DaemonOption;
}

const BY_NAME = new Map<string, KnownFlag>();
const BY_LETTER = new Map<string, KnownFlag>();
const UNTIL = new Map<string, string>();
for (const option of DAEMON_OPTIONS.values()) {
  const fields = typeof option.shape === 'object' && 'fields' in option.shape ? option.shape.fields : {};
  for (const [member, field] of Object.entries(fields))
    if (field.flag !== undefined) BY_NAME.set(field.flag, { name: `${option.key}.${member}`, kind: 'string', option });
  if (!option.flag) continue;
  const flag = { name: option.flag.name, kind: option.flag.kind, option };
  BY_NAME.set(flag.name, flag);
  if (option.flag.short) BY_LETTER.set(option.flag.short, flag);
}
for (const { name, kind, short, until } of PLAIN_FLAGS) {
  BY_NAME.set(name, { name, kind });
  if (short) BY_LETTER.set(short, { name, kind });
  if (until) UNTIL.set(name, until);
}

/** Reads the words behind `dockerd`, as its flag parser does. */
export function parseFlags(file: FileId, words: readonly Word[], version: string | undefined): ParsedFlags {
  return new FlagReader(file, words, version).read();
}

class FlagReader {
  readonly #settings: DaemonSetting[] = [];
  readonly #problems: DaemonProblem[] = [];
  readonly #plain: PlainUse[] = [];
  readonly #variables: string[] = [];
  #next = 0;

  constructor(
    private readonly file: FileId,
    private readonly words: readonly Word[],
    private readonly version: string | undefined,
  ) {}

  read(): ParsedFlags {
    let flagsOnly = false;
    while (this.#next < this.words.length) {
      const word = this.words[this.#next++]!;
      if (word.variable !== undefined) this.#variables.push(word.variable);
      else if (word.text === undefined) this.#unknownWord(word);
      else if (flagsOnly || !word.text.startsWith('-') || word.text === '-') this.#argument(word, word.text);
      else if (word.text === '--') flagsOnly = true;
      else if (word.text.startsWith('--')) this.#long(word, word.text);
      else this.#short(word, word.text);
    }
    return { settings: this.#settings, problems: this.#problems, plain: this.#plain, variables: this.#variables };
  }

  /** `--mtu=$MTU`: a flag whose value is not known. */
  #unknownWord(word: Word): void {
    this.#variables.push('');
    void word;
  }

  #argument(word: Word, text: string): void {
    const before = this.words[this.#next - 2];
    const flag = before?.text?.startsWith('--') && !before.text.includes('=') ? BY_NAME.get(before.text.slice(2)) : undefined;
    const joins = flag?.kind === 'bool' && parseBool(text) !== undefined && before !== undefined;
    this.#problems.push({
      kind: 'argument',
      file: this.file,
      range: word.range,
      text,
      ...(joins ? { join: { start: before.range.end, end: word.range.start } } : {}),
    });
  }

  #long(word: Word, text: string): void {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
    const flag = this.#lookup(BY_NAME.get(name));
    const nameRange = this.#part(word, 0, name.length + 2);
    if (!flag) {
      this.#unknown(`--${name}`, nameRange);
      return;
    }
    if (equals >= 0) this.#use(flag, `--${name}`, nameRange, text.slice(equals + 1), this.#part(word, equals + 1, text.length));
    else this.#useNext(flag, `--${name}`, nameRange);
  }

  #short(word: Word, text: string): void {
    for (let i = 1; i < text.length; i++) {
      const letter = text[i]!;
      const flag = this.#lookup(BY_LETTER.get(letter));
      const nameRange = text.length === 2 ? word.range : this.#part(word, i === 1 ? 0 : i, i + 1);
      if (!flag) {
        this.#unknown(`-${letter}`, nameRange);
        return;
      }
      const rest = text.slice(i + 1);
      if (rest.startsWith('=')) {
        this.#use(flag, `-${letter}`, nameRange, rest.slice(1), this.#part(word, i + 2, text.length));
        return;
      }
      if (flag.kind === 'bool') this.#use(flag, `-${letter}`, nameRange, 'true', nameRange);
      else {
        if (rest === '') this.#useNext(flag, `-${letter}`, nameRange);
        else this.#use(flag, `-${letter}`, nameRange, rest, this.#part(word, i + 1, text.length));
        return;
      }
    }
  }

  /** A flag that this version has. */
  #lookup(flag: KnownFlag | undefined): KnownFlag | undefined {
    if (!flag) return undefined;
    if (flag.option && !hasOption(flag.option, this.version)) return flag;
    const until = UNTIL.get(flag.name);
    return until !== undefined && dockerHas(this.version, until) ? undefined : flag;
  }

  #unknown(name: string, range: Range): void {
    const candidates = [...BY_NAME.keys()].map((known) => `--${known}`);
    this.#problems.push({ kind: 'unknown', via: 'flag', name, file: this.file, range, candidates });
  }

  #useNext(flag: KnownFlag, name: string, nameRange: Range): void {
    if (flag.kind === 'bool') {
      this.#use(flag, name, nameRange, 'true', nameRange);
      return;
    }
    const word = this.words[this.#next];
    if (!word) {
      this.#problems.push({ kind: 'argument', file: this.file, range: nameRange, text: name, missing: true });
      return;
    }
    this.#next++;
    this.#use(flag, name, nameRange, word.text, word.range);
  }

  #use(flag: KnownFlag, name: string, nameRange: Range, text: string | undefined, valueRange: Range): void {
    const { option } = flag;
    const place = { file: this.file, range: nameRange };
    if (!option) {
      this.#plain.push({ name: flag.name, place, value: text });
      return;
    }
    if (!hasOption(option, this.version)) {
      this.#problems.push({ kind: 'newer', ...place, name, since: option.since!, refused: true });
      return;
    }
    const value = text === undefined ? undefined : flagValue(flag, option, { file: this.file, range: valueRange, text });
    if (value && 'reason' in value) {
      this.#problems.push({ kind: 'value', file: this.file, range: valueRange, option, ...value });
      return;
    }
    this.#settings.push({ option, via: 'flag', name, place, value });
    if (value)
      for (const problem of valueProblems(option, shapeOf(option, this.version), value, this.version, true))
        this.#problems.push({ ...problem, file: this.file } as DaemonProblem);
  }

  /** A part of a word's text, as a range; the whole word where the text is not written letter by letter. */
  #part(word: Word, start: number, end: number): Range {
    return word.literalAt === undefined ? word.range : { start: word.literalAt + start, end: word.literalAt + end };
  }
}

interface FlagText {
  readonly file: FileId;
  readonly range: Range;
  readonly text: string;
}

type BadFlag = Pick<InvalidValue, 'reason' | 'value'>;

function scalar({ file, range, text }: FlagText, value: string | number | boolean = text): LocatedValue {
  return { kind: 'scalar', file, range, value, source: text, quoted: typeof value === 'string' };
}

/** The value of a flag in the shape of the option's key, or why dockerd refuses it. */
function flagValue(flag: KnownFlag, option: DaemonOption, given: FlagText): LocatedValue | BadFlag {
  const bad = (reason: string): BadFlag => ({ reason, value: scalar(given) });
  const { file, range, text } = given;
  const map = (entries: readonly [string, LocatedValue][]): LocatedValue => ({
    kind: 'map',
    file,
    range,
    entries: entries.map((entry) => located(given, entry)),
  });
  const list = (items: readonly LocatedValue[]): LocatedValue => ({ kind: 'list', file, range, items });
  if (flag.name.startsWith(`${option.key}.`)) return map([[flag.name.slice(option.key.length + 1), scalar(given)]]);
  const equals = text.indexOf('=');
  const [key, rest] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  switch (flag.kind) {
    case 'bool': {
      const value = parseBool(text);
      return value === undefined ? bad('is neither true nor false') : scalar(given, value);
    }
    case 'int': {
      const value = parseIntAnyBase(text);
      return value === undefined
        ? bad('is not a whole number')
        : ({ ...scalar(given, Number(value)), source: String(value) } as LocatedValue);
    }
    case 'ip':
      return goParseIp(text.trim()) || text === '' ? scalar({ ...given, text: text.trim() }) : bad('is not an IP address');
    case 'list':
      if (option.key === 'insecure-registries' && /^-|-$/.test(text)) return bad(insecureRegistryProblem(text)!);
      return list((option.key === 'dns' ? text.split(',') : [text]).map((item) => scalar({ ...given, text: item })));
    case 'map':
      return map([[key, scalar({ ...given, text: rest })]]);
    case 'map-of-maps': {
      const second = rest.indexOf('=');
      if (equals < 0 || second < 0) return bad('has to be written driver=option=value');
      const inner = map([[rest.slice(0, second), scalar({ ...given, text: rest.slice(second + 1) })]]);
      return map([[key, inner]]);
    }
    case 'set': {
      const value = equals < 0 ? true : parseBool(rest);
      if (key === '') return bad('has no name');
      return value === undefined ? bad('is neither true nor false') : map([[key, scalar(given, value)]]);
    }
    case 'pool':
      return poolValue(given, bad, (entries) => list([map(entries)]));
    case 'fields':
      return map(
        text.split(',').map((field): [string, LocatedValue] => {
          const [name = '', value = ''] = field.split(/=(.*)/s);
          const on = name === 'enable' ? parseBool(value === '' ? 'true' : value) : undefined;
          return [name, scalar({ ...given, text: value }, on ?? value)];
        }),
      );
    case 'runtime': {
      if (key.trim() === '' || rest.trim() === '') return bad('has to be written name=path');
      return map([[key.trim().toLowerCase(), map([['path', scalar({ ...given, text: rest.trim() })]])]]);
    }
    case 'ulimit': {
      const match = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text);
      if (!match) return bad('has to be written name=soft:hard');
      const number = (digits: string) => ({ ...scalar(given, Number(digits)), source: digits }) as LocatedValue;
      return map([
        [
          match[1]!,
          map([
            ['Name', scalar({ ...given, text: match[1]! })],
            ['Soft', number(match[2]!)],
            ['Hard', number(match[3] ?? match[2]!)],
          ]),
        ],
      ]);
    }
    default:
      return scalar(given);
  }
}

function located({ file, range }: FlagText, [key, value]: readonly [string, LocatedValue]): LocatedEntry {
  return { key, keyRange: range, keyFile: file, value };
}

function poolValue(
  given: FlagText,
  bad: (reason: string) => BadFlag,
  make: (entries: [string, LocatedValue][]) => LocatedValue,
): LocatedValue | BadFlag {
  const entries: [string, LocatedValue][] = [];
  for (const field of given.text.toLowerCase().split(',')) {
    const [name = '', value] = field.split(/=(.*)/s);
    if (value === undefined || (name !== 'base' && name !== 'size')) return bad('has to be written base=PREFIX,size=LENGTH');
    const size = name === 'size' ? parseIntAnyBase(value) : undefined;
    if (name === 'size' && size === undefined) return bad('has a size that is not a number');
    entries.push([
      name,
      size === undefined
        ? scalar({ ...given, text: value })
        : ({ ...scalar(given, Number(size)), source: String(size) } as LocatedValue),
    ]);
  }
  return make(entries);
}
