import { describe, expect, it } from 'vitest';
import type { LaunchJob, WaveExecution } from '../../src/domain/model/execution.ts';
import {
  byUrgency,
  fitJob,
  pathLengthIn,
  reservationsOf,
  sumOfUse,
  usedByOthers,
  usedByUs,
  withOwnReservations,
} from '../../src/domain/schedule.ts';
import type { Stranger } from './support/acts.ts';
import { at, beginRun, endAll, jobsIn, launch, turn } from './support/drive.ts';

const place = '111122223333/us-east-1';
const strangers = (jobs: number, serverCount: number): readonly Stranger[] =>
  Array.from({ length: jobs }, () => ({ scope: 0, serverCount }));
const sizesOf = (jobs: readonly LaunchJob[]): readonly number[] => jobs.map((job) => job.servers.length);

describe('a job is cut so that it fits beside what is in use', () => {
  it('a job takes 100 servers at most', () => {
    expect(fitJob(250, { jobs: 0, servers: 0 }, place)).toEqual({ fits: true, serverCount: 100 });
  });

  it('the last free servers are used as long as they are 25 or more', () => {
    expect(fitJob(100, { jobs: 5, servers: 475 }, place)).toEqual({ fits: true, serverCount: 25 });
    expect(fitJob(100, { jobs: 5, servers: 476 }, place)).toMatchObject({ fits: false });
  });

  it('a job that is small itself starts whole, or waits', () => {
    expect(fitJob(10, { jobs: 5, servers: 490 }, place)).toEqual({ fits: true, serverCount: 10 });
    expect(fitJob(11, { jobs: 5, servers: 490 }, place)).toMatchObject({ fits: false });
  });

  it('twenty jobs run at a time, and what waits says for what and where', () => {
    expect(fitJob(1, { jobs: 19, servers: 19 }, place)).toEqual({ fits: true, serverCount: 1 });
    expect(fitJob(1, { jobs: 20, servers: 20 }, place)).toEqual({
      fits: false,
      waitingFor: `a free job in ${place}: DRS runs at most 20 at a time`,
    });
    expect(fitJob(1, { jobs: 5, servers: 500 }, place)).toEqual({
      fits: false,
      waitingFor: `free servers in the jobs of ${place}: DRS takes at most 500 in all jobs`,
    });
  });

  it('what is over quota already, by others, leaves no room, and is no error', () => {
    expect(fitJob(1, { jobs: 23, servers: 900 }, place)).toMatchObject({ fits: false });
  });
});

describe('more is ready than DRS takes', () => {
  it('21 jobs are ready: twenty start, the last one waits and starts when one of them has ended', () => {
    const run = beginRun({ jobs: Array.from({ length: 21 }, () => ({ size: 1 })) });
    for (let round = 0; round < 3; round += 1) launch(run);
    expect(jobsIn(run.state(), 'STARTED')).toHaveLength(20);
    expect(jobsIn(run.state(), 'WAITING').map((job) => job.waitingFor)).toEqual([
      `a free job in ${place}: DRS runs at most 20 at a time`,
    ]);
    endAll(run, 'LAUNCHED', at(300));
    launch(run, at(301));
    expect(jobsIn(run.state(), 'STARTED').map((job) => job.jobKey)).toEqual(['w000-a1-j020']);
  });

  it('600 servers are ready: 500 start, and the rest when there is room again', () => {
    const run = beginRun({ jobs: Array.from({ length: 6 }, () => ({ size: 100 })) });
    launch(run);
    expect(sizesOf(jobsIn(run.state(), 'STARTED'))).toEqual([100, 100, 100, 100, 100]);
    expect(sizesOf(jobsIn(run.state(), 'WAITING'))).toEqual([100]);
    endAll(run, 'LAUNCHED', at(300));
    launch(run, at(301));
    expect(sizesOf(jobsIn(run.state(), 'STARTED'))).toEqual([100]);
  });

  it('a job is divided when only a part of it fits; the rest waits in a job of its own', () => {
    const run = beginRun({ jobs: [{ size: 100 }] });
    turn(run, at(0), strangers(5, 94));
    expect(run.state().jobs.map((job) => [job.jobKey, job.state, job.servers.length])).toEqual([
      ['w000-a1-j000', 'PLANNED', 30],
      ['w000-a1-j001', 'WAITING', 70],
    ]);
    const servers = run.state().jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId));
    expect(new Set(servers).size).toBe(100);
  });

  it('what is divided stands beside the rest of its wave, before the next wave', () => {
    const run = beginRun({ jobs: [{ size: 100 }] }, { jobs: [{ size: 1 }] });
    turn(run, at(0), strangers(5, 94));
    expect(run.state().jobs.map((job) => job.jobKey)).toEqual(['w000-a1-j000', 'w000-a1-j001', 'w001-a1-j000']);
    expect(run.state().jobs[1]).toMatchObject({
      waitingFor: `free servers in the jobs of ${place}: DRS takes at most 500 in all jobs`,
      waitingSince: at(0),
    });
  });

  it('other executions and their jobs count', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run, at(0), strangers(20, 1));
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING' });
    turn(run, at(15), strangers(19, 1));
    expect(run.state().jobs[0]).toMatchObject({ state: 'PLANNED' });
  });

  it('what one account and Region has in use holds nobody up in another', () => {
    const ireland = { accountId: '111122223333', region: 'eu-west-1' };
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1, scope: ireland }] });
    turn(
      run,
      at(0),
      strangers(40, 1).map((stranger, index) => ({ ...stranger, scope: index < 20 ? 0 : 2 })),
    );
    expect(run.state().jobs.map((job) => [job.region, job.state])).toEqual([
      ['us-east-1', 'WAITING'],
      ['eu-west-1', 'PLANNED'],
    ]);
  });

  it('a day of waiting for others is enough: then the servers count as failed, with what they waited for', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    turn(run, at(0), strangers(20, 1));
    turn(run, at(24 * 3600 - 1), strangers(20, 1));
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING' });
    turn(run, at(24 * 3600), strangers(20, 1));
    const reason = `WaitedTooLong: waited 24 h for a free job in ${place}: DRS runs at most 20 at a time`;
    expect(run.state().jobs[0]).toMatchObject({ state: 'REFUSED', servers: [{ reason }, { reason }] });
    expect(run.state().waves[0]).toMatchObject({ status: 'FAILED', failedCount: 2 });
  });

  it('what has waited for a day is not started any more, though there is room at that very moment', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run, at(0), strangers(20, 1));
    turn(run, at(24 * 3600));
    expect(run.state().jobs[0]).toMatchObject({ state: 'REFUSED' });
  });
});

