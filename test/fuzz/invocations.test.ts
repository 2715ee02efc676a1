/**
 * What the deployed functions are sent, spoiled: of each form and operation, by one router with the real handlers over a
 * drill under way. Each event is refused in words, and then nothing was done; or it is answered.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { lambdaOperations } from '../../src/entry/lambda/functions.ts';
import { invocationForms } from '../../src/entry/lambda/invocation.ts';
import { APART_MILLISECONDS, type Apart, startApart } from './support/apart.ts';
import { hostileValue, seed, spoiled } from './support/hostile.ts';
import { type About, examplesOf, topicEvent, topicMessage } from './support/invocation-examples.ts';

const takenSchema = z.object({
  answer: z.object({
    forms: z.array(z.string()),
    /** What it was read as. */
    operation: z.enum(lambdaOperations).optional(),
    /** What a handler was given that it is not made for. */
    misread: z.string().optional(),
    refused: z.string().optional(),
    writes: z.int(),
    calls: z.int(),
    errors: z.array(z.string()),
  }),
});
const endSchema = z.object({
  answer: z.object({
    meanwhile: z.string(),
    status: z.string(),
    waves: z.array(z.string()),
    posted: z.int(),
    errors: z.array(z.string()),
  }),
});
const aboutSchema = z.object({
  answer: z.object({
    executionId: z.string(),
    generation: z.int(),
    version: z.int(),
    planId: z.string(),
    account: z.string(),
    jobId: z.string(),
  }),
});

vi.setConfig({ testTimeout: APART_MILLISECONDS, hookTimeout: APART_MILLISECONDS });

let apart: Apart;
let about: About;
beforeAll(async () => {
  apart = startApart('functions.ts');
  about = aboutSchema.parse(await apart.ask({ wanted: 'drill' })).answer;
});
afterAll(() => apart.stop());
const take = async (event: unknown) => takenSchema.parse(await apart.ask({ take: JSON.stringify(event) })).answer;

test('there is an example of each form and of each operation, and each is answered', async () => {
  const examples = examplesOf(about);
  const forms = Object.values(examples).flatMap((each) => each.map(({ form }) => form));
  expect([...new Set(forms)].toSorted()).toEqual(Object.keys(invocationForms).toSorted());
  for (const operation of lambdaOperations) {
    expect(examples[operation], operation).not.toEqual([]);
    for (const { form, event } of examples[operation]) {
      const taken = await take(event);
      expect(taken, form).toMatchObject({ forms: [form], operation, errors: [] });
      expect([taken.refused, taken.misread], form).toEqual([undefined, undefined]);
    }
  }
});

const expectRefusedOrAnswered = async (event: unknown): Promise<'refused' | 'answered'> => {
  const { operation, misread, refused, writes, calls, errors } = await take(event);
  expect(errors).toEqual([]);
  if (operation === undefined) {
    expect({ refused, writes, calls }).toEqual({
      refused: 'InvocationRefused: the event is none that Breakwater knows, or it is malformed',
      writes: 0,
      calls: 0,
    });
    return 'refused';
  }
  expect([refused, misread]).toEqual([undefined, undefined]);
  return 'answered';
};

// A process that has ended would refuse any smaller one too.
const runs = { seed, numRuns: 100, endOnFailure: true };

test.each(lambdaOperations)(`%s, spoiled, is refused in words or answered (seed ${seed})`, async (operation) => {
  for (const { event } of examplesOf(about)[operation]) {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(spoiled(fc.constant(event)), async (spoiledEvent) => {
        outcomes.add(await expectRefusedOrAnswered(spoiledEvent));
      }),
      runs,
    );
    expect(outcomes).toContain('refused');
  }
});

test(`what a message of the topic says is spoiled: it is told, or taken for none of ours (seed ${seed})`, async () => {
  const messages = fc.oneof(spoiled(fc.constant(topicMessage(about))), hostileValue).map(topicEvent);
  await fc.assert(
    fc.asyncProperty(messages, async (event) => {
      expect(await expectRefusedOrAnswered(event)).toBe('answered');
    }),
    runs,
  );
});

test('after all that the drill goes on to its end, and its record is whole', async () => {
  const { meanwhile, status, waves, posted, errors } = endSchema.parse(await apart.ask({ wanted: 'end' })).answer;
  expect(errors).toEqual([]);
  expect(meanwhile).toBe('POLLING');
  expect({ status, waves }).toEqual({ status: 'COMPLETED', waves: ['COMPLETED', 'COMPLETED', 'COMPLETED'] });
  expect(posted).toBeGreaterThan(3);
});
