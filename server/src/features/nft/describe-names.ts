import type { FileId } from '../../base/paths.ts';
import type { Host } from '../../host/host.ts';
import type { Flowtable, ObjectDeclaration, SetDeclaration, SetExpr } from '../../nft/ast.ts';
import { type Binding, type DeclaredAt, type SetType, tableKey } from '../../nft/environment.ts';
import type { EvaluatedTable } from '../../nft/evaluation.ts';
import type { NftFile } from '../../nft/file.ts';
import type { NftProgram } from '../../nft/program.ts';
import { describeChain } from './describe-chain.ts';
import { code, count, list, markdown } from './markdown.ts';
import { type NamedPlace, pieceAt } from './names.ts';
import type { Surroundings } from './surroundings.ts';

/** What a named thing is. Undefined when the files do not say. */
export function describeName(place: NamedPlace, around: Surroundings, host: Host | undefined): string | undefined {
  if (place.of === 'variable') return describeVariable(place.name, around);
  const program = around.program;
  const table = place.table && tableNamed(place.table, program, host);
  if (!place.table || !program) return undefined;
  const found = table && describeIn(place, table, program, host);
  if (found !== undefined || place.role === 'definition') return found;
  const words = place.of === 'object' ? capital(place.object ?? 'object') : capital(place.of);
  const of = place.of === 'table' ? '' : ` of table ${code(`${place.table.family} ${place.table.name}`)}`;
  const name = place.of === 'table' ? `${place.table.family} ${place.name}` : place.name;
  return markdown(`**${words} ${code(name)}**${of}`, ['No file here declares it.']);
}

function describeIn(place: NamedPlace, table: EvaluatedTable, program: NftProgram, host: Host | undefined): string | undefined {
  switch (place.of) {
    case 'table':
      return describeTable(table);
    case 'chain': {
      const chain = table.chains.get(place.name);
      return chain && describeChain(chain, table, program, host);
    }
    case 'set': {
      const set = table.state.sets.get(place.name);
      return set && describeSet(set, table, program);
    }
    case 'object': {
      const at = table.state.objects.get(`${place.object} ${place.name}`);
      return at && describeDeclared(`${capital(place.object ?? 'object')}`, place.name, at, table, program);
    }
    default: {
      const at = table.state.flowtables.get(place.name);
      return at && describeDeclared('Flowtable', place.name, at, table, program);
    }
  }
}

function tableNamed(
  { family, name }: { readonly family: string; readonly name: string },
  program: NftProgram | undefined,
  host: Host | undefined,
): EvaluatedTable | undefined {
  const key = tableKey(family, name);
  const own = program?.tables.get(key);
  if (own || !host) return own;
  for (const other of host.nft) {
    const found = other.tables.get(key);
    if (found) return found;
  }
  return undefined;
}

function describeTable({ state, chains, flags }: EvaluatedTable): string {
  const parts = [
    chains.size > 0 && `${count(chains.size, 'chain')}: ${list([...chains.keys()].map(code))}`,
    state.sets.size > 0 &&
      `${count(state.sets.size, 'set or map').replace('set or maps', 'sets and maps')}: ${list([...state.sets.keys()].map(code))}`,
    state.objects.size > 0 && `${count(state.objects.size, 'object')}: ${list([...state.objects.keys()].map(code))}`,
    state.flowtables.size > 0 && `${count(state.flowtables.size, 'flowtable')}: ${list([...state.flowtables.keys()].map(code))}`,
    flags.length > 0 && `Flags: ${list([...new Set(flags.map(({ name }) => code(name)))])}`,
  ];
  return markdown(`**Table ${code(`${state.family} ${state.name}`)}**`, [parts.filter((part) => part).join('\n\n')]);
}

function describeSet(set: SetType, { state }: EvaluatedTable, program: NftProgram): string {
  const kind = set.kind === 'map' ? 'Map' : 'Set';
  const data = set.objectData ?? set.data?.name;
  const type = data === undefined ? set.key.name : `${set.key.name} : ${data}`;
  const facts = [`Type ${code(type)}`];
  if (set.flags.size > 0) facts.push(`flags ${[...set.flags].map(code).join(', ')}`);
  if (set.autoMerge) facts.push('overlapping elements are merged');
  const elements = elementCount(set, state, program);
  const number = elements === undefined ? undefined : `${capital(count(elements, 'element'))} in the files.`;
  return markdown(`**${kind} ${code(`@${set.name}`)}** of table ${code(`${state.family} ${state.name}`)}`, [
    `${facts.join('; ')}.`,
    number,
    remark(set.at, program),
  ]);
}

