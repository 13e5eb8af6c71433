import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { askAboutFile, askAboutPlace } from '../support/editor.ts';

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);
const FILE = 'etc/nftables.conf';
/** How many words of a recorded text are asked about, and how many texts of a long record. */
const WORDS = 4;
const TEXTS = 120;

function recorded(name: string): { readonly id: string; readonly nft: string }[] {
  return readFileSync(new URL(`${name}.jsonl`, CORPUS), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; nft: string })
    .filter(({ nft }) => typeof nft === 'string');
}

/** Every so many of a list, so that about `count` are left. */
function spread<T>(list: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(list.length / count));
  return list.filter((_, index) => index % step === 0);
}

describe.skipIf(!existsSync(CORPUS))('recorded files', () => {
  test.each(['realworld', 'examples', 'dumps', 'scripts', 'commands', 'syntaxtests', 'rules'])(
    'everything that an editor asks about %s has an answer',
    (name) => {
      for (const { id, nft } of spread(recorded(name), TEXTS)) {
        const workspace = new Workspace('.');
        workspace.setFile(FILE, nft);
        try {
          askAboutFile(workspace, FILE);
          for (const { index } of spread([...nft.matchAll(/[\w"$@{}]+/g)], WORDS)) askAboutPlace(workspace, FILE, index + 1);
        } catch (error) {
          throw new Error(`${name} ${id}`, { cause: error });
        }
        expect(workspace.file(FILE)?.text).toBe(nft);
      }
    },
  );
});
