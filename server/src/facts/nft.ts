import contexts from './nft/contexts.json' with { type: 'json' };
import datatypes from './nft/datatypes.json' with { type: 'json' };
import hooks from './nft/hooks.json' with { type: 'json' };
import selectors from './nft/selectors.json' with { type: 'json' };
import services from './nft/services.json' with { type: 'json' };

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

/** Chains that the kernel takes, by family/hook/type, and whether they name devices. */
export const CHAINS: Readonly<Record<string, { readonly device: string; readonly device106?: string }>> = hooks.chains;
/** Priority names by family/hook. */
export const PRIORITIES: Readonly<Record<string, Readonly<Record<string, number>>>> = hooks.priorities as never;
/** A chain of type nat must have a higher priority than this. */
export const NAT_PRIORITY_ABOVE: number = hooks.natAbove;
/** Which chains can hold a statement: by use and family, as hook/type. `(regular)` stands for chains without a hook. */
export const CONTEXTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = contexts.contexts as never;
