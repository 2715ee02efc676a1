/** Plan files that somebody spoiled, on purpose or not: read or refused with a place, never with a crash or without end. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { setUpApi } from '../api/set-up.ts';
import { APART_MILLISECONDS, startApart } from './support/apart.ts';
import { seed, spoiled } from './support/hostile.ts';
import { expectNoPollution } from './support/pollution.ts';
import { sampleDocuments, spoiledPlanFile } from './support/spoiled-plan-file.ts';

const answerSchema = z.object({
  answer: z.union([
    z.object({ lines: z.array(z.int().positive()) }),
    z.object({
      errors: z
        .array(z.object({ line: z.int().positive(), column: z.int().positive(), message: z.string().min(1) }))
        .min(1),
    }),
  ]),
});

/** In a process of its own: one that comes to no end is told of with the text that it was given. */
const openParser = () => {
  const apart = startApart('plan-files.ts');
  return { parse: async (text: string) => answerSchema.parse(await apart.ask(text)).answer, stop: apart.stop };
};

test(
  `whatever stands in a plan file, it is read or refused where it is wrong (seed ${seed})`,
  async () => {
    const { parse, stop } = openParser();
    onTestFinished(stop);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(spoiledPlanFile, async (text) => {
        if ('errors' in (await parse(text))) refused += 1;
      }),
      // What has ended would refuse any smaller one too.
      { seed, numRuns: 150, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(20);
  },
  APART_MILLISECONDS,
);

test(
  'keys within keys are refused at once: a few hundred would take minutes to write as text',
  async () => {
    const { parse, stop } = openParser();
    onTestFinished(stop);
    for (const text of [`${'? '.repeat(2000)}x`, `${'? '.repeat(400)}x`, '? [a, b]\n: x']) {
      expect(await parse(text), text.slice(0, 20)).toHaveProperty('errors');
    }
  },
  APART_MILLISECONDS,
);

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
