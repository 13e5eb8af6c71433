import type { FileId } from '../../base/paths.ts';
import {
  DAEMON_OPTIONS,
  type DaemonOption,
  IGNORED_KEYS,
  PLAIN_FLAGS,
  REMOVED_KEYS,
  type ValueShape,
} from '../../facts/daemon-options.ts';
import type { LocatedEntry, LocatedMap, LocatedValue } from '../../syntax/located.ts';
import { dockerHas } from '../version.ts';
import type { DaemonProblem } from './problem.ts';
import type { DaemonSetting } from './setting.ts';
import { overflowingNumbers } from './shape.ts';
import { valueProblems } from './value.ts';

/** True when this version of dockerd has the option. */
export function hasOption(option: DaemonOption, version: string | undefined): boolean {
  return option.since === undefined || dockerHas(version, option.since);
}

/** The shape of an option in a version. */
export function shapeOf(option: DaemonOption, version: string | undefined): ValueShape {
  const before = option.shapeBefore;
  return before && !dockerHas(version, before.version) ? before.shape : option.shape;
}

/** An option name that dockerd sees: a top-level key, or a member of an object that is not a value itself. */
interface SeenKey {
  readonly entry: LocatedEntry;
  readonly parent?: LocatedEntry;
}

/** What dockerd of a version makes of a daemon.json. */
export interface JudgedJson {
  readonly settings: readonly DaemonSetting[];
  readonly problems: readonly DaemonProblem[];
}

/**
 * Judges the value of a daemon.json as dockerd does: it takes every key for an option name (looking into objects that are not
 * values themselves), refuses unknown ones, decodes what it knows and validates it. Everything is reported at once.
 */
export function judgeJson(root: LocatedMap, version: string | undefined): JudgedJson {
  const judge = new Judge(root, version);
  return { settings: judge.settings(), problems: judge.problems() };
}

class Judge {
  readonly #problems: DaemonProblem[] = [];
  readonly #file: FileId;
  /** The entries that count: the last of each name. */
  readonly #last: ReadonlyMap<string, LocatedEntry>;

  constructor(
    private readonly root: LocatedMap,
    private readonly version: string | undefined,
  ) {
    this.#file = root.file;
    this.#last = new Map(root.entries.map((entry) => [entry.key, entry]));
  }

