import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import budgets from './budgets.json' with { type: 'json' };
import { calibrate } from './calibrate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = `${root}node_modules/.cache/bench`;

interface Budget {
  readonly limit: number;
  readonly unit: string;
  readonly about: string;
}
type Measured = Readonly<Record<string, number>>;

const { calibration, ...operations } = budgets;
const measured: Record<string, Measured> = {};

/** Runs bench/NAME.ts in a process of its own; it prints what it measured as the last line. */
async function run(name: string): Promise<Measured> {
  const outfile = `${cache}/${name}.mjs`;
  await build({
    entryPoints: [`${root}bench/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    mainFields: ['module', 'main'],
    external: ['esbuild'],
    logLevel: 'error',
    define: { 'import.meta.url': '__url' },
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const __url = ${JSON.stringify(new URL('../test/support/wasm.ts', import.meta.url).href)}; const require = __createRequire(__url);`,
    },
  });
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', outfile], { cwd: root, maxBuffer: 1e7 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

describe.each(Object.entries(operations))('%s', (name, limits) => {
  test('keeps its budget', async () => {
    const before = calibrate();
    measured[name] = await run(name);
    // A machine that is slower or busier than the one the budgets were set on gets more time, never less.
    const factor = Math.max(1, Math.max(before, calibrate()) / calibration.milliseconds);
    const over = Object.entries(limits as Record<string, Budget>)
      .map(([key, { limit, unit }]) => ({
        key,
        value: measured[name]![key] ?? Number.NaN,
        limit: unit === 'ms' ? limit * factor : limit,
        unit,
      }))
      .filter(({ value, limit }) => !(value <= limit))
      .map(({ key, value, limit, unit }) => `${key}: ${value.toFixed(1)} ${unit} of ${limit.toFixed(1)} ${unit}`);
    measured[name] = { ...measured[name], factor };
    expect(over).toEqual([]);
  });
});

afterAll(() => {
  mkdirSync(`${root}test-results`, { recursive: true });
  writeFileSync(`${root}test-results/bench-figures.json`, `${JSON.stringify(measured, undefined, 2)}\n`);
  for (const [name, figures] of Object.entries(measured))
    console.log(
      `${name.padEnd(11)} ${Object.entries(figures)
        .map(([key, value]) => `${key} ${value.toFixed(1)}`)
        .join('  ')}`,
    );
});
