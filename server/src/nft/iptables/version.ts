import { atLeast } from '../../base/version.ts';
import { IPTABLES_SINCE } from '../../facts/iptables.ts';

/** Which iptables-nft it is. */
export interface IptablesProgramVersion {
  /** `ip`: iptables, `ip6`: ip6tables. */
  readonly family: IptablesFamily;
  /** Undefined: the newest. */
  readonly version: string | undefined;
}
export type IptablesFamily = 'ip' | 'ip6';

/** True when the program does what newer versions do. */
export function iptablesHas({ version }: IptablesProgramVersion, what: keyof typeof IPTABLES_SINCE): boolean {
  return atLeast(version, IPTABLES_SINCE[what]);
}

export function isIptablesFamily(family: string): family is IptablesFamily {
  return family === 'ip' || family === 'ip6';
}
