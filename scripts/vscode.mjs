// `npm run vscode [-- FOLDER]`: opens a folder (the example host without one) in a real VS Code with the extension in it: desktop
// VS Code when there is one, otherwise the VS Code server of npm's code-server, to be looked at in a browser.
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../test/editor/vscode.mjs';
import { installTestEditor } from './lib/test-editor.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? `${root}examples/blog-host`);
const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

const desktop = ['code', 'codium', 'code-insiders'].find(has);
if (desktop) spawn(desktop, ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { stdio: 'inherit' });
else {
  const server = await startServer({ root: installTestEditor(), port: Number(process.env.PORT ?? 0) || undefined });
  const address = server.address(folder, [['extensionDevelopmentPath', server.remote(root)]]);
  console.log(`VS Code runs until you stop this with Ctrl+C. Open\n\n  ${address}\n`);
  const opener =
    process.env.DISPLAY || process.env.WAYLAND_DISPLAY
      ? ['xdg-open', 'chromium', 'firefox'].find(has)
      : process.platform === 'darwin'
        ? 'open'
        : undefined;
  if (opener) spawn(opener, [address], { stdio: 'ignore', detached: true }).unref();
  const stop = async () => {
    await server.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
