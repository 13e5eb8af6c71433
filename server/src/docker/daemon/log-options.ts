import { nearest } from '../../base/nearest.ts';
import { COMMON_LOG_OPTIONS, LOG_DRIVERS, type LogOption, type LogOptionValue } from '../../facts/log-drivers.ts';
import type { LocatedEntry } from '../../syntax/located.ts';
import type { DockerEngine } from '../engine.ts';
import { isDuration, isSize, parseBool, parseInt64 } from '../go/strconv.ts';
import type { InvalidValue } from './problem.ts';
import { asMap, optionOf, scalarText } from './value.ts';

/** All options that a log driver takes, with those of every driver. Undefined for a driver that is not built in. */
export function logOptions(driver: string): Readonly<Record<string, LogOption>> | undefined {
  const fact = LOG_DRIVERS.get(driver);
  return fact && { ...fact.options, ...COMMON_LOG_OPTIONS };
}

/** The log driver in effect; undefined when that cannot be known. */
export function logDriver(engine: DockerEngine): string | undefined {
  return engine.isUnknown('log-driver')
    ? undefined
    : (engine.text('log-driver')?.value ?? (optionOf('log-driver').default as string));
}

/** `log-opts` that the log driver refuses, when dockerd starts or when a container does. */
export function logProblems(engine: DockerEngine): InvalidValue[] {
  const driver = logDriver(engine);
  const options = driver === undefined || LOG_DRIVERS.get(driver)?.unchecked ? undefined : logOptions(driver);
  const entries = engine
    .settings('log-opts')
    .flatMap(({ value, via }) => (asMap(value)?.entries ?? []).map((entry) => ({ entry, inFile: via === 'key' })));
  if (!options || entries.length === 0) return [];
  const given = new Map(entries.map(({ entry }) => [entry.key, scalarText(entry.value) ?? '']));
  const option = optionOf('log-opts');
  const out = entries.flatMap(({ entry, inFile }): InvalidValue[] => {
    const { key, keyRange, value } = entry;
    const place = { kind: 'value', file: value.file, option } as const;
    const fact = options[key];
    if (!fact || (fact.since !== undefined && !engine.has(fact.since))) {
      const instead = inFile
        ? nearest(
            key,
            Object.keys(options).filter((name) => !given.has(name)),
          )
        : undefined;
      const late = fact ? ` before Docker ${fact.since}` : '';
      const reason = `is not an option of the log driver ${driver}${late}`;
      const named = { ...value, range: keyRange };
      return [{ ...place, range: keyRange, value: named, reason, ...(instead === undefined ? {} : { instead }) }];
    }
    const reason = valueProblem(entry, fact, given);
    if (reason === undefined) return [];
    return [{ ...place, range: value.range, value, reason, ...(fact.checked === 'container' ? { later: 'container' } : {}) }];
  });
  const missing = Object.keys(options).filter((name) => options[name]!.required && (given.get(name) ?? '') === '');
  const first = entries[0]!.entry;
  return [
    ...out,
    ...missing.map((name): InvalidValue => {
      const map = { ...first.value, range: first.keyRange };
      const reason = `has to come with "${name}" for the log driver ${driver}`;
      return { kind: 'value', file: first.value.file, option, range: first.keyRange, value: map, reason };
    }),
  ];
}

function valueProblem(
  { key, value }: LocatedEntry,
  { value: kind, excludes = [], needs = {} }: LogOption,
  given: ReadonlyMap<string, string>,
): string | undefined {
  const text = scalarText(value);
  if (text === undefined) return undefined;
  const other = excludes.find((name) => given.has(name));
  if (other !== undefined) return `sets "${key}", which cannot be together with "${other}"`;
  for (const [name, wanted] of Object.entries(needs))
    if (given.get(name) !== wanted) return `sets "${key}", which needs "${name}": "${wanted}"`;
  return text === '' || !kind || fits(text, kind) ? undefined : `is not ${words(kind)}, which "${key}" wants`;
}

function fits(text: string, kind: LogOptionValue): boolean {
  switch (kind.kind) {
    case 'boolean':
      return parseBool(text) !== undefined;
    case 'size':
      return isSize(text);
    case 'duration':
      return isDuration(text);
    case 'enum':
      return kind.values.includes(text);
    case 'integer': {
      const number = parseInt64(text);
      return number !== undefined && number >= kind.min && (kind.max === undefined || number <= kind.max);
    }
  }
}

function words(kind: LogOptionValue): string {
  switch (kind.kind) {
    case 'boolean':
      return 'true or false';
    case 'size':
      return 'a size such as 10m';
    case 'duration':
      return 'a duration such as 5s';
    case 'enum':
      return kind.values.length > 8 ? 'one of its words' : kind.values.join(' or ');
    case 'integer':
      return kind.max === undefined ? `a whole number from ${kind.min}` : `a whole number from ${kind.min} to ${kind.max}`;
  }
}
