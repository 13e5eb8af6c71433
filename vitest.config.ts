import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'server/src/**/*.test.ts',
            'grammar/test/**/*.test.ts',
            'scripts/**/*.test.ts',
            'test/repository/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
