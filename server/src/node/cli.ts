import module from 'node:module';

// Newer versions of Node keep compiled code from one run to the next. It has to be asked for before the code is loaded.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const { main } = await import('./main.ts');
await main(new URL('.', import.meta.url));
