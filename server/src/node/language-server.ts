import { serve } from './server.ts';
import { useWasmBeside } from './wasm.ts';

// The entry that an editor starts as a module of its own Node.
const dist = new URL('.', import.meta.url);
useWasmBeside(dist);
await serve(dist);
