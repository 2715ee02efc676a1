import type { TestContext } from 'vitest';

/**
 * Skips a test for want of a program, and says which; where nothing may be skipped (BREAKWATER_NO_SKIPS, which `.ci/run`
 * sets) that is an error.
 */
export const skipWithout = (program: string, { skip }: Pick<TestContext, 'skip'>): never => {
  const reason = `${program} is not installed`;
  if (process.env['BREAKWATER_NO_SKIPS'] !== undefined) throw new Error(reason);
  return skip(reason);
};
