import picomatch from 'picomatch';
import type { FileId } from '../base/paths.ts';
import { basename, relativeTo } from '../base/paths.ts';
import { DEFAULT_HOST_SETTINGS, type HostSettings } from '../base/settings.ts';
import type { RuleLevel } from '../base/severity.ts';

/** Settings of one host, as written: everything may be left out. */
export type PartialHostSettings = { readonly [K in keyof HostSettings]?: HostSettings[K] };

/** A named host of the configuration, with the files that belong to it. */
export interface HostEntry extends PartialHostSettings {
  /** Globs relative to the configuration file. */
  readonly files: readonly string[];
}

/** Other levels for some rules in some files: the place to silence a rule in a file that cannot hold comments. */
export interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, RuleLevel>>;
}

/** What `.bridgekeeper.jsonc`, the editor's settings and the library's `config` may say. One shape for all three. */
export interface Config extends PartialHostSettings {
  readonly hosts?: Readonly<Record<string, HostEntry>>;
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly overrides?: readonly Override[];
  /** Globs of files and folders that are not looked at. */
  readonly exclude?: readonly string[];
  /** A file with accepted findings, relative to the configuration file. */
  readonly baseline?: string;
}

/** Two configurations as one; what `over` says wins, key by key for maps. Lists of `over` replace those of `under`, overrides are joined. */
export function mergeConfigs(under: Config, over: Config): Config {
  return {
    ...under,
    ...over,
    versions: { ...under.versions, ...over.versions },
    defines: { ...under.defines, ...over.defines },
    rules: { ...under.rules, ...over.rules },
    overrides: [...(under.overrides ?? []), ...(over.overrides ?? [])],
  };
}

/** The settings of a host: the host's own words first, then those of the whole configuration, then the defaults. */
export function hostSettings(config: Config, entry?: HostEntry): HostSettings {
  return {
    firewallBackend: entry?.firewallBackend ?? config.firewallBackend ?? DEFAULT_HOST_SETTINGS.firewallBackend,
    versions: { ...config.versions, ...entry?.versions },
    includePaths: entry?.includePaths ?? config.includePaths ?? DEFAULT_HOST_SETTINGS.includePaths,
    defines: { ...config.defines, ...entry?.defines },
    reservedSubnets: [...(config.reservedSubnets ?? []), ...(entry?.reservedSubnets ?? [])],
    inventory: { ...config.inventory, ...entry?.inventory },
  };
}

/** The level that the configuration gives a rule in a file, or undefined when it says nothing. Later overrides win. */
export function configuredLevel(config: Config, rule: string, folder: FileId, file: FileId): RuleLevel | undefined {
  let level = config.rules?.[rule];
  for (const override of config.overrides ?? []) {
    const own = override.rules[rule];
    if (own !== undefined && matchesGlobs(override.files, folder, file)) level = own;
  }
  return level;
}

const matchers = new Map<string, (path: string) => boolean>();

function matcher(glob: string): (path: string) => boolean {
  let found = matchers.get(glob);
  if (!found) {
    if (matchers.size > 1000) matchers.clear();
    found = picomatch(glob, { dot: true });
    matchers.set(glob, found);
  }
  return found;
}

/** True when a file is named by one of the globs, which are relative to `folder`; a glob without a slash names any file of that name. */
export function matchesGlobs(globs: readonly string[], folder: FileId, file: FileId): boolean {
  const path = relativeTo(folder, file);
  if (path === undefined) return false;
  return globs.some((glob) => matcher(glob)(glob.includes('/') ? path : basename(path)));
}
