import { nearest } from '../../base/nearest.ts';
import type { LocatedEntry } from '../../syntax/located.ts';
import { checkOptionValue } from '../driver-options.ts';
import { allDrivers, type DriverFact, driverFact, driverOptionFact, mayBePlugin } from '../drivers.ts';
import type { DockerEngine } from '../engine.ts';
import type { InvalidValue, UselessObject } from './problem.ts';
import type { DaemonSetting } from './setting.ts';
import { asMap, optionOf, scalarText } from './value.ts';

const KEY = 'default-network-opts';

/** Values in `default-network-opts` that drivers refuse. dockerd does not look at them; networks cannot be created. */
export function refusedDefaults(engine: DockerEngine): InvalidValue[] {
  const option = optionOf(KEY);
  return drivers(engine).flatMap(({ fact, entry: { value } }) =>
    (fact ? (asMap(value)?.entries ?? []) : []).flatMap((entry): InvalidValue[] => {
      const known = driverOptionFact(fact!.name, entry.key);
      const text = scalarText(entry.value);
      const problem = known && text !== undefined ? checkOptionValue(known, text, engine.version) : undefined;
      if (!problem || problem.kind === 'odd') return [];
      const { file, range } = entry.value;
      const reason = `is no value of "${entry.key}": ${problem.message}`;
      const found = { kind: 'value', file, range, option, value: entry.value, reason, later: 'network' } as const;
      return [problem.instead === undefined ? found : { ...found, instead: problem.instead }];
    }),
  );
}

/** Drivers and options in the file's `default-network-opts` that nothing reads. Drivers that are plugins are left alone. */
export function unreadDefaults(engine: DockerEngine): UselessObject[] {
  const of = optionOf(KEY);
  return drivers(engine).flatMap(({ fact, entry, setting }): UselessObject[] => {
    if (setting.via !== 'key') return [];
    const place = (at: LocatedEntry) => ({ kind: 'useless', name: at.key, file: at.keyFile, range: at.keyRange }) as const;
    if (!fact) {
      const candidates = allDrivers().map(({ name }) => name);
      const isPlugin = mayBePlugin(entry.key) || nearest(entry.key, candidates) === undefined;
      return isPlugin ? [] : [{ ...place(entry), of, candidates }];
    }
    const candidates = optionNames(fact);
    return (asMap(entry.value)?.entries ?? [])
      .filter(({ key }) => !driverOptionFact(fact.name, key))
      .map((unknown) => ({ ...place(unknown), of, holder: `The driver ${fact.name}`, candidates }));
  });
}

function optionNames({ options }: DriverFact): string[] {
  return options.filter(({ endpoint, internal }) => !endpoint && !internal).map(({ name }) => name);
}

interface Driver {
  readonly setting: DaemonSetting;
  readonly entry: LocatedEntry;
  /** Undefined for a driver that is not built in. */
  readonly fact: DriverFact | undefined;
}

function drivers(engine: DockerEngine): Driver[] {
  return engine
    .settings(KEY)
    .flatMap((setting) =>
      (asMap(setting.value)?.entries ?? []).map((entry) => ({ setting, entry, fact: driverFact(entry.key) })),
    );
}
