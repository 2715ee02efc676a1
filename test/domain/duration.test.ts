import { expect, test } from 'vitest';
import { durationSeconds } from '../../src/domain/duration.ts';

test.each([
  ['PT0S', 0],
  ['PT1H30M', 5400],
  ['P1DT2H', 93_600],
  ['P2W', 1_209_600],
  ['PT12.5S', 12.5],
])('%s is %d seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

test.each([undefined, '', 'P', 'PT', 'P1M', '1H', 'PT-1S', 'PT1H '])('%j is no length that is known', (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});
