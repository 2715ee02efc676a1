/** Plan files that somebody spoiled, on purpose or not: read or refused with a place, never with a crash or without end. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlanFile } from '../../src/cli/plan-file/parse-plan-file.ts';
import { setUpApi } from '../api/set-up.ts';
import { seed, spoiled } from './support/hostile.ts';
import { expectNoPollution } from './support/pollution.ts';
import { sampleDocuments, spoiledPlanFile } from './support/spoiled-plan-file.ts';

test(`whatever stands in a plan file, it is read or refused where it is wrong (seed ${seed})`, () => {
  let refused = 0;
  fc.assert(
    fc.property(spoiledPlanFile, (text) => {
      const parsed = parsePlanFile(text);
      if (parsed.ok) {
        for (const index of parsed.file.documents.keys()) {
          expect(parsed.file.positionOf(index, ['waves', 0, '__proto__']).line).toBeGreaterThan(0);
        }
        return;
      }
      refused += 1;
      expect(parsed.errors.length).toBeGreaterThan(0);
      for (const { line, column, message } of parsed.errors) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toBe('');
      }
    }),
    { seed, numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(20);
  expectNoPollution();
});

test('keys within keys are refused at once: a few hundred would take minutes to write as text', () => {
  expect(parsePlanFile(`${'? '.repeat(2000)}x`).ok).toBe(false);
  expect(parsePlanFile(`${'? '.repeat(400)}x`).ok).toBe(false);
  expect(parsePlanFile('? [a, b]\n: x').ok).toBe(false);
});

test(`what the server is sent of a spoiled plan file is saved or refused, and nothing breaks (seed ${seed})`, async () => {
  const { call, reported } = setUpApi();
  await fc.assert(
    fc.asyncProperty(spoiled(fc.constant(sampleDocuments)), async (value) => {
      const { status } = await call('POST', '/api/apply', { documents: value });
      expect(status).toBeLessThan(500);
    }),
    { seed, numRuns: 300 },
  );
  expect(reported).toEqual([]);
  expectNoPollution();
});
