import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../../server/src/syntax/runtime.ts';
import { repositoryWasm } from './wasm.ts';

setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);
