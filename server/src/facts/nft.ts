import contexts from './nft/contexts.json' with { type: 'json' };
import datatypes from './nft/datatypes.json' with { type: 'json' };
import generations from './nft/generations.json' with { type: 'json' };
import hooks from './nft/hooks.json' with { type: 'json' };
import layout from './nft/layout.json' with { type: 'json' };
import protocols from './nft/protocols.json' with { type: 'json' };
import selectors from './nft/selectors.json' with { type: 'json' };
import services from './nft/services.json' with { type: 'json' };
import valueKeywords from './nft/value-keywords.json' with { type: 'json' };

/** A type of nft's values, as `nft describe` tells it. */
export interface DataTypeFact {
  readonly description: string;
  /** 0: the length is not fixed. */
  readonly bits: number;
  readonly base?: string;
  /** Names of values. */
  readonly symbols?: Readonly<Record<string, number>>;
  readonly since?: string;
}

/** A selector: what kind of expression it is, its type and length, and whether `set` can change it. */
export interface SelectorFact {
  readonly expr: string;
  readonly type: string;
  readonly bits?: number;
  readonly settable?: boolean;
}

export const DATA_TYPES: Readonly<Record<string, DataTypeFact>> = datatypes.types;
export const SELECTORS: Readonly<Record<string, SelectorFact>> = selectors.selectors;
/** Port numbers by service name. */
export const SERVICES: Readonly<Record<string, number>> = services.services;

/** Types of the values that are keywords, so that they cannot be names of other types. */
export const VALUE_KEYWORDS: Readonly<Record<string, string>> = valueKeywords.types;

/** What `flags` of a table knows. Source: nft(8), section tables. */
export const TABLE_FLAGS: readonly string[] = hooks.tableFlags;

/** Chains that the kernel takes, by family/hook/type, and whether they name devices. */
export const CHAINS: Readonly<Record<string, { readonly device: string; readonly device106?: string }>> = hooks.chains;
/** Priority names by family/hook. */
export const PRIORITIES: Readonly<Record<string, Readonly<Record<string, number>>>> = hooks.priorities as never;
/** A chain of type nat must have a higher priority than this. */
export const NAT_PRIORITY_ABOVE: number = hooks.natAbove;
/** Which chains can hold a statement: by use and family, as hook/type. `(regular)` stands for chains without a hook. */
export const CONTEXTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = contexts.contexts as never;

/** Where a field is: the header that its offset counts from, and the offset in bits. */
export const FIELD_LAYOUT: Readonly<Record<string, readonly [string, number]>> = layout.payload as never;
/** Offset and length in bits of the fields of extension headers and options that do not begin and end at a byte. */
export const EXTENSION_LAYOUT: Readonly<Record<string, readonly [number, number]>> = layout.exthdr as never;
/** Selectors whose numbers the kernel keeps in the byte order of the host; all others are big-endian. */
export const HOST_ORDER: ReadonlySet<string> = new Set(layout.hostOrder);

/** Single bytes that older versions of nft take for numbers in the order of the host too. */
export const HOST_ORDER_BYTES: ReadonlySet<string> = new Set(layout.hostOrderBytes);

/** A header, or what nft has in its place where a table's family does not say which header there is. */
export interface HeaderFact {
  readonly layer: 'link' | 'network' | 'transport';
  /** The selector that says what comes next; `field` where the header has a field of its own for it too. */
  readonly key?: string;
  readonly field?: string;
  readonly bits?: number;
  readonly pseudo?: boolean;
  /** Headers behind it, by the number that names them. */
  readonly carries: Readonly<Record<string, string>>;
}
export const HEADERS: Readonly<Record<string, HeaderFact>> = protocols.headers as never;
/** The header that a table's family is sure of. */
export const FAMILY_HEADERS: Readonly<Record<string, string>> = protocols.families;
/** Link headers by the type of the device. */
export const DEVICE_HEADERS: Readonly<Record<string, string>> = protocols.deviceTypes;
/** Types of ICMP messages that have a field. */
export const ICMP_TYPES: Readonly<Record<string, readonly number[]>> = protocols.icmpTypes;
/** Since which version nft does something, by what it does. */
export const NFT_SINCE: Readonly<Record<keyof typeof generations.since, string>> = generations.since;
