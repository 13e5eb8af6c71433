/**
 * The netlink expressions that nft hands to the kernel for a rule: what the kernel keeps, and what other programs (iptables-nft) read
 * back. Names and numbers are those of `nft --debug=netlink`.
 */

/** A register as netlink numbers it: 0 holds the verdict, 1 to 4 are 16 bytes long, 9 to 23 are the 4-byte parts between them. */
export type Register = number;

/** Which header an offset counts from. */
export type PayloadBase = 'link' | 'network' | 'transport' | 'inner' | 'tunnel';

/** A value in the kernel's memory, as a host that keeps the low byte first has it. */
export interface Data {
  /** Bytes. */
  readonly length: number;
  /** Undefined when only the host can tell: the index of an interface, the number of a user. */
  readonly bytes: Uint8Array | undefined;
  /** What the rule says for it, when it is a name. */
  readonly symbol?: string | undefined;
}

export type CompareOperation = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';
export type Verdict = 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto';

export type NetlinkExpr =
  | {
      readonly name: 'payload';
      readonly base: PayloadBase;
      /** Bytes. */
      readonly offset: number;
      readonly length: number;
      readonly to: Register;
    }
  | {
      readonly name: 'payload';
      readonly base: PayloadBase;
      readonly offset: number;
      readonly length: number;
      readonly from: Register;
    }
  | { readonly name: 'meta'; readonly key: string; readonly to: Register }
  | { readonly name: 'meta'; readonly key: string; readonly from: Register }
  | { readonly name: 'cmp'; readonly from: Register; readonly operation: CompareOperation; readonly data: Data }
  | {
      readonly name: 'bitwise';
      readonly operation: 'mask-xor';
      readonly from: Register;
      readonly to: Register;
      readonly mask: Data;
      readonly xor: Data;
    }
  | {
      readonly name: 'bitwise';
      readonly operation: 'left-shift' | 'right-shift';
      readonly from: Register;
      readonly to: Register;
      readonly by: number;
    }
  | {
      readonly name: 'bitwise';
      readonly operation: 'and' | 'or' | 'xor';
      readonly from: Register;
      readonly second: Register;
      readonly to: Register;
    }
  | {
      readonly name: 'range';
      readonly from: Register;
      readonly operation: 'eq' | 'neq';
      readonly low: Data;
      readonly high: Data;
    }
  | {
      readonly name: 'lookup';
      readonly from: Register;
      readonly to?: Register | undefined;
      /** Undefined for a set without a name. */
      readonly set: string | undefined;
      readonly inverted: boolean;
    }
  | { readonly name: 'immediate'; readonly to: Register; readonly data: Data }
  | {
      readonly name: 'immediate';
      readonly verdict: Verdict;
      /** Undefined for a chain without a name. */
      readonly chain?: string | undefined;
    }
  | {
      readonly name: 'byteorder';
      readonly operation: 'hton' | 'ntoh';
      readonly from: Register;
      readonly to: Register;
      /** Bytes of one number, and of all. */
      readonly size: number;
      readonly length: number;
    }
  | { readonly name: 'counter'; readonly packets: number; readonly bytes: number }
  | {
      readonly name: 'limit';
      readonly type: 'packets' | 'bytes';
      readonly rate: number;
      /** Seconds. */
      readonly unit: number;
      readonly burst: number;
      readonly over: boolean;
    }
  | {
      readonly name: 'log';
      readonly prefix?: string | undefined;
      readonly group?: number | undefined;
      readonly snaplen?: number | undefined;
      readonly threshold?: number | undefined;
    }
  /** Everything else; `to` is the register it fills, if any. */
  | { readonly name: OtherName; readonly to?: Register | undefined };

export type OtherName =
  | 'connlimit'
  | 'ct'
  | 'dup'
  | 'dynset'
  | 'exthdr'
  | 'fib'
  | 'flow_offload'
  | 'fwd'
  | 'hash'
  | 'inner'
  | 'last'
  | 'masq'
  | 'nat'
  | 'notrack'
  | 'numgen'
  | 'objref'
  | 'osf'
  | 'queue'
  | 'quota'
  | 'redir'
  | 'reject'
  | 'rt'
  | 'socket'
  | 'synproxy'
  | 'tproxy'
  | 'tunnel'
  | 'xfrm';

/** A rule as the kernel has it. */
export interface LinearRule {
  readonly expressions: readonly NetlinkExpr[];
  /** The statement that each expression comes from, by its place in the rule. Of matches that are joined: the one whose place is kept. */
  readonly origins: readonly number[];
  readonly comment?: string | undefined;
}
