import { loadSyntaxes, setWasmLoader, WASM_SYNTAXES } from '../../server/src/syntax/runtime.ts';
import { repositoryWasm } from './wasm.ts';

setWasmLoader(repositoryWasm);
await loadSyntaxes(WASM_SYNTAXES);
