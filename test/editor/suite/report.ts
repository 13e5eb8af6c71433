/// <reference types="mocha" />
import * as vscode from 'vscode';

/** mocha's own report is left out: ours is printed line by line below, the same in both extension hosts. */
export const SILENT = class {} as unknown as Mocha.ReporterConstructor;

/** Runs the suite, prints its report line by line and the totals for test/editor/run.mjs; rejects when a test failed. */
export function report(mocha: Mocha): Promise<void> {
  const tests: { title: string; state: string; milliseconds: number; error?: string }[] = [];
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const count = (state: string) => tests.filter((test) => test.state === state).length;
      const host = 'importScripts' in globalThis ? 'web' : 'node';
      const totals = {
        host,
        passed: count('passed'),
        failed: Math.max(failures, count('failed')),
        skipped: count('pending'),
        tests,
      };
      console.log(`BRIDGEKEEPER-RESULT ${JSON.stringify(totals)}`);
      if (failures === 0) resolve();
      else
        void printOutput().then(
          () => reject(new Error(`${failures} tests failed`)),
          (error: unknown) => reject(error),
        );
    });
    const add = (state: string) => (test: Mocha.Test, error?: Error) => {
      const failure = error ? { error: error.stack ?? error.message } : {};
      tests.push({ title: test.fullTitle(), state, milliseconds: test.duration ?? 0, ...failure });
      console.log(
        `${state === 'passed' ? '  ok  ' : state === 'failed' ? 'FAILED' : 'skipped'} ${test.fullTitle()} (${test.duration ?? 0} ms)${error ? `\n${error.stack ?? error.message}` : ''}`,
      );
    };
    runner.on('pass', add('passed'));
    runner.on('fail', add('failed'));
    runner.on('pending', add('pending'));
  });
}

/** Prints what the extension and its server wrote, so that a failure far away can be understood. */
async function printOutput(): Promise<void> {
  await vscode.commands.executeCommand('bridgekeeper.showOutput');
  // The editor fills the document a little later.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const written = vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === 'output')
    .map((document) => `${document.uri.path}\n${document.getText()}`);
  console.log(`what Bridgekeeper wrote to its output:\n${written.join('\n') || '(nothing)'}`);
}
