import { defineConfig } from 'vitest/config';

/** One project per suite; `npm test` (scripts/test.mjs) says which run where. */
const suite = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, testTimeout: 30_000, setupFiles: ['test/support/setup.ts'], ...more },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'grammar/test/**/*.test.ts', 'scripts/**/*.test.ts']),
      suite('repository', ['test/repository/**/*.test.ts']),
      suite('protocol', ['test/protocol/**/*.test.ts'], { globalSetup: 'test/protocol/build.ts' }),
    ],
  },
});
