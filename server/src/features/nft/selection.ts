import type { Range } from '../../base/range.ts';
import type { Cursor } from '../provider.ts';
import { excerptAt } from './excerpt.ts';
import { blockMapOf } from './models.ts';
import { readExcerpt, wordAt } from './words.ts';

/** The word, what of the grammar holds it, the statement, the inside of each block around it, and the block. */
export function selections(cursor: Cursor): Range[] {
  const { file, offset } = cursor;
  const map = blockMapOf(file.nft);
  const excerpt = excerptAt(cursor, offset);
  const out: Range[] = [];
  const word = wordAt(readExcerpt(excerpt));
  const add = (start: number | undefined, end: number | undefined) => {
    if (start !== undefined && end !== undefined && start <= offset && offset <= end) out.push({ start, end });
  };
  if (word) {
    if (/^".*"$/s.test(word.text)) add(excerpt.toFile(word.start + 1), excerpt.toFile(word.end - 1));
    add(excerpt.toFile(word.start), excerpt.toFile(word.end));
    for (const { name, start, end } of word.levels)
      if (!/_body$|_file$|_repeat\d+$/.test(name)) add(excerpt.toFile(start), excerpt.toFile(end));
  }
  const statement = map.statementAt(offset);
  if (statement) {
    const text = file.text.slice(statement.start, statement.end);
    add(statement.start, statement.start + text.trimEnd().length);
  }
  for (const block of map.pathAt(offset).reverse()) {
    if (block.depth === 0) break;
    add(block.open + 1, block.close);
    add(block.start, block.isClosed ? block.close + 1 : block.close);
  }
  add(0, file.text.length);
  return out.sort((a, b) => a.end - a.start - (b.end - b.start));
}
