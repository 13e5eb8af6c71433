// The VS Code of the editor suite: npm's code-server, pinned by test/editor/vscode/package-lock.json, in a folder of its own.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pin = fileURLToPath(new URL('../../test/editor/vscode/', import.meta.url));

/** Where tools are kept between runs. */
export function cacheFolder() {
  return process.env.BRIDGEKEEPER_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bridgekeeper');
}

/** The folder with `out/server-main.js`; installed first when it is not there. */
export function installTestEditor() {
  const lock = readFileSync(join(pin, 'package-lock.json'));
  const folder = join(cacheFolder(), `editor-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  const done = join(folder, 'installed');
  if (existsSync(done)) return vscode;
  console.log(`installing VS Code (code-server) into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(pin, file), join(folder, file));
  // Nothing is compiled: the suite needs none of the native modules.
  const npm = (args, cwd) =>
    execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  npm(['ci'], folder);
  npm(['install', '--omit=dev'], vscode);
  writeFileSync(done, '');
  return vscode;
}
