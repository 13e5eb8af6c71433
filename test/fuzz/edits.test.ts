import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../server/src/checks/finding.ts';
import { Checker } from '../../server/src/checks/run.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { exampleHosts } from '../support/examples.ts';

const HOSTS = exampleHosts().filter(({ files }) => Object.keys(files).length > 0);

/** Pieces that change what a text means more often than single letters do. */
const PIECES = [
  ...'{}[]();:,"\'#\\\n\t $@/.-*!&|=<>%',
  '\r\n',
  '  ',
  'é',
  '😀',
  '\u0000',
  '- ',
  '&a ',
  '*a',
  '<<: ',
  '${X:-1}',
  '"',
  'table ',
  'chain ',
  'include "*"',
  '10.0.0.0/8',
  '::1',
  '0',
  '99999',
];

/** Seconds that each law is tried for; `FUZZ_SECONDS=600` looks further. `FUZZ_SEED` tries the same again. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 40);
const LIMITS = {
  numRuns: 1_000_000,
  interruptAfterTimeLimit: SECONDS * 1000,
  markInterruptAsFailure: false,
  seed: process.env.FUZZ_SEED ? Number(process.env.FUZZ_SEED) : Date.now(),
};

interface Edit {
  readonly file: number;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  file: fc.nat(7),
  at: fc.nat(2000),
  remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3), fc.nat(80)),
  insert: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 }), fc.constant('')),
});

function applied(text: string, { at, remove, insert }: Edit): string {
  const start = text.length === 0 ? 0 : at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

function put(workspace: Workspace, file: string, text: string): void {
  if (file.endsWith('.bridgekeeper.jsonc')) workspace.setConfigFile(file, text);
  else workspace.setFile(file, text);
}

function findings(files: ReadonlyMap<string, string>): Finding[] {
  const workspace = new Workspace('.');
  for (const [file, text] of files) put(workspace, file, text);
  return new Checker().check(workspace);
}

describe('random edits of hosts', () => {
  test('nothing throws, and checking again gives what checking anew gives', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOSTS), fc.array(edit, { minLength: 1, maxLength: 8 }), ({ files }, edits) => {
        const texts = new Map(Object.entries(files));
        const workspace = new Workspace('.');
        for (const [file, text] of texts) put(workspace, file, text);
        const checker = new Checker();
        checker.check(workspace);
        for (const one of edits) {
          const names = [...texts.keys()];
          const file = names[one.file % names.length]!;
          texts.set(file, applied(texts.get(file)!, one));
          put(workspace, file, texts.get(file)!);
          expect(checker.check(workspace)).toEqual(findings(texts));
        }
      }),
      LIMITS,
    );
  });

  test('files that come and go leave nothing behind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOSTS), fc.constantFrom(...HOSTS), (one, two) => {
        const workspace = new Workspace('.');
        const checker = new Checker();
        for (const [file, text] of Object.entries(one.files)) put(workspace, file, text);
        const before = checker.check(workspace);
        for (const [file, text] of Object.entries(two.files)) if (!(file in one.files)) put(workspace, file, text);
        checker.check(workspace);
        for (const file of Object.keys(two.files))
          if (!(file in one.files)) {
            if (file.endsWith('.bridgekeeper.jsonc')) workspace.setConfigFile(file, undefined);
            else workspace.deleteFile(file);
          }
        expect(checker.check(workspace)).toEqual(before);
      }),
      { ...LIMITS, numRuns: 200 },
    );
  });
});

describe('fixes', () => {
  test('the edits of a fix lie in its files and do not overlap, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOSTS), fc.array(edit, { maxLength: 3 }), ({ files }, edits) => {
        const texts = new Map(Object.entries(files));
        for (const one of edits) {
          const names = [...texts.keys()];
          const file = names[one.file % names.length]!;
          texts.set(file, applied(texts.get(file)!, one));
        }
        for (const finding of findings(texts)) {
          const length = (file: string) => texts.get(file)?.length ?? -1;
          expect(finding.range.end, `end of ${finding.rule} in ${finding.file}`).toBeLessThanOrEqual(length(finding.file));
          for (const fix of finding.fixes)
            for (const { file, range } of fix.edits) {
              expect(range.start).toBeLessThanOrEqual(range.end);
              expect(range.end, `edit of "${fix.title}"`).toBeLessThanOrEqual(length(file));
            }
        }
      }),
      LIMITS,
    );
  });
});