/** How many elements the files give a set; undefined when some come out of a variable. */
function elementCount(
  set: SetType,
  table: { readonly family: string; readonly name: string },
  program: NftProgram,
): number | undefined {
  let total = 0;
  const add = (elements: SetExpr | { readonly kind: 'variable' }): void => {
    if (elements.kind === 'variable') total = Number.NaN;
    else for (const element of elements.elements) element.kind === 'set' ? add(element) : total++;
  };
  const declared = declarationAt<SetDeclaration>(set.at, program);
  for (const item of declared?.items ?? []) if (item.kind === 'elements') add(item.elements);
  for (const part of program.parts)
    for (const { node } of part.items) {
      if (node.kind !== 'command' || node.what.node.kind !== 'element') continue;
      const { of, name, elements } = node.what.node;
      if (name.text === set.name && of.table.text === table.name && (of.family?.text ?? 'ip') === table.family) add(elements);
    }
  return Number.isNaN(total) ? undefined : total;
}

function partOf(program: NftProgram, file: FileId): NftFile | undefined {
  return program.parts.find((part) => part.file === file);
}

function declarationAt<T>(at: DeclaredAt, program: NftProgram): T | undefined {
  const part = partOf(program, at.file);
  return part && (pieceAt(part, at.range.start)?.node as T | undefined);
}

/** The `comment` of a declaration. */
function remark(at: DeclaredAt, program: NftProgram): string | undefined {
  const declared = declarationAt<SetDeclaration | ObjectDeclaration | Flowtable>(at, program);
  const items: readonly { readonly kind: string; readonly property?: string; readonly values?: readonly { text: string }[] }[] =
    declared && 'items' in declared ? declared.items : [];
  const comment = items.find((item) => item.kind === 'property' && item.property === 'comment')?.values?.[0]?.text;
  return comment === undefined ? undefined : `“${comment}”`;
}

function describeDeclared(kind: string, name: string, at: DeclaredAt, { state }: EvaluatedTable, program: NftProgram): string {
  const part = partOf(program, at.file);
  const piece = part && pieceAt(part, at.range.start);
  const source =
    part && piece && 'length' in piece.node
      ? part.text.slice(piece.at, piece.at + (piece.node as { length: number }).length)
      : undefined;
  return markdown(`**${kind} ${code(name)}** of table ${code(`${state.family} ${state.name}`)}`, [
    source && fenced(outdent(source)),
  ]);
}

const LONGEST = 600;

/** A piece of a file as a block of code, shortened when it is long. */
export function fenced(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  return `\`\`\`nftables\n${shown.replace(/```/g, "'''")}\n\`\`\``;
}

/** Takes off the indentation that all lines but the first share. */
function outdent(text: string): string {
  const lines = text.split('\n');
  const depths = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => /^\s*/.exec(line)![0].length);
  const least = depths.length > 0 ? Math.min(...depths) : 0;
  return [lines[0], ...lines.slice(1).map((line) => line.slice(least))].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// --- variables

function describeVariable(name: string, around: Surroundings): string | undefined {
  const binding = around.variables.lookup(name);
  if (!binding) return undefined;
  const written = valueText(binding, around.program);
  const value = written === undefined ? undefined : resolve(written, (inner) => innerText(inner, binding, around));
  const where = binding.at ? undefined : 'Set outside of the files, in the configuration.';
  return markdown(`**Variable ${code(`$${name}`)}**`, [
    written === undefined ? undefined : fenced(`define ${name} = ${written}`),
    value !== undefined && value !== written ? `That is ${code(shorten(value))}.` : undefined,
    where,
  ]);
}

/** The value of a variable with the variables in it resolved, on one line; undefined when it is not known or too long for a line. */
export function resolvedValue(name: string, around: Surroundings): string | undefined {
  const binding = around.variables.lookup(name);
  const written = binding && valueText(binding, around.program);
  if (!binding || written === undefined) return undefined;
  return resolve(written, (inner) => innerText(inner, binding, around))
    .replace(/#.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The value as it is written. */
function valueText(binding: Binding, program: NftProgram | undefined): string | undefined {
  if (!binding.value) return undefined;
  if (!binding.at) return binding.value.kind === 'symbol' || binding.value.kind === 'number' ? binding.value.text : undefined;
  const part = program && partOf(program, binding.at.file);
  const piece = part && pieceAt(part, binding.at.range.start);
  if (!part || piece?.node.kind !== 'unit') return undefined;
  return part.text.slice(piece.at + binding.value.start, piece.at + binding.value.end);
}

function innerText(name: string, outer: Binding, around: Surroundings): string | undefined {
  if (name === outer.name) return undefined;
  const binding = around.variables.lookup(name);
  return binding && valueText(binding, around.program);
}

/** Puts the values of variables in their places, as long as the result stays of a size that somebody can read. */
function resolve(text: string, value: (name: string) => string | undefined): string {
  let budget = 40;
  const put = (part: string, depth: number): string =>
    part.replace(/\$\s*([A-Za-z_.][\w./-]*)/g, (whole, name: string) => {
      const inner = depth < 8 && budget-- > 0 ? value(name) : undefined;
      return inner === undefined || inner.length > 4 * LONGEST ? whole : put(inner, depth + 1);
    });
  return put(text, 0);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line;
}
