// `node scripts/screenshots.mjs`: opens the example host in a real VS Code and takes the pictures of docs/images. Needs chromium.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, startServer } from '../test/editor/vscode.mjs';
import { installTestEditor } from './lib/test-editor.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = process.argv[2] ?? `${root}docs/images`;
mkdirSync(images, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-pictures-'));
const workspace = join(folder, 'blog-host');
cpSync(`${root}examples/blog-host`, workspace, { recursive: true });

const settings = {
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'editor.minimap.enabled': false,
  'editor.fontSize': 13,
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'explorer.compactFolders': false,
  'workbench.editor.showTabs': 'single',
};
const server = await startServer({ root: installTestEditor(), settings });
const { browser, page } = await openBrowser({ width: 1180, height: 640, scale: 1.5 });
await page.exposeFunction('codeAutomationLog', () => {});
await page.exposeFunction('codeAutomationExit', () => {});

/** Opens the workbench with the extension and one file. */
async function open(file) {
  const path = join(workspace, file);
  await page.goto(
    server.address(workspace, [
      ['extensionDevelopmentPath', server.remote(root)],
      ['openFile', server.remote(path)],
    ]),
  );
  await page.waitForSelector('.squiggly-error, .squiggly-warning', { timeout: 90_000 });
  await page.waitForTimeout(1500);
  await page.keyboard.press('Control+b');
  await page.waitForTimeout(500);
}

/** Puts the mouse over the n-th place where a text stands in the editor. */
async function pointAt(text, nth = 0) {
  const place = page.locator('.view-line span span', { hasText: text }).nth(nth);
  const box = await place.boundingBox();
  await page.mouse.move(box.x + Math.min(box.width / 2, 30), box.y + box.height / 2);
  return box;
}

async function picture(name) {
  await page.screenshot({ path: `${images}/${name}.png` });
  console.log(`${images}/${name}.png`);
}

async function hoverPicture(name, text, nth) {
  await page.mouse.move(5, 5);
  await pointAt(text, nth);
  await page.waitForSelector('.monaco-hover:not(.hidden) .hover-contents', { timeout: 20_000 });
  await page.waitForTimeout(700);
  await picture(name);
}

await open('srv/monitoring/compose.yaml');
await hoverPicture('diagnostic', '172.28.4.7');
await hoverPicture('hover', 'enable_iccc');
await page.keyboard.press('Escape');
const box = await pointAt('172.28.4.7');
await page.mouse.click(box.x + 20, box.y + box.height / 2);
await page.mouse.move(5, 5);
await page.waitForTimeout(300);
await page.keyboard.press('Control+.');
await page.waitForSelector('.action-widget .monaco-list-row', { timeout: 20_000 });
await page.waitForTimeout(500);
await picture('quick-fix');
await page.keyboard.press('Escape');

// The tree: the side bar alone, with the view open.
await page.keyboard.press('Control+b');
await page.keyboard.press('F1');
await page.waitForTimeout(300);
await page.keyboard.type('Explorer: Focus on Host networks View');
await page.waitForTimeout(500);
await page.keyboard.press('Enter');
await page.waitForTimeout(1000);
await page.locator('.pane-header', { hasText: 'blog-host' }).first().click();
await page.waitForTimeout(300);
const [edge] = await page.locator('.monaco-sash.vertical').all();
const { x, y, height } = await edge.boundingBox();
await page.mouse.move(x + 2, y + height / 2);
await page.mouse.down();
await page.mouse.move(620, y + height / 2, { steps: 5 });
await page.mouse.up();
await page.waitForTimeout(1500);
await picture('host-networks');

await page.keyboard.press('F1');
await page.waitForTimeout(300);
await page.keyboard.type('Bridgekeeper: Show the Address Plan');
await page.waitForTimeout(500);
await page.keyboard.press('Enter');
await page.waitForTimeout(2500);
await picture('address-plan');

await browser.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });
