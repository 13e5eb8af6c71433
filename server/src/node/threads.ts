import { Worker } from 'node:worker_threads';

/** Has a request answered by a thread of its own. Rejects when the thread fails. */
export function apart<Request, Answer>(script: URL, request: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`the thread ended with ${code}`));
    });
  });
}
