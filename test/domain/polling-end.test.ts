/** What is still asked for when a job has ended: addresses and DRS's own words, for a short while; then the record is final. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import type { JobObservation, ServerObservation } from '../../src/domain/model/observation.ts';
import { waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import {
  awaitsLastWords,
  isIncomplete,
  isStillAskedAbout,
  lateEnrichmentTime,
  nextWakeTime,
  wavesAwaitingLastWords,
} from '../../src/domain/polling.ts';
import { at, beginRun, endAll, launch, observationOf, turn } from './support/drive.ts';

const END = 300;
const run = beginRun({ jobs: [{ size: 1 }] });
launch(run);
endAll(run, 'LAUNCHED', at(END));
const state = run.state();
const [job] = state.jobs;
if (job === undefined) throw new Error('no job');

const seen = (server: Partial<ServerObservation>, more: Partial<JobObservation> = {}): JobObservation =>
  observationOf(job, 'LAUNCHED', {
    jobStatus: 'COMPLETED',
    server,
    enrichedTime: at(END),
    lastPolledTime: at(END),
    ...more,
  });
const whole = seen({ privateIp: '10.0.0.7', instanceState: 'running' });
const withoutAddress = seen({ instanceState: 'running' });
const comingUp = seen({ privateIp: '10.0.0.7', instanceState: 'pending' });
const failedSeen = (error?: string, more: Partial<JobObservation> = {}): JobObservation => ({
  ...seen({ launchStatus: 'FAILED', decidedTime: at(END), ...(error === undefined ? {} : { error }) }),
  ...more,
});
const unexplained = failedSeen();

describe('a launched server', () => {
  it('is told in full with its address, once its instance is up', () => {
    const incomplete = [whole, withoutAddress, comingUp, unexplained].map(({ servers }) => servers.some(isIncomplete));
    expect(incomplete).toEqual([false, true, true, false]);
  });
});

describe('before the record becomes final', () => {
  const awaits = (observation: JobObservation | undefined, seconds: number, ofJob: LaunchJob = job): boolean =>
    awaitsLastWords(
      { ...state, jobs: [ofJob] },
      new Map(observation === undefined ? [] : [[job.jobKey, observation]]),
      at(seconds),
    );

  it('an address, or DRS’s reason, is waited for: half a minute after the job’s end', () => {
    expect(awaits(withoutAddress, END + 1)).toBe(true);
    expect(awaits(unexplained, END + 1)).toBe(true);
    expect(awaits(unexplained, END + limits.lastWordsSeconds - 1)).toBe(true);
    expect(awaits(unexplained, END + limits.lastWordsSeconds)).toBe(false);
  });

  it('nothing is waited for when all is told, also when an instance is still coming up', () => {
    expect(awaits(whole, END + 1)).toBe(false);
    expect(awaits(comingUp, END + 1)).toBe(false);
    expect(awaits(failedSeen('no boot volume'), END + 1)).toBe(false);
    expect(awaits(failedSeen(undefined, { logReadTime: at(END) }), END + 1)).toBe(false);
  });

  it('nothing is waited for of a job that was never seen, that still runs, or that ended nothing but instances', () => {
    expect(awaits(undefined, END + 1)).toBe(false);
    expect(awaits(withoutAddress, END + 1, { ...job, state: 'STARTED' })).toBe(false);
    expect(awaits(withoutAddress, END + 1, { ...job, purpose: 'CLEAN_UP' })).toBe(false);
    const { endTime: _endTime, ...unstamped } = job;
    expect(awaits(withoutAddress, END + 1, unstamped)).toBe(false);
  });
});

describe('a job that has ended', () => {
  it('is asked about for ten minutes more', () => {
    expect(isStillAskedAbout(state, job, at(END))).toBe(true);
    expect(isStillAskedAbout(state, job, at(END + limits.lateEnrichmentSeconds - 1))).toBe(true);
    expect(isStillAskedAbout(state, job, at(END + limits.lateEnrichmentSeconds))).toBe(false);
  });

  const time = (observation: JobObservation | undefined, seconds: number) =>
    lateEnrichmentTime(state, job, observation, at(seconds));

  it('is not asked about when all is told, nothing was seen, or too much time has gone', () => {
    expect(time(whole, END + 1)).toBeUndefined();
    expect(time(undefined, END + 1)).toBeUndefined();
    expect(time(withoutAddress, END + limits.lateEnrichmentSeconds)).toBeUndefined();
  });

  it('is asked at once for addresses that the last look left out', () => {
    const { enrichedTime: _enrichedTime, ...never } = withoutAddress;
    expect(time(never, END + 1)).toBe(at(END));
    expect(time({ ...withoutAddress, enrichedTime: at(END - 1) }, END + 1)).toBe(at(END));
  });

  it('is asked every ten seconds for its last words, at the end of half a minute once more, then every half minute', () => {
    expect(time(withoutAddress, END + 1)).toBe(at(END + limits.lastWordsPauseSeconds));
    expect(time(unexplained, END + 1)).toBe(at(END + limits.lastWordsPauseSeconds));
    const later = { lastPolledTime: at(END + 25), enrichedTime: at(END + 25) };
    expect(time({ ...withoutAddress, ...later }, END + 26)).toBe(at(END + limits.lastWordsSeconds));
    expect(time({ ...withoutAddress, ...later }, END + 30)).toBe(at(END + 25 + limits.lateEnrichmentPauseSeconds));
  });

  it('with an instance that is coming up is asked about every half minute: no record waits for that', () => {
    expect(time(comingUp, END + 1)).toBe(at(END + limits.lateEnrichmentPauseSeconds));
  });
});

describe('a job that has ended, of a wave of which an action after the launch is not over', () => {
  const long = END + 10 * limits.lateEnrichmentSeconds;
  const approval = { kind: 'APPROVAL', actionName: 'the books are closed' } as const;
  const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 1 } as const;
  const acting = beginRun(
    { settings: { actions: waveActionsSchema.parse({ after: [wait, approval] }) }, jobs: [{ size: 1 }] },
    { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] },
  );
  launch(acting);
  endAll(acting, 'LAUNCHED', at(END));
  turn(acting, at(END + 60));
  const asked = (seconds: number, purpose?: 'CLEAN_UP') =>
    acting
      .state()
      .jobs.filter((one) =>
        isStillAskedAbout(acting.state(), purpose === undefined ? one : { ...one, purpose }, at(seconds)),
      )
      .map(({ waveNumber }) => waveNumber);

  it('is asked about until it is over, the jobs of other waves are not', () => {
    expect(asked(END)).toEqual([0, 1]);
    expect(asked(long)).toEqual([0]);
    expect(asked(long, 'CLEAN_UP')).toEqual([]);
  });

  const [own] = acting.state().jobs;
  if (own === undefined) throw new Error('no job');
  const ended = acting.state();
  const lateTime = (observation: JobObservation) => lateEnrichmentTime(ended, own, observation, at(long));
  const lastPolledTime = at(long - 1);

  it('is asked each minute, for addresses alone', () => {
    const late = { lastPolledTime, enrichedTime: lastPolledTime };
    const next = at(long - 1 + limits.actionSlowLookSeconds);
    expect(lateTime({ ...withoutAddress, ...late })).toBe(next);
    expect(lateTime({ ...comingUp, ...late })).toBe(next);
    expect(lateTime({ ...whole, ...late })).toBeUndefined();
    expect(lateTime({ ...unexplained, ...late })).toBeUndefined();
  });

  it('is asked no more once the wave is over', () => {
    turn(acting, at(END + 61));
    acting.apply({ type: 'resume', actor: 'anna', waveNumber: 0, actionName: 'the books are closed' }, at(END + 62));
    turn(acting, at(END + 63));
    expect(asked(long)).toEqual([]);
  });
});

describe('of several servers, waves and jobs, one of which lacks something', () => {
  const free = { settings: { dependsOnWaves: [] }, jobs: [{ size: 2 }] };
  const pair = beginRun(free, free);
  launch(pair);
  endAll(pair, 'LAUNCHED', at(END));
  const told = { privateIp: '10.0.0.7', instanceState: 'running' };
  const seenOf = (ended: LaunchJob, second: Partial<ServerObservation>, enriched = END): JobObservation => {
    const all = observationOf(ended, 'LAUNCHED', {
      jobStatus: 'COMPLETED',
      server: told,
      enrichedTime: at(enriched),
      lastPolledTime: at(END),
    });
    const servers = all.servers.map(({ sourceServerId, launchStatus }, index) => ({
      sourceServerId,
      launchStatus,
      ...(index === 0 ? told : second),
    }));
    return { ...all, servers };
  };
  const [first, second] = pair.state().jobs;
  if (first === undefined || second === undefined) throw new Error('two jobs are needed');
  const unaddressed = { instanceState: 'running' };

  it('the wave of that one is waited for, the other is not', () => {
    const seenNow = new Map([
      [first.jobKey, seenOf(first, told)],
      [second.jobKey, seenOf(second, unaddressed)],
    ]);
    expect(awaitsLastWords(pair.state(), seenNow, at(END + 1))).toBe(true);
    expect(wavesAwaitingLastWords(pair.state(), seenNow, at(END + 1))).toEqual(new Set([1]));
  });

  it('all are asked about once more, though only one of them lacks its address or is coming up', () => {
    const again = (server: Partial<ServerObservation>, enriched?: number) =>
      lateEnrichmentTime(pair.state(), first, seenOf(first, server, enriched), at(END + 1));
    expect(again(told)).toBeUndefined();
    expect(again(unaddressed)).toBe(at(END + limits.lastWordsPauseSeconds));
    expect(again(unaddressed, END - 1)).toBe(at(END));
    expect(again({ ...told, instanceState: 'pending' })).toBe(at(END + limits.lateEnrichmentPauseSeconds));
  });
});

describe('when the next turn is wanted after a job has ended', () => {
  const none = new Map<string, never>();
  const wake = (observation: JobObservation, seconds: number): string =>
    nextWakeTime(state, new Map([[job.jobKey, observation]]), none, at(seconds));

  it('is when something is to be asked for; overdue, it is no reason to hurry', () => {
    expect(wake(withoutAddress, END + 1)).toBe(at(END + limits.lastWordsPauseSeconds));
    expect(wake(withoutAddress, END + 15)).toBe(at(END + 15 + limits.backoffFirstSeconds));
  });

  it('is a day later when all is told, and when the execution is over', () => {
    expect(wake(whole, END + 1)).toBe(at(END + 1 + limits.parkSecondsMax));
    const over = { ...state, header: { ...state.header, status: 'COMPLETED' as const } };
    expect(nextWakeTime(over, new Map([[job.jobKey, withoutAddress]]), none, at(END + 1))).toBe(
      at(END + 1 + limits.parkSecondsMax),
    );
  });

  it.each(['REFUSED', 'WITHDRAWN'] as const)('a job that is %s wants none', (jobState) => {
    const other = { ...state, jobs: [{ ...job, state: jobState }] };
    expect(nextWakeTime(other, new Map([[job.jobKey, withoutAddress]]), none, at(END + 1))).toBe(
      at(END + 1 + limits.parkSecondsMax),
    );
  });
});
