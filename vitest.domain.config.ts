import { defineConfig } from 'vitest/config';

/** The rules alone: what `npm run mutate` and `npm run coverage` run. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts', 'test/histories/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/domain/**/*.ts'],
      // Schemas: data, which the tests of the API hold to its document.
      exclude: ['src/domain/model/**'],
      thresholds: {
        'src/domain/*.ts': { 100: true },
        'src/domain/transition/*.ts': { 100: true },
      },
      reporter: [['text', { maxCols: 140, skipFull: true }]],
    },
  },
});
