import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('a program that uses the library is typed, strictly and without our settings', () => {
  expect(spawnSync(process.execPath, ['scripts/types.mjs'], { cwd: root }).status).toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-types-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(root, 'server'), join(folder, 'node_modules/bridgekeeper'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'use.ts'),
    `import { check, complete, type CheckResult, format, hover } from 'bridgekeeper';
const result: CheckResult = await check({ files: { 'compose.yaml': '' }, config: { firewallBackend: 'nftables' } });
for (const { rule, range: { start }, fixes } of result.findings) console.log(rule.length, start.line + start.column + start.offset, fixes[0]?.edits[0]?.newText);
const found: { markdown: string } | null = await hover({ files: {}, file: 'x', offset: 0 });
const labels: string[] = (await complete({ files: {}, file: 'x', offset: 0 })).map(({ label }) => label);
const laidOut: string = format({ text: '', options: { indent: 2 } }).text;
console.log(found, labels, laidOut);
// @ts-expect-error: there is no such backend
await check({ files: {}, config: { firewallBackend: 'ipchains' } });
`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
    '--lib',
    'es2022,dom',
    '--skipLibCheck',
    'false',
  ];
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'use.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true, force: true });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
