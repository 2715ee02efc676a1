import { expect, test } from 'vitest';
import { ageText, durationSeconds, lagText } from '../../src/domain/duration.ts';

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

test('an age is told to two units, and in seconds below a minute', () => {
  const ages = [-5, 0, 59.9, 60, 3599, 3600, 7500, 86_399, 86_400, 273_600].map(ageText);
  expect(ages).toEqual([
    '0 s',
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '1 h 0 min',
    '2 h 5 min',
    '23 h 59 min',
    '1 d 0 h',
    '3 d 4 h',
  ]);
});

test('a lag is told in words; what cannot be read stays as DRS wrote it', () => {
  expect([lagText('PT1H30M'), lagText('a while')]).toEqual(['1 h 30 min', 'a while']);
});
