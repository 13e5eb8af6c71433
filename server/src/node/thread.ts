import { parentPort, workerData } from 'node:worker_threads';
import { type Judged, type JudgeOptions, judge } from '../cli/check/judge.ts';
import type { Unit } from '../cli/check/unit.ts';
import { nodeFileSystem } from './file-system.ts';
import { useWasmBeside } from './wasm.ts';

useWasmBeside(new URL('.', import.meta.url));
const { units, options } = workerData as { units: readonly Unit[]; options: JudgeOptions };
const out: Judged[] = [];
for (const unit of units) out.push(await judge(nodeFileSystem, unit, options));
parentPort?.postMessage(out);
