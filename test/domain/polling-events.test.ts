/** Where DRS's events arrive they say when to look: looks beside them are few, and what an event tells is looked at soon. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import { nextPollTime, nextWakeTime, pollIntervalSeconds } from '../../src/domain/polling.ts';
import { at, beginRun, jobsIn, launch, observationOf } from './support/drive.ts';

const run = beginRun({ jobs: [{ size: 2 }] });
launch(run);
const [job] = jobsIn(run.state(), 'STARTED');
if (job === undefined) throw new Error('no job was started');

/** Converting, as it was seen after two minutes: nothing can be up within a minute. */
const converting = observationOf(job, 'PENDING', { logReadTime: at(120), lastPolledTime: at(120) });
const seconds = (eventTime?: string, ofJob = job, observation = converting): number =>
  pollIntervalSeconds(ofJob, observation, at(120), eventTime);
const byPolling = seconds();
const DAY = 86_400;

describe('looks at a job where events of DRS arrive', () => {
  it('are fewer than where none does: each 80 s at most', () => {
    expect(byPolling).toBe(60);
    expect(seconds(at(100))).toBe(80);
  });

  it('are so while the last event is younger than a day, and was not made by a clock that is ahead', () => {
    expect(seconds(at(120 - DAY + 1))).toBe(80);
    expect(seconds(at(120 - DAY))).toBe(byPolling);
    expect(seconds(at(120 + limits.clockSkewSeconds))).toBe(80);
    expect(seconds(at(120 + limits.clockSkewSeconds + 1))).toBe(byPolling);
  });

  const oneUp: LaunchJob = {
    ...job,
    servers: job.servers.map((server, index) => (index === 0 ? { ...server, outcome: 'LAUNCHED' } : server)),
  };
  const seenUp = {
    ...converting,
    servers: converting.servers.map((server, index) =>
      index === 0 ? { ...server, launchStatus: 'LAUNCHED', decidedTime: at(100) } : server,
    ),
  };

  it('are so when an event came with the last decision; not when that one came without', () => {
    const without = seconds(undefined, oneUp, seenUp);
    expect(seconds(at(41), oneUp, seenUp)).toBeGreaterThan(without);
    expect(seconds(at(40), oneUp, seenUp)).toBe(without);
  });

  it('count the decision that was seen last, whichever server it was of', () => {
    const two = {
      ...seenUp,
      servers: seenUp.servers.map((server, index) => (index === 1 ? { ...server, decidedTime: at(20) } : server)),
    };
    expect(seconds(at(30), oneUp, two)).toBe(seconds(undefined, oneUp, two));
  });

  it('are as without events for a clean-up, and once every server is decided: no event tells of those', () => {
    expect(seconds(at(100), { ...job, purpose: 'CLEAN_UP' })).toBe(byPolling);
    const decided: LaunchJob = { ...job, servers: job.servers.map((server) => ({ ...server, outcome: 'LAUNCHED' })) };
    expect(seconds(at(100), decided)).toBe(seconds(undefined, decided));
  });
});

describe('an event that has just arrived', () => {
  const next = (eventSeconds?: number, now = 130): string =>
    nextPollTime(job, converting, at(now), eventSeconds === undefined ? undefined : at(eventSeconds));

  it('is followed by a look at once, but not within four seconds of the last one', () => {
    expect(next(130)).toBe(at(130));
    expect(next(121)).toBe(at(124));
  });

  it('that was there before the last look changes nothing', () => {
    expect(next(120)).toBe(at(200));
    expect(next(119)).toBe(at(200));
  });

  it('does not put off the look that was due anyway', () => {
    expect(next(299, 300)).toBe(at(200));
  });

  it('of a clock that is ahead is not waited for', () => {
    expect(next(130 + limits.clockSkewSeconds + 1)).toBe(next());
  });

  it('wakes the execution whose job it may be about', () => {
    const scope = { accountId: '111122223333', region: 'us-east-1' };
    const seen = new Map([[job.jobKey, converting]]);
    const wake = (eventTime?: string) =>
      nextWakeTime(
        run.state(),
        seen,
        new Map([['111122223333/us-east-1', { ...scope, ...(eventTime === undefined ? {} : { eventTime }) }]]),
        at(121),
      );
    expect(wake()).toBe(at(180));
    expect(wake(at(121))).toBe(at(124));
  });
});

describe('a job whose start was not stamped', () => {
  const { startedTime: _startedTime, ...unstamped } = job;

  it('is looked at as one that has just begun, and counted from now', () => {
    expect(pollIntervalSeconds(unstamped, converting, at(120))).toBe(byPolling);
    expect(nextPollTime(unstamped, undefined, at(120))).toBe(at(150));
  });
});

describe('a job that runs for long', () => {
  it('is looked at once a minute after its first hour, also when its servers may come up at any time', () => {
    const late = (hours: number) => {
      const now = hours * 3600;
      const launching = observationOf(job, 'PENDING', {
        logReadTime: at(now),
        lastPolledTime: at(now),
        server: { launchStartTime: at(600) },
      });
      return pollIntervalSeconds(job, launching, at(now));
    };
    expect(late(1)).toBe(25);
    expect(late(1.01)).toBeGreaterThan(25);
    expect(late(20)).toBe(60);
  });
});
