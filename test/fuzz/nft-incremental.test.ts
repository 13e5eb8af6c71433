import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../server/src/base/settings.ts';
import { readRule } from '../../server/src/nft/evaluation.ts';
import { type NftFile, parseNftFile } from '../../server/src/nft/file.ts';
import { buildPrograms, type NftProgram } from '../../server/src/nft/program.ts';
import { readCorpus } from '../corpus/record.ts';
import { exampleHosts } from '../support/examples.ts';

const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const MOST = 4000;

const TEXTS: readonly string[] = [
  ...exampleHosts().flatMap(({ files }) => Object.values(files).filter((text) => text.includes('hook'))),
  ...(existsSync(CORPUS)
    ? ['realworld', 'examples', 'dumps', 'scripts'].flatMap((name) =>
        readCorpus(CORPUS, name).flatMap(({ records }) => records.map(({ nft }) => nft)),
      )
    : []),
].filter((text) => text.length < MOST);

/** Letters that people type in rules, and now and then what cuts a file into other pieces. */
const INSIDE = [..."abcdeirtuvw0123456789.:-/_ ,!=<>$@()*&|'é", 'accept', 'ip saddr ', 'tcp dport 22', ' 10.0.0.1', '::1', 'x '];
const STRUCTURAL = [
  '\n',
  ';',
  '{',
  '}',
  '"',
  '#',
  '\\\n',
  '\r\n',
  '\t',
  '“',
  'table ip t {\n',
  'chain c {',
  'include "x"\n',
  '\n\n',
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(MOST),
  remove: fc.oneof(
    { weight: 6, arbitrary: fc.nat(1) },
    { weight: 2, arbitrary: fc.nat(6) },
    { weight: 1, arbitrary: fc.nat(60) },
  ),
  insert: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...INSIDE) },
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...STRUCTURAL) },
  ),
});

const LENGTH = 16;
const RUNS = Math.ceil(10_000 / 4 / LENGTH);

/** Edits of which most follow the one before, as when somebody types. */
const edits = fc.array(fc.tuple(edit, fc.nat(5)), { minLength: LENGTH, maxLength: LENGTH });

function program(file: NftFile, before: readonly NftProgram[]): NftProgram {
  const lookup = { file: (name: string) => (name === file.file ? file : undefined), list: () => [] };
  return buildPrograms([file], lookup, '.', DEFAULT_HOST_SETTINGS, before)[0]!;
}

/** All that is known of a file, in a form that can be compared. */
function known(file: NftFile, { problems, tables }: NftProgram): unknown {
  const { text, removed } = file;
  const chains = [...tables].map(([name, { chains, state }]) => [
    name,
    [...state.sets.keys()],
    [...chains].map(([chain, { info, rules }]) => [
      chain,
      info.at.range,
      rules.map((rule) => ({ at: rule.at, rule: readRule(rule), uses: [...(rule.result.references ?? [])] })),
    ]),
  ]);
  return structuredClone({ text, removed, problems, chains });
}

test.each([[1], [2], [3], [4]])('10,000 edits: the result is that of reading the whole text (part %i of 4)', (part) => {
  let count = 0;
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), edits, (start, changes) => {
      let text = start;
      let file = parseNftFile('f.nft', text);
      let programs = [program(file, [])];
      let at = 0;
      for (const [change, near] of changes) {
        // Mostly on from where the last edit was.
        at = near > 0 ? Math.min(at, text.length) : change.at % (text.length + 1);
        text = text.slice(0, at) + change.insert + text.slice(at + change.remove);
        at += change.insert.length;
        file = parseNftFile('f.nft', text, file);
        programs = [program(file, programs)];
        const fresh = parseNftFile('f.nft', text);
        expect(known(file, programs[0]!)).toEqual(known(fresh, program(fresh, [])));
        fresh.dispose();
        count++;
      }
      file.dispose();
    }),
    { numRuns: RUNS, seed: part },
  );
  expect(count).toBeGreaterThanOrEqual(2500);
});
