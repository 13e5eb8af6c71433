import language from './nft/language.json' with { type: 'json' };

/** Address families of tables. */
export const FAMILIES: readonly string[] = language.families;
/** The family of a table that names none. */
export const DEFAULT_FAMILY = language.defaultFamily;
/** Words that open a block, each with the blocks (`file`: the top) that can hold it. */
export const BLOCKS: Readonly<Record<string, readonly string[]>> = language.blocks;
/** Kinds of objects that a table can hold besides chains, sets, maps and flowtables. */
export const OBJECT_KINDS: readonly string[] = language.objects;
/** Commands that can stand before a block. */
export const BLOCK_VERBS: readonly string[] = language.blockVerbs;
/** The first release that knows `destroy`: removing what may be missing. */
export const DESTROY_SINCE = language.destroySince;

const NAME = new RegExp(`^${language.name}$`);
const RESERVED = new Set(language.reservedNames);

/** What a name is for: some words cannot name some things. */
export type NamedKind = 'table' | 'chain' | 'set' | 'variable' | 'flowtable' | 'counter' | 'object';

/** True for a text that nft takes as the name of a thing; quotes do not help a word that is reserved. */
export function isName(text: string, kind: NamedKind = 'table'): boolean {
  if (!NAME.test(text) || RESERVED.has(text)) return false;
  if (kind === 'counter') return !language.reservedObjectNames.counter.includes(text);
  return kind !== 'set' || !language.reservedSetNames.includes(text);
}

/** True for a word that is one of nft's keywords and can therefore never be a name. */
export function isReservedName(text: string): boolean {
  return RESERVED.has(text);
}
