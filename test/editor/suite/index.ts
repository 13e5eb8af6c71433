import Mocha from 'mocha';
import { report, SILENT } from './report.ts';

/** The entry that VS Code's Node extension host calls. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', reporter: SILENT, timeout: 60_000 });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  await import('./tests.ts');
  await report(mocha);
}
