/** A clock that was ahead and has been corrected must not stop the watching: what it stamped is not believed. */
import { describe, expect, it } from 'vitest';
import { isFromTheFuture, sinceOf } from '../../src/domain/clock-skew.ts';
import { isLeased, nextPollTime, nextWakeTime } from '../../src/domain/polling.ts';
import { at, beginRun, jobsIn, launch, observationOf } from './support/drive.ts';

const place = '111122223333/us-east-1';
const scope = { accountId: '111122223333', region: 'us-east-1' };
const DAY_SECONDS = 86_400;

const run = beginRun({ jobs: [{ size: 1 }] });
launch(run);
const [job] = jobsIn(run.state(), 'STARTED');
if (job === undefined) throw new Error('no job was started');

describe('a clock that was a day ahead', () => {
  const seen = (seconds: number) =>
    observationOf(job, 'PENDING', { server: { phase: 'CONVERSION' }, lastPolledTime: at(seconds) });

  it('is told from one that is five minutes ahead, which may be AWS’s', () => {
    expect(isFromTheFuture(at(400), at(100))).toBe(false);
    expect(isFromTheFuture(at(401), at(100))).toBe(true);
  });

  it('does not put off the next look', () => {
    expect(nextPollTime(job, seen(DAY_SECONDS), at(100))).toBe(at(100));
    expect(nextPollTime({ ...job, startedTime: at(DAY_SECONDS) }, undefined, at(100))).toBe(at(100));
  });

  it('of a few minutes is believed: clocks differ by so much', () => {
    expect(Date.parse(nextPollTime(job, seen(400), at(100)))).toBeGreaterThan(Date.parse(at(400)));
  });

  it('does not put off the look after a failed one', () => {
    const wakeAfter = (time: string, retryTime: string) => {
      const failure = { time, retryTime, message: 'throttled', consecutive: 1 };
      const observations = new Map([[job.jobKey, seen(0)]]);
      return nextWakeTime(run.state(), observations, new Map([[place, { ...scope, failure }]]), at(100));
    };
    expect(wakeAfter(at(99), at(2000))).toBe(at(2000));
    expect(wakeAfter(at(DAY_SECONDS), at(DAY_SECONDS + 60))).toBe(nextPollTime(job, seen(0), at(100)));
  });

  it('is not where a time is counted from: that is now, as without a stamp', () => {
    expect(sinceOf(undefined, at(100))).toBe(at(100));
    expect(sinceOf(at(DAY_SECONDS), at(100))).toBe(at(100));
    expect(sinceOf(at(40), at(100))).toBe(at(40));
  });

  it('holds up no look by the lease that it left behind, nor by one that is over', () => {
    const late = new Map([
      [job.jobKey, observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(0) })],
    ]);
    const wake = (leaseUntil?: string) =>
      nextWakeTime(
        run.state(),
        late,
        new Map([[place, { ...scope, ...(leaseUntil === undefined ? {} : { leaseUntil }) }]]),
        at(1000),
      );
    expect(wake()).toBe(at(20));
    expect([wake(at(900)), wake(at(1000)), wake(at(DAY_SECONDS))]).toEqual([at(20), at(20), at(20)]);
    expect(wake(at(1059))).toBe(at(1001));
  });

  it('leaves no lease behind', () => {
    expect(isLeased(undefined, at(100))).toBe(false);
    expect(isLeased(scope, at(100))).toBe(false);
    expect(isLeased({ ...scope, leaseUntil: at(150) }, at(100))).toBe(true);
    expect(isLeased({ ...scope, leaseUntil: at(DAY_SECONDS) }, at(100))).toBe(false);
  });
});

describe('while somebody else looks at the account and Region', () => {
  /** When an overdue look is tried again, after a lease that was taken at second 0. */
  const wakeAt = (seconds: number) =>
    nextWakeTime(run.state(), new Map(), new Map([[place, { ...scope, leaseUntil: at(60) }]]), at(seconds));

  it.each([
    [30, 60],
    [45, 60],
  ])('%i s after he has begun, a driver comes back at second %i', (seconds, expected) => {
    expect(wakeAt(seconds)).toBe(at(expected));
  });

  it('a driver whose look is overdue comes back after twice the time, so that a lease costs it six turns and not sixty', () => {
    const late = observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(-100) });
    const seen = new Map([[job.jobKey, late]]);
    const turns: string[] = [];
    let now = at(1);
    while (Date.parse(now) < Date.parse(at(60))) {
      now = nextWakeTime(run.state(), seen, new Map([[place, { ...scope, leaseUntil: at(60) }]]), now);
      turns.push(now);
    }
    expect(turns).toEqual([2, 4, 8, 16, 32, 60].map(at));
  });
});
