import type { FileId } from '../../base/paths.ts';
import type { Location } from '../../base/range.ts';
import { touches } from '../../base/range.ts';
import { isName, type NamedKind } from '../../facts/nft-language.ts';
import type { Host } from '../../host/host.ts';
import { tableOfBlocks } from '../../nft/blocks.ts';
import { tableKey } from '../../nft/environment.ts';
import type { NftFile } from '../../nft/file.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey, SymbolKind } from '../provider.ts';
import { excerptAt, isInComment } from './excerpt.ts';
import { blocksAround, programsOf } from './home.ts';
import { hostThingsAt, occurrencesOnHost, spelledOnHost } from './host-names.ts';
import { blockMapOf, type NftPlace } from './models.ts';
import { findNames, type NamedPlace, namesIn, pieceAt } from './names.ts';
import { type NamedThing, SlotFinder } from './slot.ts';
import { surroundingsOf } from './surroundings.ts';
import type { TableId } from './unit-names.ts';
import { readExcerpt, wordAt } from './words.ts';

const KINDS: Readonly<Record<NamedThing, SymbolKind>> = {
  table: 'nft-table',
  chain: 'nft-chain',
  set: 'nft-set',
  object: 'nft-object',
  flowtable: 'nft-flowtable',
  variable: 'nft-variable',
};

/** The name at an offset, as the model has it or, where the model lost its way, as the words around it say. */
export function nameAt(place: NftPlace, offset: number): NamedPlace | undefined {
  const { file, nft } = place.file;
  const piece = pieceAt(nft, offset);
  const { plain } = nft;
  const found =
    piece &&
    namesIn(piece).find(({ start, end }) =>
      touches({ start: plain[start - 1] === '$' || plain[start - 1] === '@' ? start - 1 : start, end }, offset),
    );
  if (!found) return nameByWords(place, offset);
  return found.of === 'variable' || found.table ? found : { ...found, table: tableAround(file, place.host) };
}

/** The table around the `include` that reads a file. */
function tableAround(file: FileId, host: Host | undefined): TableId | undefined {
  return tableOfBlocks(blocksAround(file, programsOf(host, file)[0]));
}

