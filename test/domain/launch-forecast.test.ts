import { describe, expect, it } from 'vitest';
import { chanceOfEnd, forecastJob } from '../../src/domain/launch-forecast.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import type { JobObservation } from '../../src/domain/model/observation.ts';
import { addSeconds } from '../../src/domain/time.ts';

const START = '2026-11-02T03:00:00.000Z';
const at = (seconds: number): string => addSeconds(START, seconds);
const serverId = (index: number): string => `s-${index.toString(16).padStart(17, '0')}`;

/** Seconds since the job's start. */
interface Course {
  readonly launchStart?: number;
  readonly up?: number;
}

const jobOf = (courses: readonly Course[]): LaunchJob => ({
  jobKey: 'w000-a1-j000',
  waveNumber: 0,
  attempt: 1,
  accountId: '111122223333',
  region: 'us-east-1',
  state: 'STARTED',
  servers: courses.map(({ up }, index) => ({
    sourceServerId: serverId(index),
    serverName: `server-${index}`,
    outcome: up === undefined ? 'UNDECIDED' : 'LAUNCHED',
  })),
  tries: 0,
  jobId: 'drsjob-1',
  startedTime: START,
});

const observationOf = (
  courses: readonly Course[],
  now: number,
  more: Partial<JobObservation> = {},
): JobObservation => ({
  executionId: 'exec-1',
  jobKey: 'w000-a1-j000',
  jobId: 'drsjob-1',
  accountId: '111122223333',
  region: 'us-east-1',
  jobStatus: 'STARTED',
  servers: courses.map(({ launchStart, up }, index) => ({
    sourceServerId: serverId(index),
    launchStatus: up === undefined ? 'IN_PROGRESS' : 'LAUNCHED',
    ...(launchStart === undefined ? {} : { launchStartTime: at(launchStart) }),
    ...(up === undefined ? {} : { decidedTime: at(up) }),
  })),
  enrichmentAttempts: 0,
  logReadTime: at(now),
  lastPolledTime: at(now),
  ...more,
});

const forecast = (courses: readonly Course[], now: number, more: Partial<JobObservation> = {}) =>
  forecastJob(jobOf(courses), observationOf(courses, now, more));

const only = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
};

describe('the forecast of a job', () => {
  it('a server is not up within a minute of its LAUNCH_START', () => {
    expect(only(forecast([{ launchStart: 200 }], 210)).earliestSeconds).toBe(50);
    expect(only(forecast([{ launchStart: 200 }], 300)).earliestSeconds).toBe(0);
  });

  it('a server that was converting when the log was read may have begun its launch right then', () => {
    expect(only(forecast([{}], 200, { logReadTime: at(180) })).earliestSeconds).toBe(40);
  });

  it('without a log, launches begin two minutes after the job at the earliest', () => {
    const { logReadTime: _logReadTime, ...withoutLog } = observationOf([{}], 30);
    expect(only(forecastJob(jobOf([{}]), withoutLog)).earliestSeconds).toBe(150);
  });

  it('without a log and without a start, launches begin two minutes after the look', () => {
    const { logReadTime: _logReadTime, ...withoutLog } = observationOf([{}], 30);
    const { startedTime: _startedTime, ...job } = jobOf([{}]);
    expect(only(forecastJob(job, withoutLog)).earliestSeconds).toBe(180);
  });

  it('a launch that was seen over before it began, by a clock that is wrong, tells nothing of how long they take', () => {
    const others = [100, 110, 120].map((seconds) => ({ launchStart: 200, up: 200 + seconds }));
    const left = (course: Course) => only(forecast([...others, course, { launchStart: 200 }], 320)).meanSeconds;
    const alone = only(forecast([...others, { launchStart: 200 }], 320)).meanSeconds;
    expect(left({ launchStart: 250, up: 240 })).toBe(alone);
    expect(left({ launchStart: 250, up: 250 })).toBe(alone);
  });

  it('when AWS’s clock is ahead, the launch counts from when it was read of', () => {
    expect(only(forecast([{ launchStart: 500 }], 220, { logReadTime: at(210) })).earliestSeconds).toBe(50);
  });

  it('with nothing known, two to five minutes are expected: less is left the longer it has taken', () => {
    const left = [60, 150, 240, 290].map((age) => only(forecast([{ launchStart: 200 }], 200 + age)).meanSeconds);
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(left[0]).toBeGreaterThan(120);
    expect(left.at(-1)).toBeLessThan(100);
  });

  const alike = [100, 110, 120, 130].map((seconds) => ({ launchStart: 200, up: 200 + seconds }));

  it('the last of several is expected one gap after the one before, whatever is typical', () => {
    // Four launches over 30 s: a gap of 7.5 s.
    expect(only(forecast([...alike, { launchStart: 200 }], 330)).meanSeconds).toBe(7.5);
  });

  it('of several that are late together, each is given its share of the gaps', () => {
    const three = forecast([...alike, { launchStart: 200 }, { launchStart: 200 }, { launchStart: 200 }], 330);
    expect(three.map(({ meanSeconds }) => meanSeconds)).toEqual([15, 15, 15]);
  });

  it('the later a server is, the more time it is given', () => {
    const left = [330, 400, 1000].map((now) => only(forecast([...alike, { launchStart: 200 }], now)).meanSeconds);
    expect(left).toEqual([7.5, 42.5, 342.5]);
  });

  it('failed servers say nothing of how long a launch takes', () => {
    const courses = [...alike, { launchStart: 200 }];
    const observation = observationOf(courses, 330);
    const failed = { ...observation, servers: observation.servers.map((server) => ({ ...server })) };
    for (const server of failed.servers.slice(0, 4)) server.launchStatus = 'FAILED';
    expect(only(forecastJob(jobOf(courses), failed)).meanSeconds).toBeGreaterThan(60);
  });

  it('when every server is decided, the job ends within seconds; one that does not is given more and more time', () => {
    expect(only(forecast(alike, 330))).toEqual({ earliestSeconds: 0, meanSeconds: 1.5 });
    expect(only(forecast(alike, 630)).meanSeconds).toBe(301.5);
  });
});

describe('the chance that a job is over', () => {
  const server = { earliestSeconds: 10, meanSeconds: 20 };

  it('is none before its last server can be up, and grows from then on', () => {
    const late = { earliestSeconds: 30, meanSeconds: 20 };
    expect(chanceOfEnd([server, late], 30)).toBe(0);
    expect(chanceOfEnd([server, late], 31)).toBeGreaterThan(0);
    expect(chanceOfEnd([server], 30)).toBeCloseTo(1 - 1 / Math.E);
  });

  it('is that of all servers together', () => {
    expect(chanceOfEnd([server, server, server], 30)).toBeCloseTo((1 - 1 / Math.E) ** 3);
  });
});
