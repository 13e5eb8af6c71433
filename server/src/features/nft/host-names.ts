import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../base/ifname.ts';
import { formatPrefix, type IpPrefix, parsePrefix } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import type { Location, Range } from '../../base/range.ts';
import type { Host } from '../../host/host.ts';
import { IFNAME, isKindOf } from '../../nft/evaluate/types.ts';
import type { NftFile } from '../../nft/file.ts';
import { hostInterfaces } from '../interfaces.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey } from '../provider.ts';
import { excerptAt, isInComment } from './excerpt.ts';
import { SlotFinder } from './slot.ts';
import { surroundingsOf } from './surroundings.ts';
import { readExcerpt, wordAt } from './words.ts';

/** An address with its length, as it is written; both ends of a word are checked, so that a part of a longer one is none. */
const PREFIX = /(?<![\w.:/-])(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F:]*:[\da-fA-F:.]*)\s*\/\s*\d{1,3}(?![\w./-])/g;

/** Interfaces and subnets of the host that the word under the cursor names. */
export function hostThingsAt(cursor: Cursor): SymbolAt[] {
  const { host, file, offset } = cursor;
  if (!host || isInComment(file.text, offset)) return [];
  const prefix = prefixAt(file.text, offset);
  if (prefix)
    return [
      {
        symbol: { kind: 'subnet', scope: host.name, name: formatPrefix(prefix.prefix) },
        range: prefix.range,
        fixedName: 'A subnet cannot be renamed; change it where the network is declared.',
      },
    ];
  const found = interfaceAt(cursor);
  if (!found) return [];
  const symbol: SymbolKey = { kind: 'interface', scope: host.name, name: found.name };
  if (!found.name.includes('*')) return [{ symbol, range: found.range }];
  return [{ symbol, range: found.range, fixedName: 'This matches several interfaces; rename one of them where it is declared.' }];
}

/** The prefix written at an offset. */
export function prefixAt(text: string, offset: number): { prefix: IpPrefix; hostBits: boolean; range: Range } | undefined {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  for (const match of text.slice(line, end < 0 ? text.length : end).matchAll(PREFIX)) {
    const start = line + match.index;
    if (offset < start || offset > start + match[0].length) continue;
    const written = parsePrefix(match[0].replace(/\s+/g, ''));
    if (written) return { prefix: written.prefix, hostBits: written.hostBits, range: { start, end: start + match[0].length } };
  }
  return undefined;
}

/** The interface named at an offset, where a value of that type is wanted, or in a variable that is worth a known interface. */
function interfaceAt(cursor: Cursor): { name: string; range: Range } | undefined {
  const { offset, host } = cursor;
  const excerpt = excerptAt(cursor, offset);
  const word = wordAt(readExcerpt(excerpt));
  const start = word && excerpt.toFile(word.start);
  if (!word || start === undefined || !/^["A-Za-z_.]/.test(word.text) || word.levels.length === 0) return undefined;
  const quote = word.text.startsWith('"') ? 1 : 0;
  const name = word.text.slice(quote, word.text.length - quote);
  const slot = new SlotFinder(excerpt, surroundingsOf(cursor, excerpt, offset)).find(word.levels, word.start);
  const isInterface =
    slot.kind === 'device' ||
    (slot.kind === 'value' && (isKindOf(slot.type, IFNAME) || slot.type.name === 'iface_index')) ||
    (slot.kind === 'define' && hostInterfaces(host).some((known) => known.name === name));
  if (!isInterface || name === '') return undefined;
  return { name, range: { start: start + quote, end: start + word.text.length - quote } };
}

/** All places in the host's nftables files that name an interface or a subnet. */
export function occurrencesOnHost(symbol: SymbolKey, host: Host): Occurrence[] {
  if (symbol.scope !== host.name) return [];
  const files = new Map<FileId, NftFile>();
  for (const { parts } of host.nft) for (const part of parts) files.set(part.file, part);
  return [...files.values()].flatMap((file) => placesOnHost(file.plain, file.file, symbol));
}

/** The places in an nftables text that name an interface or a subnet; offsets are those of the text. */
export function placesOnHost(text: string, file: FileId, { kind, name }: SymbolKey): Occurrence[] {
  return (kind === 'subnet' ? subnetPlaces(text, name) : interfacePlaces(text, name)).map((range) => ({
    location: { file, range },
    role: 'reference',
  }));
}

function subnetPlaces(text: string, name: string): Range[] {
  const out: Range[] = [];
  // The same address may be written in several ways; the length is not.
  if (!text.includes(name.slice(name.indexOf('/')))) return out;
  for (const match of text.matchAll(PREFIX)) {
    const written = parsePrefix(match[0].replace(/\s+/g, ''));
    if (!written || formatPrefix(written.prefix) !== name || isInComment(text, match.index)) continue;
    out.push({ start: match.index, end: match.index + match[0].length });
  }
  return out;
}

// Read off the text, so that unfinished files count too: behind what compares or names interfaces, up to the end of the list.
const INTERFACES =
  /\b(?:[io]if(?:name)?|devices?)\s+(?:(?:==|!=|=|eq|ne)\s*)?(\{[^}]*\}|"[^"\n]*"|[\w.-]+)|\b(?:re)?define\s+\S+\s*=\s*(\{[^}]*\}|"[^"\n]*"|[\w.-]+)/g;

function interfacePlaces(text: string, name: string): Range[] {
  const out: Range[] = [];
  if (!text.includes(name)) return out;
  for (const match of text.matchAll(INTERFACES)) {
    const values = match[1] ?? match[2]!;
    const from = match.index + match[0].length - values.length;
    for (const word of values.matchAll(/"([^"]+)"|([\w.-]+)/g)) {
      if ((word[1] ?? word[2]) !== name || isInComment(text, match.index)) continue;
      const start = from + word.index + (word[1] === undefined ? 0 : 1);
      out.push({ start, end: start + name.length });
    }
  }
  return out;
}

/** The text for a new name of an interface; undefined for names that the kernel does not take. */
export function spelledOnHost(symbol: SymbolKey, name: string, _at: Location): string | undefined {
  if (symbol.kind === 'subnet') return parsePrefix(name) ? name : undefined;
  return /^[A-Za-z_.][\w.-]*$/.test(name) && interfaceNameBytes(name) <= MAX_INTERFACE_NAME_BYTES ? name : undefined;
}
