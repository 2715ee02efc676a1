/** The wildcards of EC2's filters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsWildcard } from '../../src/simulator/services/ec2/wildcard.ts';

test.each([
  ['web-1', 'web-1', true],
  ['web-1', 'web', false],
  ['web-1', 'eb-1', false],
  ['web-1', 'web-*', true],
  ['web-', 'web-*', true],
  ['web-1', 'w?b-?', true],
  ['web-10', 'web-?', false],
  ['', '*', true],
  ['', '?', false],
  ['', '', true],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['two\nlines', 'two*lines', true],
])('%j and %j: %s', (value, pattern, fits) => {
  expect(fitsWildcard(value, pattern)).toBe(fits);
});

test('a pattern says what the same pattern says as a regular expression', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(texts, patterns, (value, pattern) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
      expect(fitsWildcard(value, pattern)).toBe(expected);
    }),
    { seed: 7, numRuns: 1000 },
  );
});

test('hundreds of wildcards over the longest tag are no riddle', () => {
  const value = 'a'.repeat(256);
  expect(fitsWildcard(value, `${'*a'.repeat(200)}!`)).toBe(false);
  expect(fitsWildcard(value, '*a'.repeat(200))).toBe(true);
});
