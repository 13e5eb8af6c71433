import { parentPort, workerData } from 'node:worker_threads';
import { type Judged, judge } from '../cli/check/judge.ts';
import { nodeFileSystem } from './file-system.ts';
import type { ThreadRequest } from './threads.ts';
import { useWasmBeside } from './wasm.ts';

// The entry of a thread: judges what it was given and answers.
useWasmBeside(new URL('.', import.meta.url));
const { units, options } = workerData as ThreadRequest;
const out: Judged[] = [];
for (const unit of units) out.push(await judge(nodeFileSystem, unit, options));
parentPort?.postMessage(out);
