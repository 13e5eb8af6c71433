import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function cruise(...paths: string[]) {
  return spawnSync('npx', ['depcruise', '--config', '.dependency-cruiser.cjs', ...paths], { cwd: root, encoding: 'utf8' });
}

describe('arrows point down', () => {
  const planted: string[] = [];
  const plant = (path: string, text: string) => {
    mkdirSync(`${root}${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
    writeFileSync(root + path, text);
    planted.push(path);
  };
  afterEach(() => {
    for (const path of planted.splice(0)) rmSync(root + path);
  });

  test('in the repository', () => {
    const { status, stdout } = cruise('client/src', 'server/src');
    expect(stdout).toContain('no dependency violations');
    expect(status).toBe(0);
  });

  // Each plants one import that must not be, so that a rule which no longer matches anything is noticed.
  test.each([
    ['server/src/base/planted.ts', "import '../host/host.ts';\n", 'arrows-down-base'],
    ['server/src/nft/planted.ts', "import '../docker/daemon-source.ts';\n", 'arrows-down-nft'],
    ['server/src/host/planted.ts', "import '../workspace/workspace.ts';\n", 'arrows-down-host'],
    ['server/src/checks/planted.ts', "import '../features/hover.ts';\n", 'arrows-down-checks'],
    ['server/src/lsp/planted.ts', "import '../cli/program.ts';\n", 'arrows-down-lsp'],
    ['server/src/workspace/planted.ts', "import 'node:fs';\n", 'core-knows-no-io'],
    [
      'server/src/features/planted.ts',
      "import { Position } from 'vscode-languageserver';\nexport { Position };\n",
      'core-knows-no',
    ],
    ['client/src/planted.ts', "import '../../server/src/base/range.ts';\n", 'client-stays-thin'],
  ])('%s is caught', (path, text, rule) => {
    plant(path, text);
    const { status, stdout } = cruise(path);
    expect(stdout).toContain(rule);
    expect(status).not.toBe(0);
  });
});

/** All files that git knows, or will know. */
function files(): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && existsSync(root + file));
}

describe('the tree', () => {
  test('names no machine, and no place to get packages from', () => {
    const words = [/(?:^|[\s"'`(=])\/(?:work|opt\/bk)\//, /registry\.npmjs\.org|deb\.debian\.org|\.npmrc\b/];
    const found = files()
      .filter((file) => !/\.(?:png|wasm|jsonl)$/.test(file) && file !== 'test/repository/architecture.test.ts')
      .filter((file) => words.some((word) => word.test(readFileSync(root + file, 'utf8'))));
    expect(found).toEqual([]);
  });
});
