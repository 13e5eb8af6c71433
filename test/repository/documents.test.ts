import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Every Markdown document, the pages of rules included. */
const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  ...below('docs'),
  ...below('server/src/checks'),
].filter((file) => file.endsWith('.md'));

function below(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

describe('documents', () => {
  test('every link leads somewhere', () => {
    const broken = documents.flatMap((file) => {
      // A rule's page is read where it is generated to.
      const rule = /^server\/src\/checks\/(.+)\/rule\.md$/.exec(file)?.[1];
      const at = rule ? `docs/rules/${rule}.md` : file;
      return [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !/^(?:https?:|command:|#)/.test(target))
        .filter((target) => !existsSync(join(root, dirname(at), target.replace(/#.*$/, ''))))
        .map((target) => `${file}: ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test('every npm script that is named exists', () => {
    const named = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => `${file}: ${script}`),
    );
    expect(named.filter((line) => !(line.split(': ')[1]! in manifest.scripts))).toEqual([]);
  });

  test('every command and option that is named exists', () => {
    const program = textOf('server/src/cli/program.ts');
    const commands = new Set([...program.matchAll(/\.command\('(\w+)/g)].map(([, name]) => name!));
    const named = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\bbridgekeeper ([a-z]+)(?=[ `\n])(?![^\n]*\bis\b)/g)].map(([, name]) => ({ file, name: name! })),
    );
    const known = named.filter(({ name }) => commands.has(name));
    expect(known.length).toBeGreaterThan(10);
    for (const [, option] of textOf('docs/command-line.md').matchAll(/`(--[a-z-]+)/g)) expect(program, option).toContain(option);
  });

  test('the README begins with the two commands', () => {
    expect(textOf('README.md')).toContain('```sh\nnpm ci && npm run demo\nnpm ci && npm test\n```');
  });

  test('the README names the package as it is built', () => {
    expect(textOf('README.md')).toContain(`${manifest.name}-${manifest.version}.vsix`);
  });
});

describe('the manifest', () => {
  test('names files that exist', () => {
    const { contributes, icon } = manifest;
    const files = [
      icon,
      ...contributes.languages.flatMap(
        ({ configuration, icon: own }: { configuration: string; icon: Record<string, string> }) => [
          configuration,
          ...Object.values(own),
        ],
      ),
      ...[...contributes.grammars, ...contributes.snippets].map(({ path }: { path: string }) => path),
      ...contributes.jsonValidation.map(({ url }: { url: string }) => url),
      ...contributes.walkthroughs.flatMap(({ steps }: { steps: { media: { markdown: string } }[] }) =>
        steps.map(({ media }) => media.markdown),
      ),
    ];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('all versions are one', () => {
    const versions = ['package.json', 'client/package.json', 'server/package.json'].map(
      (file) => JSON.parse(textOf(file)).version,
    );
    expect(new Set(versions).size).toBe(1);
  });
});
