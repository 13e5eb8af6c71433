import { run } from '../cli/program.ts';
import { nodeEnvironment } from './environment.ts';
import { useWasmBeside } from './wasm.ts';

declare const BRIDGEKEEPER_VERSION: string;

/** The command line of this process. `dist` is the folder in which the bundles and the WebAssembly files stand. */
export async function main(dist: URL): Promise<void> {
  useWasmBeside(dist);
  const env = nodeEnvironment({
    version: BRIDGEKEEPER_VERSION,
    serve: async () => (await import('./server.ts')).serve(dist),
    apart: async (request) => (await import('./threads.ts')).apart(new URL('thread.js', dist), request),
  });
  process.exitCode = await run(env, process.argv.slice(2));
}
