import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseNftFile } from '../../server/src/nft/file.ts';
import { formatFile } from '../../server/src/nft/format/format.ts';
import { exampleHosts } from '../support/examples.ts';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);

interface Recorded {
  readonly id: string;
  readonly nft: string;
  readonly nft117: string;
}

/** Recorded files that nft accepts, and those of the examples. */
function acceptedFiles(): string[] {
  const own = exampleHosts().flatMap(({ files }) =>
    Object.entries(files).flatMap(([name, text]) =>
      /nftables\.conf$|\.nft$/.test(name) && !text.includes('include') ? [text] : [],
    ),
  );
  if (!existsSync(CORPUS)) return own;
  const recorded = ['examples', 'dumps', 'realworld', 'scripts'].flatMap((name) =>
    readFileSync(new URL(`${name}.jsonl`, CORPUS), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ nft117, nft }) => nft117 === 'ok' && typeof nft === 'string')
      .map(({ nft }) => nft),
  );
  return [...own, ...recorded];
}

function formatted(text: string): string {
  const file = parseNftFile('x', text);
  const out = formatFile(file, { indent: undefined });
  file.dispose();
  return out;
}

const BATCH = 60;

describe.skipIf(!canUnshare())('formatted files', () => {
  describe.each(GENERATIONS.filter(({ program }) => program('nft')))('with $name nft', (generation) => {
    test('load as the files that they were made from', () => {
      const pairs = acceptedFiles()
        .map((text) => ({ text, after: formatted(text) }))
        .filter(({ text, after }) => text !== after);
      let loaded = 0;
      for (let from = 0; from < pairs.length; from += BATCH) {
        const batch = pairs.slice(from, from + BATCH);
        const files = Object.fromEntries(
          batch.flatMap(({ text, after }, index) => [
            [`${index}.a`, text],
            [`${index}.b`, after],
          ]),
        );
        const script = `for i in $(seq 0 ${batch.length - 1}); do
          for v in a b; do
            nft flush ruleset
            nft -f $i.$v >/dev/null 2>&1; echo "status $?" >$i.$v.out
            { nft list ruleset; } 2>/dev/null | sed 's/ expires [0-9a-z]*//g; s/# handle.*//' >>$i.$v.out
          done
          grep -q 'status 0' $i.a.out || continue
          echo LOADED
          cmp -s $i.a.out $i.b.out || { echo "DIFFERENT $i"; diff $i.a.out $i.b.out | head -5; }
        done`;
        const { output } = inNamespace(generation, ['nft'], script, files);
        const different = /DIFFERENT (\d+)/.exec(output);
        expect(different && `${output}\n${batch[Number(different[1])]!.text}`).toBeNull();
        loaded += output.match(/^LOADED$/gm)?.length ?? 0;
      }
      // The kernel at hand may lack modules; most files need none.
      expect(loaded).toBeGreaterThan(pairs.length / 3);
      console.log(`${generation.name} nft: ${pairs.length} files changed by formatting, ${loaded} of them loaded`);
    });
  });
});
