import { loadProgram } from './load-program.ts';

// The entry of a thread.
const dist = new URL('.', import.meta.url);
await loadProgram(dist).program.answerThread(dist);
