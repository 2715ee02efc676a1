import { describe, expect, it } from 'vitest';
import { chanceOfEnd, forecastJob } from '../../src/domain/launch-forecast.ts';
import type { LaunchJob } from '../../src/domain/model/execution.ts';
import type { JobObservation } from '../../src/domain/model/observation.ts';
import { lookForJobTime, nextPollTime, nextWakeTime, pollIntervalSeconds } from '../../src/domain/polling.ts';
import { isBefore, secondsBetween } from '../../src/domain/time.ts';
import { at, beginRun, claimAll, endAll, jobsIn, launch, observationOf, turn, turnSeeing } from './support/drive.ts';
import { START } from './support/scenario.ts';

const none = new Map<string, never>();
const place = '111122223333/us-east-1';

const started = (size = 10): LaunchJob => {
  const run = beginRun({ jobs: [{ size }] });
  launch(run);
  const [job] = jobsIn(run.state(), 'STARTED');
  if (job === undefined) throw new Error('no job was started');
  return job;
};

/** All are launched but the first. */
const withLaunched = (job: LaunchJob): LaunchJob => ({
  ...job,
  servers: job.servers.map((server, index) => (index === 0 ? server : { ...server, outcome: 'LAUNCHED' })),
});

describe('looking is sparse while nothing can finish, and dense when it is about to', () => {
  const job = started();
  const secondsAfter = (observation: JobObservation | undefined, elapsedSeconds: number, ofJob = job): number =>
    pollIntervalSeconds(
      ofJob,
      observation && { ...observation, lastPolledTime: at(elapsedSeconds) },
      at(elapsedSeconds),
    );
  const converting = observationOf(job, 'PENDING', { server: { phase: 'CONVERSION' } });
  const launching = observationOf(job, 'PENDING', { server: { phase: 'LAUNCH' } });
  const lastOne: JobObservation = {
    ...launching,
    servers: launching.servers.map((server, index) =>
      index === 0 ? server : { ...server, launchStatus: 'LAUNCHED', phase: 'DONE', decidedTime: at(300) },
    ),
  };

  it('snapshots and conversions are looked at once in half a minute at most', () => {
    expect(secondsAfter(undefined, 1)).toBeGreaterThanOrEqual(30);
    expect(secondsAfter(converting, 60)).toBeGreaterThanOrEqual(30);
  });

  it('the last of the servers is looked for every few seconds', () => {
    expect(secondsAfter(lastOne, 305, withLaunched(job))).toBeLessThanOrEqual(5);
  });

  it('a job that DRS will close within seconds is looked at within seconds', () => {
    const closing = observationOf(job, 'LAUNCHED', { server: { phase: 'DONE', decidedTime: at(300) } });
    const decided = { ...job, servers: job.servers.map((server) => ({ ...server, outcome: 'LAUNCHED' as const })) };
    expect(secondsAfter(closing, 300, decided)).toBeLessThanOrEqual(3);
  });

  it('many that are being launched lie between the two', () => {
    const seconds = secondsAfter(launching, 200);
    expect(seconds).toBeGreaterThan(secondsAfter(lastOne, 305, withLaunched(job)));
    expect(seconds).toBeLessThan(secondsAfter(converting, 60));
  });

  it.each(['COMPLETED', 'MISSING'])(
    'a job with undecided servers that is %s is looked at each 20 s, until the grace period is over',
    (jobStatus) => {
      for (const elapsed of [1, 300, 2000]) expect(secondsAfter({ ...launching, jobStatus }, elapsed)).toBe(20);
    },
  );

  it('a look comes when the end has gone unseen, on average, for a tenth of a second', () => {
    const observation = { ...lastOne, logReadTime: at(200), lastPolledTime: at(305) };
    const ofJob = withLaunched(job);
    const forecasts = forecastJob(ofJob, observation);
    const unseenSeconds = (seconds: number): number =>
      Array.from({ length: seconds * 100 }, (_, step) => chanceOfEnd(forecasts, (step + 0.5) / 100) / 100).reduce(
        (sum, chance) => sum + chance,
        0,
      );
    const seconds = pollIntervalSeconds(ofJob, observation, at(305));
    // A step is half a second.
    expect(unseenSeconds(seconds)).toBeGreaterThanOrEqual(0.095);
    expect(unseenSeconds(seconds - 0.5)).toBeLessThan(0.1);
  });

  it('what it left undecided and could not be looked for is looked for again once AWS has been left alone', () => {
    const failedAt = (seconds: number, retrySeconds: number) => ({
      ...launching,
      jobStatus: 'COMPLETED',
      lastPolledTime: at(seconds),
      instanceLookFailure: { time: at(seconds), message: 'no', consecutive: 1, retryTime: at(seconds + retrySeconds) },
    });
    expect(nextPollTime(job, failedAt(300, 90), at(301))).toBe(at(390));
    expect(nextPollTime(job, failedAt(300, 2), at(301))).toBe(at(320));
  });

  it.each([1, 100, 1000, 4000, 80_000])(
    'after %i s, whatever DRS says, a look is no nearer than half a second and no farther than a minute',
    (elapsed) => {
      const unheardOf = { ...launching, jobStatus: 'UNHEARD_OF' };
      for (const observation of [undefined, converting, launching, lastOne, unheardOf]) {
        expect(secondsAfter(observation, elapsed)).toBeGreaterThanOrEqual(0.5);
        expect(secondsAfter(observation, elapsed)).toBeLessThanOrEqual(60);
      }
    },
  );

  it('the interval runs from the last look, and before the first one from the start', () => {
    expect(nextPollTime(job, undefined, at(1))).toBe(at(pollIntervalSeconds(job, undefined, at(1))));
    const seen = { ...launching, lastPolledTime: at(200) };
    expect(nextPollTime(job, seen, at(205))).toBe(at(200 + pollIntervalSeconds(job, seen, at(205))));
  });
});

