import type { Point, Tree } from 'web-tree-sitter';
import { nftParser } from './language.ts';

/** Parses a text from scratch. */
export function parseNft(text: string): Tree {
  return nftParser().parse(text)!;
}

/** Parses a text that was made from another one by an edit. The old tree stays as it is and has to be freed by its owner. */
export function reparseNft(before: Tree, oldText: string, newText: string): Tree {
  const { start, oldEnd, newEnd } = commonEnds(oldText, newText);
  const startPosition = pointAt(newText, start, 0, { row: 0, column: 0 });
  const edited = before.copy();
  edited.edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition,
    oldEndPosition: pointAt(oldText, oldEnd, start, startPosition),
    newEndPosition: pointAt(newText, newEnd, start, startPosition),
  });
  const tree = nftParser().parse(newText, edited)!;
  edited.delete();
  return tree;
}

/** The piece in which two texts differ: where it begins, and where it ends in each. */
export function commonEnds(oldText: string, newText: string): { start: number; oldEnd: number; newEnd: number } {
  const start = commonPrefix(oldText, newText);
  const tail = commonSuffix(oldText, newText, start);
  return { start, oldEnd: oldText.length - tail, newEnd: newText.length - tail };
}

/** Length of a comparison of whole pieces, which is much faster than one of single characters. */
const CHUNK = 1 << 14;

/** How many characters two texts begin with in common. */
function commonPrefix(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at + CHUNK <= shorter && a.slice(at, at + CHUNK) === b.slice(at, at + CHUNK)) at += CHUNK;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** How many characters two texts end with in common, behind what they begin with in common. */
function commonSuffix(a: string, b: string, prefix: number): number {
  const shorter = Math.min(a.length, b.length) - prefix;
  let tail = 0;
  while (tail + CHUNK <= shorter) {
    const fromA = a.length - tail - CHUNK;
    const fromB = b.length - tail - CHUNK;
    if (a.slice(fromA, fromA + CHUNK) !== b.slice(fromB, fromB + CHUNK)) break;
    tail += CHUNK;
  }
  while (tail < shorter && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return tail;
}

/** The row and column of an offset, counted on from an earlier offset whose point is known. */
function pointAt(text: string, offset: number, from: number, fromPoint: Point): Point {
  let row = fromPoint.row;
  let lineStart = from - fromPoint.column;
  for (let i = text.indexOf('\n', from); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    row++;
    lineStart = i + 1;
  }
  return { row, column: offset - lineStart };
}
