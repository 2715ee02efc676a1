/** What `npm run simulate` says when not every night was lived through, or not all was met: it must not pass for having held. */
import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runSwarm } from '../../tools/simulate/run-swarm.ts';
import { expected } from './support/expected-of-nights.ts';

/** A worker that lives through its nights, meets this in each, and does that after the first. */
const worker = (afterFirst: string, met: readonly string[] = []): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, workerData } from 'node:worker_threads';
      const { first, count, step } = workerData;
      const counts = ${JSON.stringify(met.map((name) => [name, 1]))};
      for (let seed = first; seed < first + count; seed += step) {
        parentPort.postMessage({ seed, servers: 2, violations: [], virtualSeconds: 1, calls: 1, counts });
        ${afterFirst}
      }`)}`,
  );
const swarmOf = (afterFirst: string) =>
  runSwarm({ first: 1, count: 60, isLarge: false, onNight: () => undefined }, worker(afterFirst));

test('all nights that were asked for came: nothing is missing', async () => {
  const { nights, shortfalls } = await swarmOf('');
  expect(nights.map(({ seed }) => seed)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  expect(shortfalls).toEqual([]);
});

test('a worker that dies is named by its exit code, with the nights that are missing', async () => {
  const { nights, workers, shortfalls } = await swarmOf('process.exit(3);');
  expect(nights).toHaveLength(workers);
  expect(shortfalls.filter((line) => line === 'a worker ended with exit code 3')).toHaveLength(workers);
  expect(shortfalls.at(-1)).toBe(`${60 - workers} of 60 nights did not end`);
});

test.each([
  ['stops early, as if all were well', 'process.exit(0);'],
  ['waits for what never comes', 'await new Promise(() => {});'],
])('a worker that %s is told by the nights that are missing', async (_what, afterFirst) => {
  const { workers, shortfalls } = await swarmOf(afterFirst);
  expect(shortfalls).toContain(`${60 - workers} of 60 nights did not end`);
});

test('nights that broke an invariant end a swarm early, and are what is told', async () => {
  const violating =
    "parentPort.postMessage({ seed, servers: 2, violations: ['I1'], virtualSeconds: 1, calls: 1, counts: [] });";
  const { nights, shortfalls } = await swarmOf(violating);
  expect(nights.filter(({ violations }) => violations.length > 0).length).toBeGreaterThanOrEqual(5);
  expect(shortfalls).toEqual([]);
});

test('a swarm that is interrupted ends with the nights so far, and nothing is missing', async () => {
  let lived = 0;
  const { nights, shortfalls } = await runSwarm(
    {
      first: 1,
      count: 60,
      isLarge: false,
      onNight: (_night, done) => {
        lived = done;
      },
      isInterrupted: () => lived >= 3,
    },
    worker('await new Promise((resolve) => setImmediate(resolve));'),
  );
  expect(nights.length).toBeGreaterThanOrEqual(3);
  expect(shortfalls).toEqual([]);
});

describe('a night that loops for ever', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is named after five minutes, and its worker is ended', async () => {
    const swarm = runSwarm(
      { first: 7, count: 1, isLarge: false, onNight: () => undefined },
      new URL('data:text/javascript,for (;;);'),
    );
    vi.advanceTimersByTime(299_000);
    expect(vi.getTimerCount(), 'it is still waited for').toBe(1);
    vi.advanceTimersByTime(1000);
    expect((await swarm).shortfalls).toEqual([
      'seed 7 did not end in 300 s: its worker was ended',
      '1 of 1 nights did not end',
    ]);
  });

  test('has five minutes of its own, whatever the one before it took', async () => {
    const cores = availableParallelism();
    const { promise: firstNights, resolve } = Promise.withResolvers<void>();
    const onNight = (_night: unknown, done: number): void => {
      if (done === cores) resolve();
    };
    const swarm = runSwarm({ first: 1, count: 2 * cores, isLarge: false, onNight }, worker('for (;;);'));
    vi.advanceTimersByTime(299_000);
    await firstNights;
    vi.advanceTimersByTime(299_000);
    expect(vi.getTimerCount(), 'each is still waited for').toBe(cores);
    vi.advanceTimersByTime(1000);
    // Fired timers come in the order in which they were set: by whose first night ended first.
    expect((await swarm).shortfalls.toSorted()).toEqual(
      [
        ...Array.from(
          { length: cores },
          (_, index) => `seed ${1 + cores + index} did not end in 300 s: its worker was ended`,
        ),
        `${cores} of ${2 * cores} nights did not end`,
      ].toSorted(),
    );
  });
});

test('what no night met of all that there is to meet is named, of 1,000 nights and more', async () => {
  const unmetOf = async (count: number, met: readonly string[], isLarge = false) =>
    (await runSwarm({ first: 1, count, isLarge, onNight: () => undefined }, worker('', met))).unmet;
  const [seldom = '', ...others] = expected;
  expect(await unmetOf(1000, expected)).toEqual([]);
  expect(await unmetOf(1000, others)).toEqual([seldom]);
  expect(await unmetOf(999, others), 'too few to judge').toBeUndefined();
  expect(await unmetOf(1000, others, true), 'large nights meet less').toBeUndefined();
});
