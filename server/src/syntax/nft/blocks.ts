/** What can stand between braces, besides sets: tables, chains, and the other objects that have a block. */
export type BlockKind =
  | 'file'
  | 'table'
  | 'chain'
  | 'set'
  | 'map'
  | 'flowtable'
  | 'counter'
  | 'quota'
  | 'limit'
  | 'secmark'
  | 'synproxy'
  | 'tunnel'
  | 'ct helper'
  | 'ct timeout'
  | 'ct expectation'
  | 'ct count';

export const IN_TABLE: readonly BlockKind[] = [
  'chain',
  'set',
  'map',
  'flowtable',
  'counter',
  'quota',
  'limit',
  'secmark',
  'synproxy',
  'tunnel',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'ct count',
];

/** A text that, put in front of a piece of such a block, makes it stand where it belongs. */
export function blockPrefix(kind: BlockKind): string {
  if (kind === 'file') return '';
  return kind === 'table' ? 'table ip t {\n' : `table ip t {\n${kind} x {\n`;
}

/** The text that closes what {@link blockPrefix} opened. */
export function blockSuffix(kind: BlockKind): string {
  if (kind === 'file') return '';
  return kind === 'table' ? '}\n' : '}\n}\n';
}
