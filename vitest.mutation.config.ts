import { defineConfig } from 'vitest/config';

/** `npm run mutate`: the rules' tests in one worker that is kept, since one is needed for each of thousands of mutants. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts', 'test/histories/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'threads',
    isolate: false,
  },
});
