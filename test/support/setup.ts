import { setParserClock } from '../../server/src/syntax/clock.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../../server/src/syntax/runtime.ts';
import { repositoryWasm } from './wasm.ts';

setWasmLoader(repositoryWasm);
setParserClock(() => performance.now());
await loadSyntaxes(LOADED_SYNTAXES);
