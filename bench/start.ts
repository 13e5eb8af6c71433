import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from './calibrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-bench-'));
const file = join(folder, 'small.nft');
writeFileSync(file, 'table inet t {\n}\n');

/** Milliseconds that a run of Node computes, in all its threads; what else the machine does is not counted. */
function run(...args: string[]): number {
  const { stdout } = spawnSync('bash', ['-c', '"$@" >/dev/null || exit; times', 'bash', process.execPath, ...args], {
    encoding: 'utf8',
  });
  // Of the second line, which is about the programs that were started: their own time and the kernel's.
  const times = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (times.length !== 2) throw new Error(`${args.join(' ')} failed`);
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}

// Taken in turns, so that both see the same machine.
const bare: number[] = [];
const check: number[] = [];
for (let round = 0; round < 21; round++) {
  bare.push(run('-e', '0'));
  check.push(run('server/dist/cli.js', 'check', file));
}
rmSync(folder, { recursive: true });
const node = percentile(bare, 0.5);
console.log(JSON.stringify({ added: percentile(check, 0.5) - node, node }));
