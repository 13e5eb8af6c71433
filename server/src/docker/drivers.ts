import facts from '../facts/drivers.json' with { type: 'json' };

/** What an option's value may be. */
export type OptionValueKind =
  | { readonly kind: 'boolean' }
  | {
      readonly kind: 'enum';
      readonly values: readonly string[];
      readonly emptyIsDefault?: boolean;
      readonly sinceByValue?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly alsoAllowed?: readonly number[] }
  /** Separated by commas. */
  | { readonly kind: 'integers'; readonly min: number; readonly max: number }
  | { readonly kind: 'address'; readonly family?: 4 | 6 }
  | { readonly kind: 'interface'; readonly maxLength: number }
  | { readonly kind: 'interfaces'; readonly separator: string }
  /** A host interface, or `INTERFACE.VLAN`. */
  | { readonly kind: 'parent' }
  /** Only whether the option is there counts, not its value. */
  | { readonly kind: 'presence' }
  /** `START,END` pairs. */
  | { readonly kind: 'pairs' }
  | { readonly kind: 'interface-sysctls'; readonly trees: readonly string[]; readonly interfaceWords: readonly string[] }
  | { readonly kind: 'text'; readonly maxLength?: number };

/** An option of a network driver, or of one connection to a network. */
export interface OptionFact {
  readonly name: string;
  readonly value: OptionValueKind;
  readonly meaning: string;
  readonly default?: string;
  /** The first Engine that reads it; `sinceNote` when there is more to say. */
  readonly since?: string;
  readonly sinceNote?: string;
  /** What the Engine answers to a wrong value; `{value}` stands for it. */
  readonly refusal?: string;
  /** Set by Docker itself; users should not. */
  readonly internal?: boolean;
  /** Belongs to a service's connection, not to the network. */
  readonly endpoint?: boolean;
}

export interface DriverFact {
  /** As people call it; `driverName` is the Engine's word when that differs. */
  readonly name: string;
  readonly driverName?: string;
  readonly platform: string;
  readonly scope: string;
  readonly summary: string;
  /** False: published ports have no effect. */
  readonly publishesPorts: boolean;
  /** Why no network of this driver can be created. */
  readonly cannotBeCreated?: string;
  /** The host and its containers on this network cannot reach each other. */
  readonly hostCannotReach?: boolean;
  readonly options: readonly OptionFact[];
  readonly notes: readonly string[];
}

const OPTIONS = facts.options as unknown as Readonly<Record<string, OptionFact>>;

const DRIVERS: ReadonlyMap<string, DriverFact> = new Map(
  Object.entries(facts.drivers).map(([name, fact]) => [
    name,
    { ...fact, name, options: fact.options.map((key) => OPTIONS[key]!) } as DriverFact,
  ]),
);

/** The driver of a network that names none. */
export const DEFAULT_DRIVER = 'bridge';

/** Options of a service's connection to a network, whatever its driver. */
export const ENDPOINT_OPTIONS: readonly OptionFact[] = facts.endpointOptions.map((key) => OPTIONS[key]!);

/** Words that the Engine reads as true or false. */
export const BOOLEAN_WORDS: readonly string[] = facts.booleans;

/** All drivers that come with the Engine, on any platform. */
export function allDrivers(): readonly DriverFact[] {
  return [...DRIVERS.values()];
}

/** The driver of that name, also under the Engine's own name for it (`null`); undefined for plugins and misspelt names. */
export function driverFact(name: string): DriverFact | undefined {
  return DRIVERS.get(name) ?? allDrivers().find(({ driverName }) => driverName === name);
}

/** True for names of plugins that exist: those with a repository or tag, and well-known short ones. */
export function mayBePlugin(name: string): boolean {
  return /[/:]/.test(name) || facts.knownPlugins.includes(name.toLowerCase());
}

/** True for names that the kernel gives to interfaces which are no bridges: `eth0`, `enp3s0`, `wlan0`, `lo`. */
export function isHostInterface(name: string): boolean {
  return HOST_INTERFACE.test(name);
}

const HOST_INTERFACE = new RegExp(facts.hostInterfaceNames);

/** The option of that name on a driver. */
export function driverOptionFact(driver: string, option: string): OptionFact | undefined {
  return driverFact(driver)?.options.find(({ name }) => name === option);
}

/** The option of that name on a connection. */
export function endpointOptionFact(option: string): OptionFact | undefined {
  return ENDPOINT_OPTIONS.find(({ name }) => name === option) ?? undefined;
}

/** Drivers (other than `except`) that know an option of that name. */
export function driversWithOption(option: string, except?: string): readonly DriverFact[] {
  return allDrivers().filter((driver) => driver.name !== except && driver.options.some(({ name }) => name === option));
}
