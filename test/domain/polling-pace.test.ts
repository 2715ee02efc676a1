import { describe, expect, it } from 'vitest';
import { lookAtJob, type PacedJob } from './paced-job.ts';

const SEEDS = 40;

const run = (paced: Partial<PacedJob>) =>
  Array.from({ length: SEEDS }, (_, seed) =>
    lookAtJob({ serverCount: 10, durations: 'benchmark', os: 'linux', ...paced, seed }),
  );

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const summary = (paced: Partial<PacedJob>) => {
  const looks = run(paced);
  return {
    meanCount: mean(looks.map((look) => look.count)),
    mostCount: Math.max(...looks.map((look) => look.count)),
    endUnseenSeconds: mean(looks.map((look) => look.endUnseenSeconds)),
    endUnseenSecondsMax: Math.max(...looks.map((look) => look.endUnseenSeconds)),
    upUnseenSeconds: mean(looks.flatMap((look) => look.upUnseenSeconds)),
    upUnseenSecondsMax: Math.max(...looks.flatMap((look) => look.upUnseenSeconds)),
    shortestSeconds: Math.min(...looks.flatMap((look) => look.intervals)),
  };
};

describe(`how a job is looked at (mean of seeds 0 to ${SEEDS - 1})`, () => {
  it('ten servers, as the published figures were measured: the end is seen within a second or so, by 30 looks', () => {
    const ten = summary({});
    expect(ten.endUnseenSeconds).toBeLessThan(1.5);
    expect(ten.meanCount).toBeLessThan(30);
    expect(ten.upUnseenSeconds).toBeLessThan(15);
  });

  const kinds = [
    { name: 'of the published durations', durations: 'benchmark', os: 'linux', mostLooks: 30 },
    { name: 'Linux, about 5 minutes', durations: 'realistic', os: 'linux', mostLooks: 20 },
    { name: 'Windows, about 20 minutes', durations: 'realistic', os: 'windows', mostLooks: 100 },
  ] as const;
  const sizes = [1, 2, 3, 10, 100];
  const cases = kinds.flatMap(({ name, mostLooks, ...kind }) =>
    sizes.map((serverCount) => [serverCount, name, mostLooks, kind] as const),
  );

  it.each(cases)('%i servers %s: the end within 3 s on average, by %i looks', (serverCount, _name, mostLooks, kind) => {
    const found = summary({ serverCount, ...kind });
    expect(found.endUnseenSeconds).toBeLessThan(3.2);
    expect(found.meanCount).toBeLessThan(mostLooks);
  });

  it.each(cases)(
    '%i servers %s: each is shown within half a minute of being up',
    (serverCount, _name, _looks, kind) => {
      expect(summary({ serverCount, ...kind }).upUnseenSecondsMax).toBeLessThanOrEqual(26);
    },
  );

  it('a server that takes four times as long as the others is waited for, and its end is seen in seconds', () => {
    const slow = summary({ firstTakes: 4 });
    expect(slow.endUnseenSeconds).toBeLessThan(4);
    expect(slow.endUnseenSecondsMax).toBeLessThan(15);
    expect(slow.meanCount).toBeLessThan(150);
  });

  it('the later a server is, the less often it is looked for: a stuck job costs a look a minute in the end', () => {
    for (const serverCount of [1, 10]) {
      const [stuck] = run({ firstTakes: Number.POSITIVE_INFINITY, serverCount });
      expect(stuck?.count).toBeLessThan(2_200);
      expect(stuck?.intervals.slice(-500).every((seconds) => seconds === 60)).toBe(true);
    }
  });

  it('servers that are all alike come up in one lump, which is seen within one interval of showing', () => {
    const alike = summary({ durations: { snapshot: [50, 51], conversion: [100, 101], launch: [110, 115] } });
    expect(alike.endUnseenSecondsMax).toBeLessThanOrEqual(25);
  });

  it('launches faster than any that were measured are missed for a minute at most', () => {
    const fast = summary({ durations: { snapshot: [10, 20], conversion: [10, 30], launch: [20, 60] } });
    expect(fast.upUnseenSecondsMax).toBeLessThanOrEqual(60);
    expect(fast.endUnseenSecondsMax).toBeLessThanOrEqual(60);
  });

  it('without the right to read job logs the end is still seen in seconds, for some looks more', () => {
    for (const serverCount of [1, 10]) {
      expect(summary({ withoutLog: true, serverCount }).endUnseenSeconds).toBeLessThan(3);
      const windows = summary({ withoutLog: true, serverCount, durations: 'realistic', os: 'windows' });
      expect(windows.endUnseenSeconds).toBeLessThan(6);
      expect(windows.meanCount).toBeLessThan(180);
    }
  });

  it.each([300, -300])('a clock of AWS that is %i s ahead of ours does no harm', (awsAheadSeconds) => {
    for (const serverCount of [1, 10]) {
      const found = summary({ awsAheadSeconds, serverCount });
      expect(found.endUnseenSeconds).toBeLessThan(3);
      expect(found.meanCount).toBeLessThan(45);
    }
  });

  it('no look follows another at once', () => {
    for (const [serverCount, , , kind] of cases) {
      expect(summary({ serverCount, ...kind }).shortestSeconds).toBeGreaterThanOrEqual(0.5);
    }
  });
});
