import type { Range } from '../../base/range.ts';
import type { Host } from '../../host/host.ts';
import { regionsIn } from '../../host/script/nft-in-scripts.ts';
import type { NftRegion } from '../../host/script/nft-regions.ts';
import { WorkspaceFile } from '../../workspace/workspace.ts';
import { completions } from '../nft/completion/completion.ts';
import { hostThingsAt, placesOnHost } from '../nft/host-names.ts';
import { hover } from '../nft/hover.ts';
import type { Completion, Cursor, Hover, Occurrence, SymbolAt, SymbolKey } from '../provider.ts';

/** A cursor in the nftables text of a script, and how far that text stands from the script's beginning. */
interface Inside {
  readonly cursor: Cursor;
  readonly offset: number;
}

/** The text that was asked about last: people ask several times about one, and its tree is freed with the next. */
let last: { readonly region: NftRegion; readonly file: WorkspaceFile } | undefined;

function fileOf(region: NftRegion): WorkspaceFile {
  if (last?.region !== region) {
    last?.file.nft.dispose();
    last = { region, file: new WorkspaceFile(region.file, 'nftables', region.text) };
  }
  return last.file;
}

function inside(cursor: Cursor): Inside | undefined {
  const region = regionsIn(cursor.file.script).find(({ range }) => range.start <= cursor.offset && cursor.offset <= range.end);
  if (!region) return undefined;
  const offset = region.range.start;
  return { cursor: { ...cursor, file: fileOf(region), offset: cursor.offset - offset }, offset };
}

function moved({ start, end }: Range, offset: number): Range {
  return { start: start + offset, end: end + offset };
}

/** What a word of the nftables text in a script means. */
export function nftHover(cursor: Cursor): Hover | undefined {
  const at = inside(cursor);
  const found = at && hover(at.cursor);
  return at && found && { ...found, range: moved(found.range, at.offset) };
}

/** Interfaces and subnets of the host that a word of the nftables text in a script names. */
export function nftSymbolsAt(cursor: Cursor): SymbolAt[] {
  const at = inside(cursor);
  return at ? hostThingsAt(at.cursor).map((symbol) => ({ ...symbol, range: moved(symbol.range, at.offset) })) : [];
}

/** Where the nftables text of a host's scripts names an interface or a subnet. */
export function nftOccurrences(symbol: SymbolKey, host: Host): Occurrence[] {
  if (symbol.kind !== 'interface' && symbol.kind !== 'subnet') return [];
  return host.scripts.flatMap(regionsIn).flatMap(({ file, text, range: { start } }) =>
    placesOnHost(text, file, symbol).map(({ location: { range }, role }) => ({
      location: { file, range: moved(range, start) },
      role,
    })),
  );
}

/** What nft takes at the cursor, in the nftables text of a script. Undefined elsewhere. */
export function nftCompletions(cursor: Cursor): Completion[] | undefined {
  const at = inside(cursor);
  return at?.cursor && completions(at.cursor).map((proposal) => atScript(proposal, at.offset));
}

function atScript(proposal: Completion, offset: number): Completion {
  const { range, additionalEdits } = proposal;
  return {
    ...proposal,
    ...(range ? { range: moved(range, offset) } : {}),
    ...(additionalEdits
      ? { additionalEdits: additionalEdits.map((edit) => ({ ...edit, range: moved(edit.range, offset) })) }
      : {}),
  };
}
