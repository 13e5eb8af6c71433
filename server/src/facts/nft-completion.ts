import data from './nft/completion.json' with { type: 'json' };

/** A piece of text with places to fill in, in the snippet syntax of LSP. */
export interface NftSnippet {
  /** Where it can stand: `file`, `table`, `rule`. */
  readonly in: readonly string[];
  readonly label: string;
  readonly text: string;
  readonly detail: string;
  /** `HOOK/TYPE` of the base chain in it: only for families that have it. */
  readonly chain?: string;
  readonly families?: readonly string[];
  /** What in it only some chains can hold; a row of facts/nft/contexts.json. */
  readonly use?: string;
}

/** Words in the order in which they are likely, by place. */
export const LIKELY: Readonly<Record<string, readonly string[]>> = data.likely;
/** Second spellings, old words, and what is hardly ever typed. */
export const RARE: ReadonlySet<string> = new Set(data.rare);
export const COMMON_SERVICES: readonly string[] = data.services;
export const COMMON_PROTOCOLS: readonly string[] = data.protocols;
export const COMMON_TYPES: readonly string[] = data.types;
export const COMMON_DURATIONS: readonly string[] = data.durations;
/** Helpers of connection tracking, as `[name, protocol]`. */
export const CT_HELPERS: readonly (readonly string[])[] = data.helpers;
/** States of connections that can have a timeout of their own, by protocol. */
export const TIMEOUT_STATES: Readonly<Record<string, readonly string[]>> = data.timeoutStates;
export const NFT_SNIPPETS: readonly NftSnippet[] = data.snippets;
