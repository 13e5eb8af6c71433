import data from './iptables-options.json' with { type: 'json' };

/** What the value of an option looks like. */
export type OptionValue = 'addresses' | 'interface' | 'port' | 'ports' | 'states' | 'word' | 'mark' | 'type';

/** A match of iptables and the selector of nft that asks the same. */
export interface IptablesOption {
  /** `IP` stands for the family, `PROTOCOL` for the transport protocol. */
  readonly selector: string;
  readonly value: OptionValue;
}

/** Matches by every way to write their option. */
export const IPTABLES_OPTIONS: ReadonlyMap<string, IptablesOption> = new Map(
  Object.entries(data.options).flatMap(([name, { aliases, selector, value }]) =>
    [name, ...aliases].map((each) => [each, { selector, value: value as OptionValue }] as const),
  ),
);
/** Verdicts by iptables' names. */
export const IPTABLES_TARGETS: Readonly<Record<string, string>> = data.targets;
/** What stands behind `reject with` by the value of --reject-with; empty for the usual answer. */
export const IPTABLES_REJECTIONS: Readonly<Record<string, string>> = data.rejections;
/** Units of time by the first letter of iptables' names. */
export const LIMIT_UNITS: Readonly<Record<string, string>> = data.units;
/** What --syn asks. */
export const SYN_MATCH: string = data.synFlags;
