import { describe, expect, it } from 'vitest';
import { type Looks, lookAtJob, type PacedJob } from './paced-job.ts';

const SEEDS = 20;
const published: Omit<PacedJob, 'seed'> = { serverCount: 10, durations: 'benchmark', os: 'linux' };

const run = (paced: Partial<PacedJob>): readonly Looks[] =>
  Array.from({ length: SEEDS }, (_, seed) => lookAtJob({ ...published, ...paced, seed }));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const summary = (paced: Partial<PacedJob>) => {
  const looks = run(paced);
  const endUnseenSeconds = looks.map((look) => look.endUnseenSeconds);
  const upUnseenSeconds = looks.flatMap((look) => look.upUnseenSeconds);
  const intervals = looks.flatMap((look) => look.intervals);
  return {
    looks: mean(looks.map((look) => look.count)),
    endUnseenSeconds: mean(endUnseenSeconds),
    endUnseenSecondsMax: Math.max(...endUnseenSeconds),
    upUnseenSeconds: mean(upUnseenSeconds),
    upUnseenSecondsMax: Math.max(...upUnseenSeconds),
    shortestSeconds: Math.min(...intervals),
    longestSeconds: Math.max(...intervals),
  };
};

describe(`how a job is looked at, on average of the seeds 0 to ${SEEDS - 1}`, () => {
  it('ten servers, as the published figures were measured: the end is seen within 1.5 s, by 30 looks', () => {
    const ten = summary({});
    expect(ten.endUnseenSeconds).toBeLessThan(1.5);
    expect(ten.looks).toBeLessThan(30);
    expect(ten.upUnseenSeconds).toBeLessThan(15);
  });

  const kinds = [
    { name: 'of the published durations', durations: 'benchmark', os: 'linux', mostLooks: 32 },
    { name: 'of Linux, 5 minutes', durations: 'realistic', os: 'linux', mostLooks: 20 },
    { name: 'of Windows, 20 minutes', durations: 'realistic', os: 'windows', mostLooks: 100 },
  ] as const;
  const cases = kinds.flatMap((kind) => [1, 2, 3, 10, 100].map((serverCount) => ({ serverCount, ...kind })));

  it.each(cases)('$serverCount servers $name: the end is seen in seconds, by $mostLooks looks', (found) => {
    const { serverCount, durations, os, mostLooks } = found;
    const seen = summary({ serverCount, durations, os });
    expect(seen.endUnseenSeconds).toBeLessThan(5);
    expect(seen.looks).toBeLessThan(mostLooks);
    // Each server is shown within half a minute of being up, phases within a minute; no look follows another at once.
    expect(seen.upUnseenSecondsMax).toBeLessThanOrEqual(26);
    expect(seen.longestSeconds).toBeLessThanOrEqual(60);
    expect(seen.shortestSeconds).toBeGreaterThanOrEqual(0.5);
  });

  it('a server that takes four times as long as the others is waited for, and its end is seen in seconds', () => {
    const slow = summary({ firstTakes: 4 });
    expect(slow.endUnseenSeconds).toBeLessThan(5);
    expect(slow.endUnseenSecondsMax).toBeLessThan(15);
    expect(slow.looks).toBeLessThan(150);
  });

  it.each([1, 10])('a stuck one of %i servers costs a look a minute in the end, 2,200 in a day', (serverCount) => {
    const stuck = lookAtJob({ ...published, serverCount, firstTakes: Number.POSITIVE_INFINITY, seed: 0 });
    expect(stuck.endUnseenSeconds).toBe(Number.POSITIVE_INFINITY);
    expect(stuck.count).toBeLessThan(2200);
    expect(new Set(stuck.intervals.slice(-500))).toEqual(new Set([60]));
  });

  it('servers that are all alike come up in one lump, which is seen within half a minute', () => {
    const alike = summary({ durations: { snapshot: [50, 51], conversion: [100, 101], launch: [110, 115] } });
    expect(alike.endUnseenSecondsMax).toBeLessThanOrEqual(25);
  });

  it('launches faster than any that were measured are missed for a minute at most', () => {
    const fast = summary({ durations: { snapshot: [10, 20], conversion: [10, 30], launch: [20, 60] } });
    expect(fast.upUnseenSecondsMax).toBeLessThanOrEqual(60);
    expect(fast.endUnseenSecondsMax).toBeLessThanOrEqual(60);
  });

  it.each([1, 10])(
    'without the right to read the log of %i servers the end is still seen in seconds',
    (serverCount) => {
      expect(summary({ withoutLog: true, serverCount }).endUnseenSeconds).toBeLessThan(4);
      const windows = summary({ withoutLog: true, serverCount, durations: 'realistic', os: 'windows' });
      expect(windows.endUnseenSeconds).toBeLessThan(6);
      expect(windows.looks).toBeLessThan(180);
    },
  );

  it.each([300, -300])('a clock of AWS that is %i s ahead of ours does no harm', (awsAheadSeconds) => {
    for (const serverCount of [1, 10]) {
      const found = summary({ awsAheadSeconds, serverCount });
      expect(found.endUnseenSeconds).toBeLessThan(4);
      expect(found.looks).toBeLessThan(45);
    }
  });
});
