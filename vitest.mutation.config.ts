import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is done with at the first test that fails: the quick ones come first. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toReversed();
  }
}

/**
 * `npm run mutate`: thousands of runs, so all in one worker, and without the property tests, which take seconds each, and
 * the test of the histories themselves. What those would find besides is not in the score.
 */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts', 'test/histories/**/*.test.ts'],
    exclude: ['**/*.property.test.ts', 'test/histories/limits.test.ts'],
    testTimeout: 120_000,
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
});
