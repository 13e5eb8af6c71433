// Starts the VS Code server of npm's code-server, and a browser to show its workbench in.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
};

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** @param {{ root: string, settings?: object, port?: number }} options root: the folder with out/server-main.js */
export async function startServer({ root, settings = {}, port }) {
  const home = mkdtempSync(join(tmpdir(), 'bridgekeeper-vscode-'));
  mkdirSync(join(home, 'data/User'), { recursive: true });
  writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  const chosen = port ?? (await freePort());
  const log = openSync(join(home, 'server.log'), 'w');
  const words = ['--host', '127.0.0.1', '--port', String(chosen), '--without-connection-token', '--accept-server-license-terms'];
  words.push('--telemetry-level', 'off', '--disable-workspace-trust', '--enable-smoke-test-driver', '--server-data-dir', home);
  const child = spawn(process.execPath, [join(root, 'out/server-main.js'), ...words], {
    stdio: ['ignore', log, log],
    env: { ...process.env, EXTENSIONS_GALLERY: '{}' },
  });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill()) await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let tries = 0; ; tries++) {
    if (
      await fetch(`http://127.0.0.1:${chosen}/version`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    if (child.exitCode !== null || tries > 1200) {
      const said = readFileSync(join(home, 'server.log'), 'utf8').slice(-2000);
      await stop();
      throw new Error(`the VS Code server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const remote = (path) => `vscode-remote://127.0.0.1:${chosen}${path}`;
  return {
    stop,
    /** What the extension wrote to its output, for the report of a failure. */
    output: () =>
      readdirSync(join(home, 'data/logs'), { recursive: true })
        .filter((name) => /Bridgekeeper[^/]*\.log$/.test(name))
        .map((name) => `${name}\n${readFileSync(join(home, 'data/logs', name), 'utf8')}`)
        .join('\n'),
    remote,
    /** The address of the workbench with a folder open. */
    address: (folder, payload = []) =>
      `http://127.0.0.1:${chosen}/?${folder ? `folder=${encodeURIComponent(folder)}` : 'ew=true'}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
  };
}

/** A browser that reaches this machine and nothing else. */
export async function openBrowser({ width = 1280, height = 800, scale = 1 } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  const page = await context.newPage();
  await page.route(
    (url) => /^https?:$/.test(url.protocol) && url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return { browser, page };
}
