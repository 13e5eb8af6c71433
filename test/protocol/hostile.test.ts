import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../server/src/checks/result.ts';

const cli = fileURLToPath(new URL('../../server/bin/bridgekeeper.js', import.meta.url));

let folder = '';

function put(files: Readonly<Record<string, string>>): void {
  folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-hostile-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Checks the folder; a run that takes longer than twenty seconds counts as a hang. */
function check(): CheckResult {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cli, 'check', '--format', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    maxBuffer: 1e9,
  });
  expect(error).toBeUndefined();
  expect(stderr).not.toContain('internal error');
  expect([0, 1]).toContain(status);
  return JSON.parse(stdout);
}

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('files that would stop a careless reader', () => {
  test('aliases of aliases of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    put({
      'compose.yaml': `${lines.map((line) => `x-${line}`).join('\n')}\nservices:\n  web:\n    image: nginx\n    networks: *a11\n`,
    });
    expect(check().files).toBe(1);
  });

  test('a daemon.json of ten megabytes', () => {
    const dns = Array.from({ length: 600_000 }, (_, i) => `"10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}"`);
    put({ 'etc/docker/daemon.json': `{ "dns": [${dns.join(',\n')}], "iptable": true }` });
    expect(check().findings.length).toBeGreaterThan(0);
  });

  test('files that include and extend each other', () => {
    const extending = (other: string) => `services:\n  web:\n    extends:\n      file: ${other}\n      service: web\n`;
    put({
      'a/compose.yaml': `include: [../b/compose.yaml]\n${extending('../b/compose.yaml')}`,
      'b/compose.yaml': `include: [../a/compose.yaml]\n${extending('../a/compose.yaml')}`,
      'etc/nftables.conf': 'include "/etc/nftables.d/*.nft"\ninclude "/etc/nftables.conf"\n',
      'etc/nftables.d/a.nft': 'include "/etc/nftables.d/b.nft"\n',
      'etc/nftables.d/b.nft': 'include "/etc/nftables.d/a.nft"\n',
    });
    expect(check().files).toBeGreaterThanOrEqual(5);
  });

  test('links that lead in circles', () => {
    put({ 'a/compose.yaml': 'services: {}\n' });
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('.', join(folder, 'here'));
    symlinkSync('self', join(folder, 'self'));
    expect(check().files).toBe(1);
  });

  test('brackets without end, very long lines, and bytes that are no text', () => {
    put({
      'compose.yaml': '['.repeat(50_000),
      'deep/compose.yaml': Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'etc/docker/daemon.json': '{"a":'.repeat(50_000),
      'etc/nftables.conf': `${'{'.repeat(50_000)}\ntable ip t { ${'tcp dport 1 '.repeat(20_000)}`,
      'zeros.nft': '\u0000'.repeat(100_000),
      'odd.nft': Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256)).toString('latin1'),
      'run.sh': '$(('.repeat(20_000),
    });
    expect(check().files).toBeGreaterThanOrEqual(6);
  });
});
