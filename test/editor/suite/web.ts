/// <reference types="mocha" />
import 'mocha/mocha.js';
import { report, SILENT } from './report.ts';

/** The entry that VS Code's web worker extension host calls. */
async function run(): Promise<void> {
  mocha.setup({ ui: 'bdd', reporter: SILENT, timeout: 60_000 });
  await import('./tests.ts');
  await report(mocha as unknown as Mocha);
}

// Bundled as CommonJS beside mocha, which takes over `exports`.
module.exports = { run };