describe('when the next turn is wanted', () => {
  it('at once when a job is planned', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    expect(nextWakeTime(run.state(), none, none, at(3))).toBe(at(3));
  });

  it('for an unanswered claim when nobody can be calling any more, and DescribeJobs has settled', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    claimAll(run, at(5));
    expect(run.state().jobs.map(lookForJobTime)).toEqual([at(5 + 60 + 15)]);
    expect(nextWakeTime(run.state(), none, none, at(5))).toBe(at(80));
  });

  it('soon after a caller has said that its reply was lost', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    claimAll(run, at(5));
    const [job] = run.state().jobs;
    const error = { code: 'TimeoutError', message: 'no reply' };
    const claimId = job?.claim?.claimId ?? '';
    run.apply({ type: 'replyLost', jobKey: job?.jobKey ?? '', claimId, error }, at(25));
    expect(nextWakeTime(run.state(), none, none, at(25))).toBe(at(40));
  });

  it('for a throttled launch when AWS said, not later', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    run.apply({ type: 'launchPostponed', jobKeys: ['w000-a1-j000'], reason: 'AWS: later', notBefore: at(2) }, START);
    expect(nextWakeTime(run.state(), none, none, START)).toBe(at(2));
  });

  it('for a job that waits for free quota a quarter of a minute later, as nobody tells us sooner', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(
      run,
      START,
      Array.from({ length: 20 }, () => ({ scope: 0, serverCount: 1 })),
    );
    expect(nextWakeTime(run.state(), none, none, START)).toBe(at(15));
  });

  it('for a running job when it is to be looked at; the earliest of several', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 10 }] });
    launch(run);
    const [small, large] = run.state().jobs;
    if (small === undefined || large === undefined) throw new Error('two jobs are needed');
    const seen = (job: LaunchJob, seconds: number) => observationOf(job, 'PENDING', { lastPolledTime: at(seconds) });
    const observations = new Map([seen(small, 130), seen(large, 100)].map((one) => [one.jobKey, one]));
    const times = [small, large].map((job) => nextPollTime(job, observations.get(job.jobKey), at(130)));
    expect(nextWakeTime(run.state(), observations, none, at(130))).toBe([...times].sort()[0]);
  });

  it('not before AWS wants to be asked again, where the last look failed', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    launch(run);
    const failure = { time: at(45), message: 'throttled', consecutive: 1, retryTime: at(75) };
    const scope = { accountId: '111122223333', region: 'us-east-1', failure };
    expect(nextWakeTime(run.state(), none, new Map([[place, scope]]), at(45))).toBe(at(75));
    const elsewhere = new Map([['111122223333/eu-west-1', { ...scope, region: 'eu-west-1' }]]);
    expect(nextWakeTime(run.state(), none, elsewhere, at(45))).toBe(nextWakeTime(run.state(), none, none, at(45)));
    expect(isBefore(nextWakeTime(run.state(), none, elsewhere, at(45)), at(75))).toBe(true);
  });

  it('at the wave’s deadline when that comes before everything else', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }] });
    launch(run);
    const [job] = run.state().jobs;
    if (job === undefined) throw new Error('a job is needed');
    const observations = new Map([[job.jobKey, observationOf(job, 'PENDING', { lastPolledTime: at(45) })]]);
    expect(nextWakeTime(run.state(), observations, none, at(45))).toBe(at(60));
    expect(secondsBetween(at(60), nextWakeTime(run.state(), observations, none, at(60)))).toBeGreaterThan(0);
  });

  it('a day later at the latest, also when only a person is awaited', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(run.state().header.status).toBe('PAUSED');
    expect(nextWakeTime(run.state(), none, none, START)).toBe(at(86_400));
  });

  it('jobs of a wave that is over, and never started, wake nobody', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }, { size: 1 }] });
    turn(
      run,
      START,
      Array.from({ length: 19 }, () => ({ scope: 0, serverCount: 1 })),
    );
    claimAll(run);
    const [job] = jobsIn(run.state(), 'CLAIMED');
    const claimId = job?.claim?.claimId ?? '';
    run.apply({ type: 'jobStarted', jobKey: job?.jobKey ?? '', claimId, jobId: 'drsjob-1', adopted: false }, START);
    const running = jobsIn(run.state(), 'STARTED').map((running) =>
      observationOf(running, 'PENDING', { lastPolledTime: at(61) }),
    );
    turnSeeing(run, running, at(61));
    expect(run.state().waves[0]?.status).toBe('TIMED_OUT');
    endAll(run, 'LAUNCHED', at(70));
    expect(jobsIn(run.state(), 'WAITING')).toHaveLength(1);
    expect(nextWakeTime(run.state(), none, none, at(70))).toBe(at(70 + 86_400));
  });
});
