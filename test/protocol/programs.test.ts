import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../server/src/checks/result.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(args: readonly string[], input = '') {
  return spawnSync(process.execPath, ['server/bin/bridgekeeper.js', ...args], { cwd: root, encoding: 'utf8', input });
}

function checked(...args: string[]): CheckResult {
  return JSON.parse(run(['check', '--format', 'json', ...args]).stdout);
}

/** The files below a folder, by their names from there. */
function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.map((name) => [name.slice(folder.length + 1), readFileSync(name, 'utf8')]));
}

describe('the command line, as built', () => {
  test('finds the mistakes of the example host', () => {
    const { findings } = checked('examples/blog-host');
    const rules = new Set(findings.map(({ rule }) => rule));
    for (const rule of ['docker/unknown-option', 'compose/undefined-network', 'host/subnet-overlap', 'host/duplicate-host-port'])
      expect(rules).toContain(rule);
    expect(run(['check', 'examples/blog-host']).status).toBe(1);
  });

  test('finds nothing on the clean host', () => {
    expect(checked('examples/clean-host')).toMatchObject({ files: 4, findings: [] });
    expect(run(['check', 'examples/clean-host']).status).toBe(0);
  });

  test('several threads say what one says', () => {
    const files = Object.keys(filesBelow(join(root, 'examples/blog-host'))).map((name) => `examples/blog-host/${name}`);
    const alone = checked(...files, '--jobs', '1');
    expect(alone.findings.length).toBeGreaterThan(3);
    expect({ ...checked(...files, '--jobs', '3'), durationMs: 0 }).toEqual({ ...alone, durationMs: 0 });
  });

  test('reads standard input and writes fixed text to standard output', () => {
    const { stdout, stderr, status } = run(
      ['check', '--stdin', '--stdin-filename', 'etc/docker/daemon.json', '--fix'],
      '{ "iptable": true }\n',
    );
    expect(stdout).toBe('{ "iptables": true }\n');
    expect(stderr).toContain('No problems');
    expect(status).toBe(0);
  });

  test('fixes a file in its place, keeping its permissions', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-cli-'));
    const file = join(folder, 'compose.yaml');
    copyFileSync(join(root, 'examples/blog-host/srv/monitoring/compose.yaml'), file);
    expect(run(['check', '--fix', file]).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('subnet: 172.28.4.0/24');
    expect(readdirSync(folder)).toEqual(['compose.yaml']);
    rmSync(folder, { recursive: true });
  });
});

describe('the library, as built', () => {
  test('says what the command line says', async () => {
    const { check, complete, hover } = (await import(
      pathToFileURL(join(root, 'server/dist/index.js')).href
    )) as typeof import('../../server/src/library/index.ts');
    const files = filesBelow(join(root, 'examples/blog-host'));
    const { findings } = await check({ files });
    const told = (list: CheckResult['findings']) => list.map(({ rule, message, range }) => ({ rule, message, range }));
    expect(told(findings)).toEqual(told(checked('examples/blog-host').findings));
    expect(await complete({ files, file: 'absent', offset: 0 })).toEqual([]);
    expect(await hover({ files, file: 'absent', offset: 0 })).toBeNull();
  });
});
