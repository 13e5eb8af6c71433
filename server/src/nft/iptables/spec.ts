/** A rule as iptables holds it in its memory: the part behind the chain's name in `iptables -S`. */
export interface RuleSpec {
  source: AddressSpec | undefined;
  destination: AddressSpec | undefined;
  input: InterfaceSpec | undefined;
  output: InterfaceSpec | undefined;
  /** 0: any. */
  protocol: { readonly number: number; readonly inverted: boolean };
  /** -f; undefined: not asked. */
  fragment: { readonly inverted: boolean } | undefined;
  matches: MatchSpec[];
  target: TargetSpec | undefined;
  /** What stands behind -j or -g; it can differ from what `target` is. */
  jumpTo: string | undefined;
  goes: boolean;
}

export interface AddressSpec {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
  readonly inverted: boolean;
}
export interface InterfaceSpec {
  /** With "+" at the end for a prefix. Empty: the interface does not exist. */
  readonly name: string;
  readonly inverted: boolean;
}

export interface PortsSpec {
  low: number;
  high: number;
  inverted: boolean;
}
export interface TransportMatch {
  readonly kind: 'ports';
  readonly protocol: 'tcp' | 'udp';
  readonly source: PortsSpec;
  readonly destination: PortsSpec;
  flags: { readonly mask: number; readonly compare: number; readonly inverted: boolean } | undefined;
}

export type MatchSpec =
  | TransportMatch
  | { readonly kind: 'icmp'; readonly name: 'icmp' | 'icmp6'; readonly type: number; readonly code: number | undefined }
  | {
      readonly kind: 'hops';
      readonly name: 'ttl' | 'hl';
      readonly relation: 'eq' | 'neq' | 'lt' | 'gt';
      readonly value: number;
    }
  | { readonly kind: 'mark'; readonly mark: number; readonly mask: number; readonly inverted: boolean }
  | { readonly kind: 'packet-type'; readonly type: number; readonly inverted: boolean }
  | { readonly kind: 'limit'; readonly average: number; readonly burst: number }
  | { readonly kind: 'comment'; readonly text: string };

export type TargetSpec =
  | { readonly kind: 'verdict' }
  | { readonly kind: 'trace' }
  | { readonly kind: 'mark'; readonly mark: number; readonly mask: number }
  | {
      readonly kind: 'nflog';
      readonly group: number;
      readonly prefix: string;
      readonly size: number | undefined;
      readonly threshold: number;
    };

/** A rule that asks nothing and does nothing. */
export function emptySpec(): RuleSpec {
  return {
    source: undefined,
    destination: undefined,
    input: undefined,
    output: undefined,
    protocol: { number: 0, inverted: false },
    fragment: undefined,
    matches: [],
    target: undefined,
    jumpTo: undefined,
    goes: false,
  };
}
