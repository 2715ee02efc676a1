import { defineConfig } from 'vitest/config';

/** `npm run test:console`: the console in a real browser. Apart from `npm test`, which needs no browser. */
export default defineConfig({
  test: {
    include: ['test/console/**/*.test.ts'],
    globalSetup: ['test/console/support/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // As long as a page is waited for: the machine may be busy with other things.
    expect: { poll: { timeout: 20_000 } },
    // Each file has a server and a browser of its own; more at once would only wait for each other.
    fileParallelism: false,
  },
});
