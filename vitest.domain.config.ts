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
      // All of it is covered but the rules of launch settings, which the tests of the API run.
      thresholds: {
        'src/domain/!(effective-launch-settings|ipv4|launch-config-rules|launch-config-sites|launch-fields-of-drs|launch-settings-drift).ts':
          { 100: true },
        'src/domain/transition/*.ts': { 100: true },
      },
      reporter: [['text', { maxCols: 140, skipFull: true }]],
    },
  },
});
