/** How many servers a retry of a wave would launch. */
import { expect, test } from 'vitest';
import { missingCount } from '../../src/domain/missing-count.ts';

test('servers that are not up are missing, but for those that somebody decided to go without', () => {
  expect(missingCount({ serverCount: 5, launchedCount: 2 })).toBe(3);
  expect(missingCount({ serverCount: 5, launchedCount: 2, skippedServerIds: ['s-1', 's-2', 's-3'] })).toBe(0);
});
