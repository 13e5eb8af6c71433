import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../server/src/base/settings.ts';
import { parseNftFile } from '../../server/src/nft/file.ts';
import { buildPrograms } from '../../server/src/nft/program.ts';
import { runtimeMemory } from '../../server/src/syntax/tree-sitter.ts';
import { readCorpus } from '../corpus/record.ts';
import { exampleHosts } from '../support/examples.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const TEXTS: readonly string[] = [
  ...exampleHosts().flatMap(({ files }) => Object.values(files).filter((text) => text.includes('hook'))),
  ...(existsSync(CORPUS)
    ? readCorpus(CORPUS)
        .flatMap(({ records }) => records.map(({ nft }) => nft))
        .filter((text) => text.length < 600)
    : []),
];

/** Everything that is found out about a text as a file of its own. */
function evaluate(text: string): void {
  const file = parseNftFile('f.nft', text);
  const lookup = { file: (name: string) => (name === 'f.nft' ? file : undefined), list: () => [] };
  for (const { range } of buildPrograms([file], lookup, '.', DEFAULT_HOST_SETTINGS, [])[0]!.problems) {
    if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length))
      throw new Error(`a problem outside of the text: ${range.start}-${range.end}`);
  }
  file.dispose();
}

const PIECES = [
  ...'{}();,:"#\\\n\t $@-!=&|*',
  'table ',
  'chain ',
  'set ',
  'elements',
  'type',
  'vmap',
  'jump ',
  '1',
  '::',
  '/',
  '“',
  '\0',
  '\r',
];

describe('no input makes it throw', () => {
  test('70,000 mutations of rulesets', () => {
    const mutation = fc.tuple(fc.nat(600), fc.nat(4), fc.constantFrom('', ...PIECES));
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.array(mutation, { minLength: 1, maxLength: 3 }), (start, mutations) => {
        let text = start;
        for (const [place, remove, insert] of mutations) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + insert + text.slice(at + remove);
        }
        evaluate(text);
      }),
      { numRuns: 70_000 },
    );
  });

  test('15,000 texts of random bytes, and 15,000 of words of the language', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), evaluate), { numRuns: 15_000 });
    const words = fc.array(fc.constantFrom(...PIECES, ...PIECES, 'ip saddr ', 'tcp dport ', 'accept', '10.0.0.1', 'x'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, (list) => evaluate(list.join(''))),
      { numRuns: 15_000 },
    );
  });
});

test('10,000 edits take no more memory than 1,000', () => {
  let text = TEXTS[0]!;
  let file = parseNftFile('f.nft', text);
  const sizes: number[] = [];
  for (let i = 0; i < 10_000; i++) {
    const at = (i * 7919) % text.length;
    const insert = i % 2 === 0 ? PIECES[i % PIECES.length]! : '';
    text =
      i % 40 === 39
        ? TEXTS[((i / 40) % TEXTS.length) | 0]!
        : text.slice(0, at) + insert + text.slice(insert === '' ? at + 1 : at);
    file = parseNftFile('f.nft', text, file);
    expect(file.items.length).toBeGreaterThanOrEqual(0);
    if (i === 999 || i === 9999) sizes.push(runtimeMemory().HEAPU8.byteLength);
  }
  file.dispose();
  expect(sizes[1]).toBe(sizes[0]);
});
