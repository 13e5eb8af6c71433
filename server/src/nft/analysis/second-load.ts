import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { Chain, FileItem, Table } from '../ast.ts';
import { tableKey } from '../environment.ts';
import { type PlacedItem, ProgramItems } from '../items.ts';
import type { NftProgram } from '../program.ts';
import { familyOf } from '../run/state.ts';

/** A table to which a second load of the program adds all its rules again. */
export interface RefilledTable {
  readonly family: string;
  readonly name: string;
  readonly file: FileId;
  /** The table's name where its first rules are added. */
  readonly range: Range;
  /** Where the program names the table first: the beginning of that command. */
  readonly first: { readonly file: FileId; readonly at: number };
}

/** The tables that a program fills with rules without emptying them first, so that each load adds the rules once more. */
export function refilledTables(program: NftProgram): readonly RefilledTable[] {
  const found = new Map<string, RefilledTable>();
  const first = new Map<string, { file: FileId; at: number }>();
  const emptied = new Emptied();
  const items = new ProgramItems(program);
  for (const item of items.commands()) {
    const { file, at, node } = item;
    if (node.kind === 'object-command') emptied.note(node);
    if (node.kind !== 'command') continue;
    const what = node.what.node;
    const name = what.kind === 'table' ? what.name : what.of?.table;
    const family = familyOf(what.kind === 'table' ? what.family : what.of?.family);
    if (!name) continue;
    const key = tableKey(family, name.text);
    if (!first.has(key)) first.set(key, { file, at });
    // A table that must be new cannot be filled twice.
    if (what.kind === 'table' && node.verb === 'create') emptied.table(key);
    if (found.has(key) || emptied.hasTable(family, key)) continue;
    if (!fills(items, item, (chain) => emptied.hasChain(key, chain))) continue;
    const start = at + node.what.at + name.start;
    found.set(key, {
      family,
      name: name.text,
      file,
      range: { start, end: start + name.end - name.start },
      first: first.get(key)!,
    });
  }
  return [...found.values()].filter(({ family, name }) => {
    const table = program.tables.get(tableKey(family, name));
    return table && [...table.chains.values()].some(({ rules }) => rules.length > 0);
  });
}

/** True for a command that adds rules to a chain which was not emptied before. */
function fills(items: ProgramItems, { file, at, node }: PlacedItem<FileItem>, isEmptied: (chain: string) => boolean): boolean {
  if (node.kind !== 'command') return false;
  const what = node.what.node;
  const place = at + node.what.at;
  const hasRules = (chain: PlacedItem<Chain>) => !isEmptied(chain.node.name.text) && itemsOf(items, chain);
  switch (what.kind) {
    case 'rule-command':
      return node.verb !== 'replace' && !isEmptied(what.chain.text);
    case 'chain':
      return hasRules({ file, at: place, node: what });
    case 'table':
      return chainsOf(items, { file, at: place, node: what }).some(hasRules);
    default:
      return false;
  }
}

function itemsOf(items: ProgramItems, chain: PlacedItem<Chain>): boolean {
  for (const { node } of items.ofChain(chain)) if (node.kind === 'rule') return true;
  return false;
}

function chainsOf(items: ProgramItems, table: PlacedItem<Table>): PlacedItem<Chain>[] {
  const out: PlacedItem<Chain>[] = [];
  for (const { file, at, node } of items.ofTable(table)) if (node.kind === 'chain') out.push({ file, at, node });
  return out;
}

/** What was emptied or removed so far. */
class Emptied {
  #all = false;
  readonly #families = new Set<string>();
  readonly #tables = new Set<string>();
  readonly #chains = new Set<string>();

  note({ verb, object, family, table, name }: FileItem & { kind: 'object-command' }): void {
    if (verb !== 'flush' && verb !== 'delete' && verb !== 'destroy') return;
    if (object === 'ruleset') {
      if (family) this.#families.add(family.text);
      else this.#all = true;
      return;
    }
    if (!table) return;
    const key = tableKey(familyOf(family), table.text);
    if (object === 'table') this.#tables.add(key);
    else if (object === 'chain' && name) this.#chains.add(`${key} ${name.text}`);
    // Whoever deletes single rules takes care of them.
    else if (object === 'rule') this.#tables.add(key);
    // `flush chain` of all chains of a table.
    else if (object === 'chain') this.#tables.add(key);
  }

  table(key: string): void {
    this.#tables.add(key);
  }

  hasTable(family: string, key: string): boolean {
    return this.#all || this.#families.has(family) || this.#tables.has(key);
  }

  hasChain(key: string, chain: string): boolean {
    return this.#chains.has(`${key} ${chain}`);
  }
}
