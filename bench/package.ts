import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'bridgekeeper-bench-'));
const file = join(folder, 'bridgekeeper.vsix');
execFileSync(process.execPath, ['scripts/package.mjs', file], { stdio: 'ignore' });
const { size } = statSync(file);
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ size: size / 1e6 }));