describe('what is in use in an account and Region', () => {
  const ireland = { accountId: '111122223333', region: 'eu-west-1' };
  const others = { executionId: 'exec-2', jobKey: 'w000-a1-j000', serverCount: 7 };

  it('is what all executions hold, and what others run: jobs and servers', () => {
    const job = { jobId: 'drsjob-1', jobType: 'LAUNCH', jobStatus: 'STARTED' };
    const ours = usedByUs({ reservations: [others, { ...others, serverCount: 3 }] });
    const theirs = usedByOthers([
      { ...job, sourceServerIds: ['s-1', 's-2'] },
      { ...job, sourceServerIds: ['s-3'] },
    ]);
    expect(ours).toEqual({ jobs: 2, servers: 10 });
    expect(theirs).toEqual({ jobs: 2, servers: 3 });
    expect(sumOfUse(ours, theirs)).toEqual({ jobs: 4, servers: 13 });
  });

  it('is held by a job from when it is planned until it has ended; with its DRS job, once it has one', () => {
    const run = beginRun({ jobs: [{ size: 2 }, { size: 1, scope: ireland }] });
    expect(reservationsOf(run.state(), place)).toEqual([]);
    turn(run);
    const planned = { executionId: 'exec-1', jobKey: 'w000-a1-j000', serverCount: 2 };
    expect(reservationsOf(run.state(), place)).toStrictEqual([planned]);
    launch(run);
    expect(reservationsOf(run.state(), place)).toEqual([{ ...planned, jobId: 'drsjob-w000-a1-j000' }]);
    endAll(run, 'LAUNCHED', at(300));
    expect(reservationsOf(run.state(), place)).toEqual([]);
  });

  it('says of a clean-up’s job that it is one', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    const state = run.state();
    const cleanUp = { ...state, jobs: state.jobs.map((job) => ({ ...job, purpose: 'CLEAN_UP' as const })) };
    expect(reservationsOf(cleanUp, place)).toMatchObject([{ purpose: 'CLEAN_UP' }]);
  });

  it('is saved with this execution’s part as it is now; the part of others stays', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    turn(run);
    const stale = { executionId: 'exec-1', jobKey: 'w000-a1-j009', serverCount: 50 };
    const ledger = withOwnReservations({ reservations: [stale, others] }, run.state(), place);
    expect(ledger).toEqual({
      reservations: [others, { executionId: 'exec-1', jobKey: 'w000-a1-j000', serverCount: 2 }],
    });
  });
});

describe('the most urgent goes first', () => {
  // 0 ← 1 ← 2, and 3 alone: the path behind wave 0 is three waves long.
  const alone = { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] };
  const run = () => beginRun(alone, { jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] }, alone);

  const pathLengths = (waves: readonly WaveExecution[]) => waves.map(pathLengthIn(waves));

  it('a wave counts as many waves as the longest path from it to an end', () => {
    expect(pathLengths(run().state().waves)).toEqual([3, 2, 1, 1]);
  });

  it('of a diamond, both arms count the same', () => {
    const diamond = beginRun(
      alone,
      { settings: { dependsOnWaves: [0] }, jobs: [{ size: 1 }] },
      { settings: { dependsOnWaves: [0] }, jobs: [{ size: 1 }] },
      { settings: { dependsOnWaves: [1, 2] }, jobs: [{ size: 1 }] },
    );
    expect(pathLengths(diamond.state().waves)).toEqual([3, 2, 2, 1]);
  });

  it('the longest path behind it, then the lower wave, then the lower job', () => {
    const { waves, jobs } = beginRun(alone, { jobs: [{ size: 1 }, { size: 1 }] }, alone).state();
    expect(
      jobs
        .toReversed()
        .sort(byUrgency(waves))
        .map((job) => job.jobKey),
    ).toEqual(['w000-a1-j000', 'w001-a1-j000', 'w001-a1-j001', 'w002-a1-j000']);
  });

  it('the last free job goes to the wave with the longest path behind it, whatever its number', () => {
    const waiting = beginRun(
      alone,
      { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] },
      { settings: { dependsOnWaves: [1] }, jobs: [{ size: 1 }] },
    );
    turn(waiting, at(0), strangers(19, 1));
    expect(waiting.state().jobs.map((job) => [job.waveNumber, job.state])).toEqual([
      [0, 'WAITING'],
      [1, 'PLANNED'],
      [2, 'WAITING'],
    ]);
  });

  it('a small job passes by a large one for which there is no room', () => {
    const waiting = beginRun({ jobs: [{ size: 100 }] }, { ...alone, jobs: [{ size: 5 }] });
    turn(waiting, at(0), strangers(5, 98));
    expect(waiting.state().jobs.map((job) => [job.servers.length, job.state])).toEqual([
      [100, 'WAITING'],
      [5, 'PLANNED'],
    ]);
  });
});
