import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type Judged, type JudgeOptions, judge } from '../cli/check/judge.ts';
import type { Unit } from '../cli/check/unit.ts';
import { run } from '../cli/program.ts';
import { nodeEnvironment } from './environment.ts';
import { nodeFileSystem } from './file-system.ts';
import { useWasmBeside } from './wasm.ts';

declare const BRIDGEKEEPER_VERSION: string;

/** What a thread is asked to do. */
interface ThreadRequest {
  readonly units: readonly Unit[];
  readonly options: JudgeOptions;
}

/**
 * The command line of this process.
 * @param dist the folder in which the bundles and the WebAssembly files stand
 * @param serve runs the language server until its client goes
 */
export async function main(dist: URL, serve: () => Promise<void>): Promise<void> {
  useWasmBeside(dist);
  const env = nodeEnvironment({
    version: BRIDGEKEEPER_VERSION,
    serve,
    apart: (request) => apart(new URL('thread.js', dist), request),
  });
  process.exitCode = await run(env, process.argv.slice(2));
}

/** Has units judged by a thread of its own. Rejects when the thread fails. */
function apart(script: URL, request: ThreadRequest): Promise<Judged[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the thread ended with ${code}`));
    });
  });
}

/** The thread's side: judges what it was given and answers. */
export async function answerThread(dist: URL): Promise<void> {
  useWasmBeside(dist);
  const { units, options } = workerData as ThreadRequest;
  const out: Judged[] = [];
  for (const unit of units) out.push(await judge(nodeFileSystem, unit, options));
  parentPort?.postMessage(out);
}
