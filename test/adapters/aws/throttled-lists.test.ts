/** Lists of many requests, of which AWS throttles some. */
import { expect, test } from 'vitest';
import { askInChunks, readAllPages } from '../../../src/adapters/aws/chunks-and-pages.ts';
import { limits } from '../../../src/domain/limits.ts';
import { secondsBetween } from '../../../src/domain/time.ts';
import type { AwsFailure, Outcome } from '../../../src/ports/aws-failure.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const operation = { operation: 'drs:DescribeSourceServers', mutates: false };

const failed = (kind: AwsFailure['kind'], more: Partial<AwsFailure> = {}): Outcome<never> => {
  const failure = { operation: operation.operation, code: kind, message: kind, mayHaveHappened: false };
  return { ok: false, failure: { ...failure, kind, retryable: kind === 'throttled', ...more } };
};

/** Answers in turn. Gives the outcome, how long it took, and what was asked for. */
const readPages = async (...answers: readonly (Outcome<readonly string[]> | 'for ever')[]) => {
  const clock = createVirtualClock();
  const begun = clock.now();
  const asked: (string | undefined)[] = [];
  const outcome = await clock.complete(
    readAllPages(clock, operation, async ({ nextToken }) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(nextToken);
      if (answer === undefined || answer === 'for ever') return failed('throttled');
      if (!answer.ok) return answer;
      const isLast = asked.length === answers.length;
      return {
        ok: true,
        value: { items: answer.value, ...(isLast ? {} : { nextToken: `after ${answer.value.join()}` }) },
      };
    }),
  );
  return { outcome, asked, seconds: secondsBetween(begun, clock.now()) };
};

const page = (...items: readonly string[]): Outcome<readonly string[]> => ({ ok: true, value: items });

test('a later page that is throttled is asked for again, alone, after the time that AWS says', async () => {
  const read = await readPages(page('a'), page('b'), failed('throttled', { retryAfterSeconds: 5 }), page('c'));
  expect(read.outcome).toEqual({ ok: true, value: ['a', 'b', 'c'] });
  expect(read.asked).toEqual([undefined, 'after a', 'after b', 'after b']);
  expect(read.seconds).toBe(5);
});

test('the first page that is throttled is told at once: nothing is lost', async () => {
  const read = await readPages(failed('throttled', { retryAfterSeconds: 1 }), page('a'));
  expect(read).toMatchObject({ outcome: { ok: false }, asked: [undefined], seconds: 0 });
});

test('a list that stays throttled is a failure after some seconds, and no shorter list', async () => {
  const read = await readPages(page('a'), 'for ever');
  expect(read.outcome).toMatchObject({ ok: false, failure: { kind: 'throttled' } });
  expect(read.seconds).toBeGreaterThan(0);
  expect(read.seconds).toBeLessThanOrEqual(limits.throttledListSeconds);
});

test('any other failure of a later page is told at once', async () => {
  const read = await readPages(page('a'), failed('denied'), page('b'));
  expect(read).toMatchObject({ outcome: { ok: false, failure: { kind: 'denied' } }, seconds: 0 });
});

test('of many ids those are asked again whose request was throttled, and the answer is in the order of the ids', async () => {
  const clock = createVirtualClock();
  const asked: string[] = [];
  const ids = Array.from({ length: 2 * limits.chunksAtOnce }, (_, index) => `${index}`);
  const throttled = new Set(['1', '2', '7']);
  const outcome = await clock.complete(
    askInChunks(clock, ids, 1, async ([id = '']) => {
      asked.push(id);
      return throttled.delete(id) ? failed('throttled', { retryAfterSeconds: 1 }) : page(id);
    }),
  );
  expect(outcome).toEqual({ ok: true, value: ids });
  expect(asked.toSorted()).toEqual(['0', '1', '1', '2', '2', '3', '4', '5', '6', '7', '7']);
});

test('what is refused of some ids ends the list, whatever else is throttled', async () => {
  const clock = createVirtualClock();
  const answers: Readonly<Record<string, Outcome<readonly string[]>>> = {
    0: page('0'),
    1: failed('throttled', { retryAfterSeconds: 9 }),
    2: failed('denied'),
  };
  const outcome = await clock.complete(
    askInChunks(clock, ['0', '1', '2'], 1, async ([id = '']) => answers[id] ?? page()),
  );
  expect(outcome).toMatchObject({ ok: false, failure: { kind: 'denied' } });
});
