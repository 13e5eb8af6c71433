import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const lua = fileURLToPath(new URL('diagnostics.lua', import.meta.url));
const cli = fileURLToPath(new URL('../../server/dist/cli.js', import.meta.url));

test('Neovim shows diagnostics and a hover', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-neovim-'));
  writeFileSync(join(folder, 'rules.nft'), 'table inet own {\n  # bridgekeeper-ignore meta/invalid-config\n}\n');
  const { status, stdout, stderr } = spawnSync(
    'nvim',
    ['--headless', '-u', 'NONE', '-i', 'NONE', '-c', `luafile ${lua}`, 'rules.nft'],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, LSP_COMMAND: `${process.execPath} ${cli} lsp --stdio`, HOVER_LINE: '1', HOVER_COLUMN: '30' },
    },
  );
  rmSync(folder, { recursive: true, force: true });
  expect(stdout + stderr).toContain('2:3 bridgekeeper meta/unused-suppression');
  expect(stdout + stderr).toContain('hover: # meta/invalid-config');
  expect(status).toBe(0);
});
