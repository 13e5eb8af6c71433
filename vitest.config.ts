import { defineConfig } from 'vitest/config';

/** One project per suite; `npm test` (scripts/test.mjs) says which run where. */
const suite = (name: string, include: string[], testTimeout = 30_000) => ({
  test: { name, include, testTimeout, setupFiles: ['test/support/setup.ts'] },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['server/src/**/*.test.ts', 'client/src/**/*.test.ts', 'grammar/test/**/*.test.ts', 'scripts/**/*.test.ts']),
      suite('repository', ['test/repository/**/*.test.ts']),
    ],
  },
});
