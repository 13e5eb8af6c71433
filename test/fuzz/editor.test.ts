import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockMap } from '../../server/src/nft/blocks.ts';
import { parseNftFile } from '../../server/src/nft/file.ts';
import { applied, damageOf, formatEdits, formatFile, saysTheSame } from '../../server/src/nft/format/format.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { askAboutFile, askAboutPlace } from '../support/editor.ts';
import { exampleHosts } from '../support/examples.ts';

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);
/** Seconds that each law is tried for; `FUZZ_SECONDS=600` looks further. `FUZZ_SEED` tries the same again. */
const LIMITS = {
  numRuns: 1_000_000,
  interruptAfterTimeLimit: Number(process.env.FUZZ_SECONDS ?? 40) * 1000,
  markInterruptAsFailure: false,
  seed: process.env.FUZZ_SEED ? Number(process.env.FUZZ_SEED) : Date.now(),
};
const FILE = 'etc/nftables.conf';

/** Texts of nftables files: those of the rules' pages, and published ones where they are at hand. */
function texts(): string[] {
  const own = exampleHosts().flatMap(({ files }) =>
    Object.entries(files).flatMap(([name, text]) => (/nft/.test(name) ? [text] : [])),
  );
  const recorded = ['realworld', 'examples', 'dumps'].flatMap((name) => {
    const file = new URL(`${name}.jsonl`, CORPUS);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { nft: string }).nft).filter((text) => text.length < 20_000);
  });
  return [...own, ...recorded];
}

const PIECES = [
  ...'{}[]();:,"\'#\\\n\t $@/.-*!&|=<>%',
  '\r\n',
  'é',
  '😀',
  '“',
  '\u0000',
  'table inet t {\n',
  'chain c {\n',
  'jump ',
  'set s { type mark; }\n',
  'define A = $A\n',
  '$A',
  '@s',
  'include "x"\n',
  'tcp dport ',
  '10.0.0.0/8',
  '::1',
  'elements = {',
];

const edit = fc.record({
  at: fc.nat(20_000),
  remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3), fc.nat(200)),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 }), fc.constant('')),
});

function edited(text: string, { at, remove, insert }: { at: number; remove: number; insert: string }): string {
  const start = text.length === 0 ? 0 : at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

describe('random edits of nftables files', () => {
  const all = texts();

  test('everything that an editor asks has an answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.nat(20_000),
        (first, edits, offset) => {
          const workspace = new Workspace('.');
          let text = first;
          workspace.setFile(FILE, text);
          for (const one of edits) {
            text = edited(text, one);
            workspace.setFile(FILE, text);
            askAboutPlace(workspace, FILE, Math.min(text.length, (one.at % (text.length + 1)) + one.insert.length));
          }
          askAboutFile(workspace, FILE);
          askAboutPlace(workspace, FILE, offset % (text.length + 1));
        },
      ),
      LIMITS,
    );
  });

  test('formatting keeps all words and is done after once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.array(edit, { maxLength: 4 }), (first, edits) => {
        const text = edits.reduce(edited, first);
        const file = parseNftFile('x', text);
        const changes = formatEdits(new BlockMap(file.plain), damageOf(file), { indent: undefined });
        if (file.problems.length === 0) expect(saysTheSame(file, applied(file.plain, changes))).toBe(true);
        const out = formatFile(file, { indent: undefined });
        const again = parseNftFile('x', out);
        expect(formatFile(again, { indent: undefined })).toBe(out);
        expect(out.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
        file.dispose();
        again.dispose();
      }),
      LIMITS,
    );
  });
});
