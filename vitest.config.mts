import { defineConfig } from 'vitest/config';

/** Suites that run the bundles build them first. */
const BUILT = { globalSetup: 'test/support/build.ts' };

/** One project per suite; `npm test` (scripts/test.mjs) says which run where. */
const suite = (name: string, include: string[], more: object = {}) => ({
  // Long: a busy machine is no failure. What must be fast is measured in computing time.
  test: { name, include, testTimeout: 120_000, hookTimeout: 120_000, setupFiles: ['test/support/setup.ts'], ...more },
});

export default defineConfig({
  test: {
    projects: [
      // Nothing in the core keeps a state that one test file could leave to the next, so they share what is loaded: a fifth of the time.
      suite('unit', ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'grammar/test/**/*.test.ts', 'scripts/**/*.test.ts'], {
        isolate: false,
      }),
      suite('repository', ['test/repository/**/*.test.ts']),
      suite('protocol', ['test/protocol/**/*.test.ts'], BUILT),
      suite('fuzz', ['test/fuzz/**/*.test.ts'], { testTimeout: 3_600_000 }),
      suite('corpus', ['test/corpus/**/*.test.ts'], { testTimeout: 600_000 }),
      suite('oracle', ['test/oracle/**/*.test.ts'], { testTimeout: 300_000 }),
      suite('neovim', ['test/neovim/**/*.test.ts'], BUILT),
      suite('bench', ['bench/**/*.test.ts'], { ...BUILT, testTimeout: 300_000, fileParallelism: false }),
    ],
  },
});
