import { loadProgram } from './load-program.ts';

const dist = new URL('.', import.meta.url);
const { program, saveCode } = loadProgram(dist);
await program.main(dist, () => import(new URL('language-server.js', dist).href));
// Set by the build, which runs the program once for this.
if (process.env.BRIDGEKEEPER_SAVE_CODE && process.exitCode === 0) saveCode();
