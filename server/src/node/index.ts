import { useWasmBeside } from './wasm.ts';

useWasmBeside(new URL('.', import.meta.url));

export * from '../library/index.ts';
