import { Worker } from 'node:worker_threads';
import type { Judged, JudgeOptions } from '../cli/check/judge.ts';
import type { Unit } from '../cli/check/unit.ts';

/** What a thread is asked to do. */
export interface ThreadRequest {
  readonly units: readonly Unit[];
  readonly options: JudgeOptions;
}

/** Has units judged by a thread of its own, which runs thread.ts. Rejects when the thread fails. */
export function apart(script: URL, request: ThreadRequest): Promise<Judged[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the thread ended with ${code}`));
    });
  });
}
