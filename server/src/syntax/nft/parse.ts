import type { Point, Tree } from 'web-tree-sitter';
import { nftParser } from './language.ts';

/** Parses a text from scratch. */
export function parseNft(text: string): Tree {
  return nftParser().parse(text)!;
}

/** Parses a text that was made from another one by an edit. The old tree stays as it is and has to be freed by its owner. */
export function reparseNft(before: Tree, oldText: string, newText: string): Tree {
  const shorter = Math.min(oldText.length, newText.length);
  let start = 0;
  while (start < shorter && oldText.charCodeAt(start) === newText.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    oldText.charCodeAt(oldText.length - 1 - tail) === newText.charCodeAt(newText.length - 1 - tail)
  )
    tail++;
  const oldEnd = oldText.length - tail;
  const newEnd = newText.length - tail;
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
