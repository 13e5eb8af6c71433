// `npm run package`: the extension as a .vsix that can be installed. The bundles are minified whole and put back afterwards.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const out = process.argv[2] ?? `${root}${name}-${version}.vsix`;
const run = (script, ...args) => execFileSync(process.execPath, [`${root}scripts/${script}.mjs`, ...args], { stdio: 'inherit' });

run('generate');
run('build', '--minify');
rmSync(out, { force: true });
try {
  await createVSIX({
    cwd: root,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
} finally {
  run('build');
}
console.log(`${out}: ${(statSync(out).size / 1e6).toFixed(2)} MB`);