  settings(): DaemonSetting[] {
    const out: DaemonSetting[] = [];
    for (const [key, entry] of this.#last) {
      const option = this.#known(key);
      if (option && !option.flagOnly && !(key === 'proxies' && entry.value.kind !== 'map'))
        out.push(this.#setting(option, entry));
      else if (entry.value.kind === 'map') out.push(...this.#strayBooleans(entry.value));
    }
    return out;
  }

  /** Booleans inside an object under an unknown key take effect, because dockerd sets the flag of that name with them. */
  #strayBooleans(object: LocatedMap): DaemonSetting[] {
    return object.entries
      .map((entry) => ({ entry, option: this.#known(entry.key) }))
      .filter(({ entry, option }) => option?.flag?.kind === 'bool' && !this.#last.has(entry.key))
      .map(({ entry, option }) => this.#setting(option!, entry));
  }

  #setting(option: DaemonOption, entry: LocatedEntry): DaemonSetting {
    const place = { file: this.#file, range: entry.keyRange };
    return { option, via: 'key', name: entry.key, place, value: entry.value };
  }

  problems(): readonly DaemonProblem[] {
    for (const value of overflowingNumbers(this.root))
      this.#report({ kind: 'type', range: value.range, value, option: undefined, expected: 'finite' });
    this.#doubled();
    for (const key of this.#seen()) this.#name(key);
    this.#exclusive();
    for (const entry of this.root.entries) this.#value(entry);
    return this.#problems;
  }

  #report(problem: DistributiveOmit<DaemonProblem, 'file'>): void {
    this.#problems.push({ ...problem, file: this.#file } as DaemonProblem);
  }

  #known(key: string): DaemonOption | undefined {
    const option = DAEMON_OPTIONS.get(key);
    return option && hasOption(option, this.version) ? option : undefined;
  }

  #isValue(entry: LocatedEntry): boolean {
    return entry.value.kind !== 'map' || this.#known(entry.key)?.flat === true || REMOVED_KEYS.get(entry.key)?.flat === true;
  }

  /** False for options that are no objects, and for those that came later: the object as a whole is what is wrong then. */
  #membersAreNames(key: string): boolean {
    const option = DAEMON_OPTIONS.get(key);
    return key === 'proxies' || option === undefined || option.flagOnly === true;
  }

  /** Every name that dockerd compares with its options. */
  #seen(): SeenKey[] {
    const out: SeenKey[] = [];
    for (const entry of this.#last.values()) {
      if (this.#isValue(entry)) out.push({ entry });
      else if (this.#membersAreNames(entry.key))
        for (const member of lastEntries(entry.value as LocatedMap)) out.push({ entry: member, parent: entry });
    }
    return out;
  }

  #doubled(): void {
    for (const entry of this.root.entries) {
      const last = this.#last.get(entry.key)!;
      if (last === entry) continue;
      const whole = { start: entry.keyRange.start, end: entry.value.range.end };
      this.#report({ kind: 'doubled', name: entry.key, range: entry.keyRange, last: last.keyRange, entry: whole });
    }
  }

  #name({ entry, parent }: SeenKey): void {
    const { key, keyRange: range } = entry;
    const option = DAEMON_OPTIONS.get(key);
    // dockerd knows "proxies" by its members only
    if (key === 'proxies' && !parent) {
      this.#report({ kind: 'type', option, value: entry.value, expected: option!.shape, range: entry.value.range });
      return;
    }
    if (option && !option.flagOnly) {
      if (!hasOption(option, this.version))
        this.#report({ kind: 'newer', name: key, range, since: option.since!, refused: true });
      else if (!parent && option.deprecated && dockerHas(this.version, option.deprecated.since))
        this.#report({ kind: 'deprecated', range, setting: this.#setting(option, entry), ...option.deprecated });
      return;
    }
    const ignored = IGNORED_KEYS.get(key);
    if (ignored) {
      // inside "proxies" these are read
      if (parent && ignored.inside === parent.key) return;
      const taken = this.#last.has(ignored.instead ?? ignored.inside ?? key) && (ignored.instead ?? ignored.inside) !== undefined;
      this.#report({ kind: 'ignored', name: key, range, fact: ignored, value: entry.value, taken });
      return;
    }
    const removed = REMOVED_KEYS.get(key);
    if (removed) {
      const empty = entry.value.kind === 'scalar' && (entry.value.value === '' || entry.value.value === null);
      const stillKnown =
        removed.explicitUntil !== undefined && this.version !== undefined && !dockerHas(this.version, removed.explicitUntil);
      if (!stillKnown || !empty) this.#report({ kind: 'removed', name: key, range, fact: removed });
      return;
    }
    if (PLAIN_FLAGS.some((flag) => flag.name === key)) return;
    const inside = parent && DAEMON_OPTIONS.get(parent.key);
    const fields =
      inside && typeof inside.shape === 'object' && 'fields' in inside.shape ? Object.keys(inside.shape.fields) : undefined;
    const candidates = fields ?? [...DAEMON_OPTIONS.keys()];
    this.#report({ kind: 'unknown', via: 'key', name: key, range, candidates, ...(parent ? { parent: parent.key } : {}) });
  }

  #exclusive(): void {
    const names = new Map(this.#seen().map((seen) => [seen.entry.key, seen.entry]));
    for (const option of DAEMON_OPTIONS.values()) {
      const instead = option.deprecated?.instead;
      const [old, now] = [names.get(option.key), instead === undefined ? undefined : names.get(instead)];
      if (old && now && hasOption(DAEMON_OPTIONS.get(instead!)!, this.version))
        this.#report({
          kind: 'exclusive',
          name: option.key,
          range: old.keyRange,
          other: instead!,
          otherPlace: { file: this.#file, range: now.keyRange },
        });
    }
  }

  #value(entry: LocatedEntry): void {
    const option = this.#known(entry.key);
    const newer = option ? undefined : DAEMON_OPTIONS.get(entry.key);
    if (newer && entry.value.kind === 'map' && this.#last.get(entry.key) === entry) {
      const refused = entry.value.entries.some(({ key }) => !this.#known(key) && !IGNORED_KEYS.has(key));
      this.#report({ kind: 'newer', name: entry.key, range: entry.keyRange, since: newer.since!, refused });
    }
    if (option && !option.flagOnly) {
      if (entry.key === 'proxies' && entry.value.kind !== 'map') return;
      const counts = this.#last.get(entry.key) === entry;
      for (const problem of valueProblems(option, shapeOf(option, this.version), entry.value, this.version, counts))
        this.#report(problem);
    } else if (entry.value.kind === 'map' && !newer) this.#object(entry);
  }

  /** An object under a key that is no option: only the names of its members are looked at, unless a field decodes it after all. */
  #object(entry: LocatedEntry): void {
    const { key, keyRange: range } = entry;
    const removed = REMOVED_KEYS.get(key);
    if (removed?.flat) return;
    if (removed?.never || removed?.explicitUntil !== undefined)
      this.#report({ kind: 'removed', name: key, range, fact: removed });
    else if (DAEMON_OPTIONS.get(key)?.flagOnly && IGNORED_KEYS.has(key))
      this.#report({ kind: 'ignored', name: key, range, fact: IGNORED_KEYS.get(key)!, value: entry.value, taken: false });
    else if (DAEMON_OPTIONS.has(key.toLowerCase()))
      this.#report({ kind: 'unknown', via: 'key', name: key, range, candidates: [...DAEMON_OPTIONS.keys()] });
    else this.#report({ kind: 'useless', name: key, range, candidates: [...DAEMON_OPTIONS.keys()] });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The entries of a map that count: the last of each key. */
function lastEntries(map: LocatedMap): LocatedEntry[] {
  return [...new Map(map.entries.map((entry) => [entry.key, entry])).values()];
}

/** The value of a daemon.json as a map; undefined for null, blank files and anything that is no object. */
export function rootMap(value: LocatedValue | undefined): LocatedMap | undefined {
  return value?.kind === 'map' ? value : undefined;
}
