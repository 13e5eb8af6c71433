import type { Property, SetDeclaration } from '../ast.ts';
import type { PlacedEdit } from '../problems.ts';
import type { Source } from './model.ts';

/** Puts a flag among those of a set; `at` is where its declaration begins. Undefined when it says no type of its own. */
export function addFlag(source: Source, at: number, node: SetDeclaration, flag: string): PlacedEdit | undefined {
  const flags = node.items.filter((item): item is Property => item.kind === 'property' && item.property === 'flags');
  const last = flags[flags.length - 1];
  return last ? insert(source, at + last.end, `, ${flag}`) : addProperty(source, at, node, `flags ${flag}`);
}

/** Puts a property into the block of a set, behind its type. Undefined when it says no type of its own. */
export function addProperty(source: Source, at: number, node: SetDeclaration, property: string): PlacedEdit | undefined {
  const type = node.items.find((item) => item.kind === 'set-type');
  if (!type) return undefined;
  const { text } = source;
  const start = at + type.start;
  const indent = /(?<=^|\n)[ \t]*$/.exec(text.slice(Math.max(0, start - 80), start));
  return insert(source, at + type.end, indent ? `\n${indent[0]}${property}` : `; ${property}`);
}

function insert({ file }: Source, at: number, newText: string): PlacedEdit {
  return { file, range: { start: at, end: at }, newText };
}
