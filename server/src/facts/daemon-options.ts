import data from './daemon-options.json';

/** What Go's JSON decoder takes for a value. `ip` and `addr` are net.IP and netip.Addr (zones), `size` is a text such as "64m". */
export type ValueShape =
  | 'bool'
  | 'string'
  | 'int'
  | 'ip'
  | 'addr'
  | 'prefix'
  | 'size'
  | 'duration'
  | 'any'
  | { readonly list: ValueShape }
  | { readonly map: ValueShape }
  | ObjectShape
  | { readonly either: readonly ValueShape[] };

export interface ObjectShape {
  readonly fields: Readonly<Record<string, ObjectField>>;
  /** Members that are not listed: dropped silently, or refused. */
  readonly unknown: 'ignore' | 'refuse';
}

export interface ObjectField {
  readonly shape: ValueShape;
  readonly meaning: string;
  readonly since?: string;
  /** Without it dockerd does not start. */
  readonly required?: boolean;
  /** The flag that sets this member. */
  readonly flag?: string;
}

/** How a flag takes its value. */
export type FlagKind =
  | 'bool'
  | 'string'
  | 'int'
  | 'ip'
  | 'size'
  | 'list'
  | 'map'
  | 'map-of-maps'
  | 'set'
  | 'pool'
  | 'ulimit'
  | 'runtime'
  | 'fields';

/** Named syntaxes that go beyond the type. */
export type ValueFormat =
  | 'ipv4-cidr'
  | 'ipv6-cidr'
  | 'ipv6-subnet'
  | 'search-domain'
  | 'label'
  | 'daemon-address'
  | 'mirror'
  | 'exec-option'
  | 'firewall-mark'
  | 'generic-resource'
  | 'one-address-per-family'
  | 'insecure-registry'
  | 'host-and-port'
  | 'api-version'
  | 'absolute-path'
  | 'pools'
  | 'interface-name'
  | 'runtimes';

/** An option of dockerd. Versions are those of Docker; without `since` it is older than everything that is still run. */
export interface DaemonOption {
  readonly key: string;
  readonly shape: ValueShape;
  readonly shapeBefore?: { readonly version: string; readonly shape: ValueShape };
  /** Members of an object are values, not option names. */
  readonly flat?: boolean;
  readonly flag?: { readonly name: string; readonly kind: FlagKind; readonly short?: string };
  /** The file accepts the key and does not read it. */
  readonly flagOnly?: boolean;
  readonly format?: ValueFormat;
  readonly values?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** For people. */
  readonly type: string;
  readonly default: unknown;
  readonly meaning: string;
  readonly since?: string;
  readonly status?: string;
  readonly deprecated?: { readonly since: string; readonly instead: string };
  readonly network: boolean;
  readonly reloadable?: boolean;
  readonly hidden?: boolean;
  readonly notes?: readonly string[];
  readonly errors?: readonly string[];
}

/** A flag that no key of the file corresponds to. */
export interface PlainFlag {
  readonly name: string;
  readonly kind: FlagKind;
  readonly short?: string;
  readonly until?: string;
  readonly deprecated?: boolean;
}

/** A key that dockerd accepts in the file and does not read. */
export interface IgnoredKey {
  readonly key: string;
  readonly why: string;
  /** The key that is read. */
  readonly instead?: string;
  /** The object in which the same key is read. */
  readonly inside?: string;
  /** The flag that works. */
  readonly flag?: string;
}

/** A key that dockerd knew once, or looks as if it did. */
export interface RemovedKey {
  readonly key: string;
  readonly was: string;
  readonly removed?: string;
  /** Never was a key, though dockerd has a field of that name. */
  readonly never?: boolean;
  /** Until this version dockerd knew the key only to refuse any value but the empty one. */
  readonly explicitUntil?: string;
  /** An object under this key is a value, not a set of option names. */
  readonly flat?: boolean;
  readonly instead?: string;
}

const facts = data as unknown as {
  readonly measured: readonly string[];
  readonly options: readonly DaemonOption[];
  readonly flagsWithoutKey: readonly PlainFlag[];
  readonly constants: {
    readonly stockRuntimes: readonly string[];
    readonly removedStorageDrivers: readonly string[];
    readonly replacementStorageDriver: string;
    readonly cgroupDrivers: readonly string[];
    readonly apiVersions: { readonly lowest: string; readonly highest: string };
    readonly reservedLabels: readonly string[];
    readonly execOption: string;
    readonly trustedInterfacesOption: string;
    readonly optionVariables: readonly string[];
    readonly packagedHost: string;
  };
  readonly ignoredKeys: readonly IgnoredKey[];
  readonly removedKeys: readonly RemovedKey[];
};

/** Docker versions that the facts were measured with, oldest first. */
export const MEASURED_DOCKER_VERSIONS = facts.measured;
export const DAEMON_OPTIONS: ReadonlyMap<string, DaemonOption> = new Map(facts.options.map((option) => [option.key, option]));
export const IGNORED_KEYS: ReadonlyMap<string, IgnoredKey> = new Map(facts.ignoredKeys.map((ignored) => [ignored.key, ignored]));
export const REMOVED_KEYS: ReadonlyMap<string, RemovedKey> = new Map(facts.removedKeys.map((removed) => [removed.key, removed]));
/** Words that dockerd compares values with. */
export const DAEMON_CONSTANTS = facts.constants;
/** Variables that units and init scripts put behind `dockerd`. */
export const OPTION_VARIABLES: ReadonlySet<string> = new Set(facts.constants.optionVariables);
export const PLAIN_FLAGS: readonly PlainFlag[] = facts.flagsWithoutKey;

/** True for a shape that is an object with named members. */
export function isObjectShape(shape: ValueShape): shape is ObjectShape {
  return typeof shape === 'object' && 'fields' in shape;
}
