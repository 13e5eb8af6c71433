// `npm run demo`: checks the example host, whose mistakes are there on purpose, and prints its address plan.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => {
  console.log(`\n$ bridgekeeper ${args.join(' ')}\n`);
  return spawnSync(process.execPath, ['server/bin/bridgekeeper.js', ...args], { cwd: root, stdio: 'inherit' }).status;
};

const checked = run('check', 'examples/blog-host');
const planned = run('plan', 'examples/blog-host');
// Findings are what the demonstration is for: 1 is the status it wants.
process.exitCode = checked === 1 && planned === 0 ? 0 : 1;
