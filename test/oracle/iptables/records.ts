/** A file with records of what iptables-nft did, such as iptables-compat.json. */
export interface CompatFile {
  readonly rules?: readonly RuleRecord[];
  readonly causes?: readonly CauseRecord[];
}

/** One rule of nft's, and what iptables makes of it. Results of the older version stand apart where they differ. */
export interface RuleRecord extends RuleFacts {
  readonly rule: string;
  readonly family: 'ip' | 'ip6';
  readonly table: string;
  readonly '1.8.9'?: Partial<RuleFacts>;
}
export interface RuleFacts {
  readonly class: string;
  readonly shown_as?: string;
  readonly message?: string;
  readonly '-C INPUT -j ACCEPT'?: number;
}

/** A ruleset, and what commands of iptables do with it. */
export interface CauseRecord {
  readonly cause: string;
  readonly what: string;
  readonly nft: string;
  /** nft did not load it. */
  readonly nft_load_error?: string;
  /** By command; one result for all versions, or one for each. */
  readonly results?: Readonly<Record<string, CommandResult | Readonly<Record<string, CommandResult>>>>;
}
export interface CommandResult {
  readonly rc: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly stdout_note?: string;
  readonly ruleset_change?: string;
}

/** The versions that are recorded, the newer one first. */
export const VERSIONS = ['1.8.13', '1.8.9'] as const;
export type RecordedVersion = (typeof VERSIONS)[number];

/** The result of one version. */
export function resultOf(
  result: CommandResult | Readonly<Record<string, CommandResult>>,
  version: RecordedVersion,
): CommandResult | undefined {
  return 'rc' in result ? (result as CommandResult) : (result as Readonly<Record<string, CommandResult>>)[version];
}
