import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from './calibrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-bench-'));
const file = join(folder, 'small.nft');
writeFileSync(file, 'table inet t {\n}\n');

function run(...args: string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - started;
}

// Taken in turns, so that both see the same machine.
const bare: number[] = [];
const check: number[] = [];
for (let round = 0; round < 21; round++) {
  bare.push(run('-e', '0'));
  check.push(run('server/dist/cli.js', 'check', file));
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ added: percentile(check, 0.5) - percentile(bare, 0.5), node: percentile(bare, 0.5) }));
