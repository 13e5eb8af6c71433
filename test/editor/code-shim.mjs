#!/usr/bin/env node
import { resolve } from 'node:path';
import { format } from 'node:util';
// Stands in for the `code` executable as far as extension tests go, where no desktop VS Code can be downloaded: takes
// --extensionDevelopmentPath, --extensionTestsPath and a folder, runs the suite in the extension host of a real VS Code server with
// the workbench in Chromium, prints what the extension host prints, and ends with the suite's exit status.
//   VSCODE_SERVER_ROOT   the server: code-server's lib/vscode          CHROMIUM    the browser, /usr/bin/chromium without it
//   EDITOR_SETTINGS      user settings as JSON                         EDITOR_LIMIT   seconds until it gives up, 600 without it
import { openBrowser, startServer } from './vscode.mjs';

const options = {};
const rest = [];
for (const word of process.argv.slice(2)) {
  const option = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
  if (!option) rest.push(word);
  else {
    options[option[1]] ??= [];
    options[option[1]].push(option[2] ?? '');
  }
}

/** What a server without an account, a gallery, native modules and a search program prints about itself. */
const NOISE =
  /Could not locate the bindings file|build\/Release\/watchdog|@vscode\/ripgrep|CodeExpectedError|^(Ignoring fetching|\[?(AgentHost|ChatModel|AccountPolicy|reconnection)|Resolv\w+ connection token|Creating a socket|Updating additional|The web worker extension host)/;

const server = await startServer({
  root: process.env.VSCODE_SERVER_ROOT,
  settings: JSON.parse(process.env.EDITOR_SETTINGS ?? '{}'),
});
const { browser, page } = await openBrowser();
let status;
try {
  const ended = new Promise((resolveEnd) => {
    page.on('crash', () => resolveEnd(101));
    page.exposeFunction('codeAutomationExit', resolveEnd);
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = format(...args);
    if (!NOISE.test(text) || /Bridgekeeper/.test(text))
      console.log(/error|warn/.test(type) ? `[${type}] ${text.slice(0, 2000)}` : text);
  });
  page.on('pageerror', (error) => console.log('[page error]', error.message));
  const payload = [
    ...(options.extensionDevelopmentPath ?? []).map((path) => ['extensionDevelopmentPath', server.remote(resolve(path))]),
    ...(options.extensionTestsPath ?? []).map((path) => ['extensionTestsPath', server.remote(resolve(path))]),
  ];
  await page.goto(server.address(rest[0] && resolve(rest[0]), payload));
  const limit = Number(process.env.EDITOR_LIMIT ?? 600);
  status = await Promise.race([ended, new Promise((giveUp) => setTimeout(giveUp, limit * 1000, 124))]);
  if (status === 124) console.log(`the suite did not end within ${limit} seconds`);
} catch (error) {
  console.log(error.stack);
  status = 1;
}
if (status !== 0) console.log(`what the extension wrote:\n${server.output()}`);
await browser.close().catch(() => {});
await server.stop();
process.exit(status);