function nameByWords(place: NftPlace, offset: number): NamedPlace | undefined {
  if (isInComment(place.file.nft.plain, offset)) return undefined;
  const excerpt = excerptAt(place, offset);
  const word = wordAt(readExcerpt(excerpt));
  if (!word || word.isKeyword || !/^["\w.]/.test(word.text)) return undefined;
  const slot = new SlotFinder(excerpt, surroundingsOf(place, excerpt, offset)).find(word.levels, word.start);
  const start = excerpt.toFile(word.start);
  if (slot.kind !== 'name' || start === undefined) return undefined;
  const quote = word.text.startsWith('"') ? 1 : 0;
  // A quote is not part of the name.
  if (offset < start + quote || offset > start + word.text.length - quote) return undefined;
  const name = word.text.slice(quote, word.text.length - quote);
  const table =
    slot.of === 'table' ? { family: slot.table?.family ?? excerpt.table?.family ?? 'ip', name } : (slot.table ?? excerpt.table);
  return {
    of: slot.of,
    name,
    start: start + quote,
    end: start + word.text.length - quote,
    role: slot.declares ? 'definition' : 'reference',
    table: slot.of === 'variable' ? undefined : table,
    object: slot.object,
  };
}

/** Everything of nftables, and of the host, that the word under the cursor names. */
export function symbolsAt(cursor: Cursor): SymbolAt[] {
  const place = nameAt(cursor, cursor.offset);
  if (!place) return hostThingsAt(cursor);
  const range = { start: place.start, end: place.end };
  return keysOf(place, cursor.file.file, cursor.host).map((symbol) => ({ symbol, range }));
}

/** The keys of a named place: one per program that loads the file. */
export function keysOf(place: NamedPlace, file: FileId, host: Host | undefined): SymbolKey[] {
  const kind = KINDS[place.of];
  const { name } = place;
  return programsOf(host, file).map((program) => {
    if (place.of === 'variable') return { kind, scope: variableScope(program, file, name, place.start), name };
    const table = place.table ?? tableOfBlocks(blocksAround(file, program));
    if (!table) return { kind, scope: `${program.root}\n${file}`, name };
    const root = homeOf(table, program, host!);
    if (place.of === 'table') return { kind, scope: `${root}\n${table.family}`, name };
    const object = place.object === undefined ? '' : `\n${place.object}`;
    return { kind, scope: `${root}\n${table.family} ${table.name}${object}`, name };
  });
}

/** The root of the program that declares a table: this one if it does, else another of the host. */
function homeOf({ family, name }: TableId, program: NftProgram, host: Host): FileId {
  const key = tableKey(family, name);
  if (program.tables.has(key)) return program.root;
  return host.nft.find((other) => other.tables.has(key))?.root ?? program.root;
}

/** Where a variable is valid: a block when it is defined in one around the place, else the whole program. */
function variableScope(program: NftProgram, file: FileId, name: string, offset: number): string {
  const part = program.parts.find((candidate) => candidate.file === file);
  if (!part) return program.root;
  const map = blockMapOf(part);
  const holders = new Set<number>();
  for (let block = map.blockAt(offset); block > 0; block = map.blocks[block]!.parent) holders.add(block);
  let best = 0;
  for (const { binding } of program.evaluation.definitions) {
    const { at } = binding;
    if (binding.name !== name || at?.file !== file) continue;
    if (
      part.plain
        .slice(Math.max(0, at.range.start - 40), at.range.start)
        .trimEnd()
        .endsWith('redefine')
    )
      continue;
    const block = map.blockAt(at.range.start);
    if (holders.has(block) && (best === 0 || map.blocks[block]!.depth > map.blocks[best]!.depth)) best = block;
  }
  return best === 0 ? program.root : `${program.root}\n${file}\n${map.blocks[best]!.open}`;
}

function same(a: SymbolKey, b: SymbolKey): boolean {
  return a.kind === b.kind && a.scope === b.scope && a.name === b.name;
}

/** All places in nftables files of the host that name a thing. */
export function occurrences(symbol: SymbolKey, host: Host): Occurrence[] {
  if (symbol.kind === 'interface' || symbol.kind === 'subnet') return occurrencesOnHost(symbol, host);
  if (!symbol.kind.startsWith('nft-')) return [];
  const files = new Map<FileId, NftFile>();
  for (const { parts } of host.nft) for (const part of parts) files.set(part.file, part);
  return [...files.values()].flatMap((file) => occurrencesIn(file, symbol, host));
}

/** The places of one file. */
export function occurrencesIn(file: NftFile, symbol: SymbolKey, host: Host): Occurrence[] {
  return placesOf(file, symbol, host).map((place) => ({
    location: { file: file.file, range: { start: place.start, end: place.end } },
    role: place.role,
    ...(place.extent ? { extent: place.extent } : {}),
  }));
}

/** The places of one file with what is known about them, those in statements that nft would not understand included. */
export function placesOf(file: NftFile, symbol: SymbolKey, host: Host): NamedPlace[] {
  return [...findNames(file, symbol.name), ...brokenNames(file, symbol.name, host)].filter(
    (place) => KINDS[place.of] === symbol.kind && keysOf(place, file.file, host).some((key) => same(key, symbol)),
  );
}

/** How many words of broken statements are looked at. */
const MOST_BROKEN = 100;

function brokenNames(file: NftFile, name: string, host: Host): NamedPlace[] {
  const found = new Map<number, NamedPlace>();
  const place = { host, file: { file: file.file, nft: file } };
  let tried = 0;
  for (const { start, end } of file.readings.flatMap(({ removed }) => removed))
    for (let at = file.plain.indexOf(name, start); at >= 0 && at < end; at = file.plain.indexOf(name, at + name.length)) {
      if (++tried > MOST_BROKEN) return [...found.values()];
      const named = nameByWords(place, at);
      if (named?.name === name) found.set(named.start, named);
    }
  return [...found.values()];
}

const NAMED: Readonly<Partial<Record<SymbolKind, NamedKind>>> = {
  'nft-table': 'table',
  'nft-chain': 'chain',
  'nft-set': 'set',
  'nft-flowtable': 'flowtable',
  'nft-variable': 'variable',
};

/** The text for a new name; undefined for words that nft keeps for itself and texts that are no names. */
export function spelled(symbol: SymbolKey, name: string, at: Location): string | undefined {
  if (symbol.kind === 'interface' || symbol.kind === 'subnet') return spelledOnHost(symbol, name, at);
  const kind =
    symbol.kind === 'nft-object' ? (symbol.scope.endsWith('\ncounter') ? 'counter' : 'object') : (NAMED[symbol.kind] ?? 'table');
  return isName(name, kind) ? name : undefined;
}
