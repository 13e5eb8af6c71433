import { loadSyntaxes } from '../syntax/runtime.ts';
import { useWasmBeside } from './wasm.ts';

useWasmBeside(new URL('.', import.meta.url));
// The functions that answer at once need their parser from the start.
await loadSyntaxes(['nft']);

export * from '../library/index.ts';
