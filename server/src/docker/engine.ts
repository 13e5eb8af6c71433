import type { Location } from '../base/range.ts';
import type { FirewallBackendSetting, HostSettings } from '../base/settings.ts';
import { DAEMON_OPTIONS } from '../facts/daemon-options.ts';
import type { LocatedScalar, LocatedValue } from '../syntax/located.ts';
import type { DaemonSetting } from './daemon/setting.ts';
import { scalarText } from './daemon/value.ts';
import type { DaemonSource } from './daemon-source.ts';
import { type FlagsInEffect, flagsInEffect } from './flags-in-effect.ts';
import { dockerHas } from './version.ts';

/** Which program writes Docker's rules, once everything that decides it is known. */
export type FirewallBackend = Exclude<FirewallBackendSetting, 'auto'>;

/** A value in effect, and where it comes from. */
export interface Effective<T> {
  readonly value: T;
  readonly setting: DaemonSetting;
  /** The value's place. */
  readonly place: Location;
}

/**
 * One dockerd as its sources configure it together: one daemon.json with the flags of units and defaults files. Answers are what
 * the daemon would use; bad values answer as if they were not there (other rules speak about them).
 */
export class DockerEngine {
  readonly #byKey = new Map<string, DaemonSetting[]>();

  constructor(
    /** The daemon.json, when there is one. */
    readonly file: DaemonSource | undefined,
    readonly flags: FlagsInEffect,
    readonly hostSettings: HostSettings,
  ) {
    for (const setting of [...(file?.judged(this.version).settings ?? []), ...flags.settings]) {
      const known = this.#byKey.get(setting.option.key);
      if (known) known.push(setting);
      else this.#byKey.set(setting.option.key, [setting]);
    }
  }

  /** The configured Docker version; undefined means the newest. */
  get version(): string | undefined {
    return this.hostSettings.versions.docker;
  }

  /** True when the version of this engine has what came with `since`. */
  has(since: string): boolean {
    return dockerHas(this.version, since);
  }

  /** Everything that sets an option, in the order of the sources. */
  settings(key: string): readonly DaemonSetting[] {
    return this.#byKey.get(key) ?? [];
  }

  /** All settings of all sources. */
  allSettings(): DaemonSetting[] {
    return [...this.#byKey.values()].flat();
  }

  /** The setting that counts for an option that has one value: the last one. */
  setting(key: string): DaemonSetting | undefined {
    return this.#byKey.get(key)?.at(-1);
  }

  /** True when it cannot be known here how an option is set, or whether it is. */
  isUnknown(key: string): boolean {
    const settings = this.settings(key);
    return settings.some(({ value }) => value === undefined) || (settings.length === 0 && !this.flags.complete);
  }

  /** A text that is not empty (empty ones stand for the default), or undefined. */
  text(key: string): Effective<string> | undefined {
    const setting = this.setting(key);
    const text = scalarText(setting?.value);
    return text === undefined || text === '' ? undefined : effective(setting!, text);
  }

  /** A number that is not zero (zero stands for the default), or undefined. */
  number(key: string): Effective<number> | undefined {
    const setting = this.setting(key);
    const value = setting?.value;
    if (value?.kind !== 'scalar' || typeof value.value !== 'number' || value.value === 0) return undefined;
    return effective(setting!, value.value);
  }

  /** A boolean that is set to true or false, or undefined. */
  boolean(key: string): Effective<boolean> | undefined {
    const setting = this.setting(key);
    const value = setting?.value;
    return value?.kind === 'scalar' && typeof value.value === 'boolean' ? effective(setting!, value.value) : undefined;
  }

  /** Whether a switch is on; its default counts when nothing sets it. */
  isOn(key: string): boolean {
    return this.boolean(key)?.value ?? DAEMON_OPTIONS.get(key)?.default === true;
  }

  /** The items of an option that is a list, of all its settings. */
  items(key: string): LocatedValue[] {
    return this.settings(key).flatMap(({ value }) => (value?.kind === 'list' ? value.items : []));
  }

  /** The items of a list of texts. */
  texts(key: string): LocatedScalar[] {
    return this.items(key).filter((item): item is LocatedScalar => item.kind === 'scalar' && item.value !== null);
  }

  /** A member of an option that is an object. */
  member(key: string, name: string): LocatedValue | undefined {
    for (const { value } of this.settings(key).toReversed())
      if (value?.kind === 'map') {
        const entry = value.entries.findLast((candidate) => candidate.key === name);
        if (entry) return entry.value;
      }
    return undefined;
  }

  /** True for a member of `features` that is set to true. */
  hasFeature(name: string): boolean {
    const value = this.member('features', name);
    return value?.kind === 'scalar' && value.value === true;
  }

  /** The firewall backend: what the user says, else what the options say, else what Docker takes by itself. */
  get firewallBackend(): FirewallBackend {
    const told = this.hostSettings.firewallBackend;
    if (told !== 'auto') return told;
    return this.text('firewall-backend')?.value === 'nftables' && this.has('29.0') ? 'nftables' : 'iptables-nft';
  }

  /** What decides the firewall backend here; undefined when it is the default or the user's word. */
  get firewallBackendSetting(): DaemonSetting | undefined {
    return this.hostSettings.firewallBackend === 'auto' ? this.text('firewall-backend')?.setting : undefined;
  }
}

function effective<T>(setting: DaemonSetting, value: T): Effective<T> {
  const at = setting.value!;
  return { value, setting, place: { file: at.file, range: at.range } };
}

const DAEMON_JSON = /(?:^|\/)etc\/docker\/daemon\.json$/;
const NO_FLAGS: FlagsInEffect = { settings: [], plain: [], commandKnown: false, complete: true, unused: [], notReset: [] };

/**
 * The daemons that a host's sources describe, the main one first: its daemon.json is the one below etc/docker, else the first, and
 * the flags go with it. Other daemon.json files (rootless, examples) are daemons of their own. There is always one.
 */
export function buildEngines(sources: readonly DaemonSource[], settings: HostSettings): DockerEngine[] {
  const files = sources.filter(({ kind }) => kind === 'daemon-json');
  const main = files.find(({ file }) => DAEMON_JSON.test(file)) ?? files[0];
  const first = new DockerEngine(main, flagsInEffect(sources, settings.versions.docker), settings);
  return [first, ...files.filter((file) => file !== main).map((file) => new DockerEngine(file, NO_FLAGS, settings))];
}
