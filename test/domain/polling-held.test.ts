/** When a job that somebody else holds is looked at again: soon at first, later each minute; all that are due in one look. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import { dueHeldJobs, lookForJobTime, nextWakeTime } from '../../src/domain/polling.ts';
import { at, beginRun, turn } from './support/drive.ts';

const none = new Map<string, never>();
const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
turn(run);
const base = run.state();
const waiting = (changes: Partial<LaunchJob> = {}): typeof base => ({
  ...base,
  jobs: base.jobs.map((job) => ({
    ...job,
    state: 'WAITING',
    heldByOthers: true,
    waitingSince: at(0),
    notBefore: at(15),
    ...changes,
  })),
});

const wake = (heldLook: number | undefined, now: number, state = waiting()): string =>
  nextWakeTime(state, none, none, at(now), heldLook === undefined ? {} : { heldLookTime: at(heldLook) });
const due = (heldLook: number | undefined, now: number, state = waiting()): number =>
  dueHeldJobs(state, heldLook === undefined ? undefined : at(heldLook), at(now)).length;

describe('a job that others hold', () => {
  it('is looked at when its first pause is over', () => {
    expect(wake(undefined, 1)).toBe(at(15));
    expect([due(undefined, 14), due(undefined, 15)]).toEqual([0, 2]);
  });

  it('is looked at again after as long as it has waited: a quarter of a minute at least, a minute at most', () => {
    expect(wake(5, 16)).toBe(at(20));
    expect(wake(40, 41)).toBe(at(80));
    expect(wake(500, 501)).toBe(at(560));
    expect([due(500, 559), due(500, 560)]).toEqual([0, 2]);
  });

  it('is not looked at before its own time, whenever others were', () => {
    expect(wake(10, 11, waiting({ notBefore: at(300) }))).toBe(at(300));
    expect(due(10, 299, waiting({ notBefore: at(300) }))).toBe(0);
  });

  it('is looked at now when it says neither since when it waits nor until when', () => {
    const { notBefore: _notBefore, waitingSince: _since, ...bare } = waiting().jobs[0] ?? {};
    const state = { ...base, jobs: base.jobs.map((job) => ({ ...job, ...bare, jobKey: job.jobKey })) };
    for (const job of state.jobs) expect(job).not.toHaveProperty('notBefore');
    expect(wake(undefined, 7, state)).toBe(at(7));
    expect(due(undefined, 7, state)).toBe(2);
    expect(wake(7, 8, state)).toBe(at(7 + limits.waitingRecheckSeconds));
  });

  it('does not wait for a clock that was ahead', () => {
    expect(wake(9 * 3600, 20)).toBe(at(15));
    expect(due(9 * 3600, 20)).toBe(2);
  });

  it('is not looked at when it may not start any more', () => {
    const cancelled = { ...waiting(), header: { ...base.header, cancelRequested: true } };
    expect(due(undefined, 100, cancelled)).toBe(0);
    expect(wake(undefined, 100, cancelled)).toBe(at(100 + limits.parkSecondsMax));
  });

  it('is looked at with the others that are due; one that is not due is left', () => {
    const state = waiting();
    const [first, second] = state.jobs;
    if (first === undefined || second === undefined) throw new Error('two jobs are needed');
    const one = { ...state, jobs: [first, { ...second, notBefore: at(100) }] };
    expect(dueHeldJobs(one, undefined, at(15)).map((job) => job.jobKey)).toEqual([first.jobKey]);
    const waitedLonger = {
      ...state,
      jobs: [
        { ...first, waitingSince: at(-600) },
        { ...second, waitingSince: at(18) },
      ],
    };
    expect(dueHeldJobs(waitedLonger, at(20), at(35)).map((job) => job.jobKey)).toEqual([first.jobKey, second.jobKey]);
  });
});

describe('the look for the job of a claim', () => {
  const [job] = base.jobs;
  if (job === undefined) throw new Error('no job');

  it('is not before a failed look says, and at once for a claim without an end', () => {
    const claim = { claimId: 'c', claimedTime: at(0), expiresTime: at(60) };
    expect(lookForJobTime({ ...job, claim })).toBe(at(75));
    expect(lookForJobTime({ ...job, claim, notBefore: at(90) })).toBe(at(90));
    expect(Date.parse(lookForJobTime(job))).toBeLessThan(Date.parse(at(0)));
  });
});
