/** What readers are told of a server, and which attempt of it counts. */
import { describe, expect, it } from 'vitest';
import type { ExecutionState, WaveExecution } from '../../src/domain/model/execution.ts';
import {
  currentServers,
  hasOpenJobs,
  holdsServer,
  isEndedExecution,
  isPassedWave,
  mayStart,
  missingServers,
  outcomeOf,
  skipOf,
  succeededCount,
  successOf,
} from '../../src/domain/statuses.ts';
import { at, beginRun, claimAll, endAll, jobsIn, launch, observationOf, turn, turnSeeing } from './support/drive.ts';
import type { Run } from './support/run.ts';
import { serverId } from './support/scenario.ts';

const HOME = '111122223333/us-east-1';

const outcomes = (state: ExecutionState): readonly string[] =>
  state.jobs.flatMap((job) => job.servers.map((server) => outcomeOf(state, job, server)));

describe('what a reader is told of a server', () => {
  it('is undecided while it waits, and while it is launched; then what was decided', () => {
    const run = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    expect(outcomes(run.state())).toEqual(['UNDECIDED', 'UNDECIDED']);
    launch(run);
    expect(outcomes(run.state())).toEqual(['UNDECIDED', 'UNDECIDED']);
    endAll(run, 'LAUNCHED', at(300));
    expect(outcomes(run.state())).toEqual(['LAUNCHED', 'UNDECIDED']);
  });

  it('is not started when its wave ended before its launch: cancelled, or skipped after a failure', () => {
    const cancelled = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    turn(cancelled);
    cancelled.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    expect(jobsIn(cancelled.state(), 'WITHDRAWN', 'WAITING')).toHaveLength(2);
    expect(outcomes(cancelled.state())).toEqual(['NOT_STARTED', 'NOT_STARTED']);
    const stopped = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    launch(stopped);
    endAll(stopped, 'FAILED', at(300));
    expect(outcomes(stopped.state())).toEqual(['FAILED', 'NOT_STARTED']);
  });

  it('is undecided while its job is watched, though its wave has timed out', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }] });
    launch(run);
    const running = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(61) }),
    );
    turnSeeing(run, running, at(61));
    expect(run.state().waves[0]?.status).toBe('TIMED_OUT');
    expect(outcomes(run.state())).toEqual(['UNDECIDED']);
  });

  it('of an earlier attempt is not started, once another attempt has taken over', () => {
    const state = beginRun({ jobs: [{ size: 1 }] }).state();
    const retried = { ...state, waves: state.waves.map((wave) => ({ ...wave, attempt: 2 })) };
    expect(outcomes(retried)).toEqual(['NOT_STARTED']);
  });
});

describe('the attempt of a server that counts', () => {
  it('is the last one, also when there were ten and their keys sort otherwise', () => {
    const state = beginRun({ jobs: [{ size: 1 }] }).state();
    const [job] = state.jobs;
    if (job === undefined) throw new Error('no job');
    const attempts = [1, 10, 2].map((attempt) => ({ ...job, attempt, jobKey: `w000-a${attempt}-j000` }));
    expect(currentServers({ ...state, jobs: attempts }, 0)).toMatchObject([{ job: { attempt: 10 } }]);
    expect(currentServers({ ...state, jobs: attempts }, 1)).toEqual([]);
  });
});

describe('the servers that a retry is about', () => {
  it('are those that are not up, without those that somebody decided to go without', () => {
    const run = beginRun({ settings: { onFailure: 'pause' }, jobs: [{ size: 3 }] });
    launch(run);
    const [job] = jobsIn(run.state(), 'STARTED');
    if (job === undefined) throw new Error('no job');
    const servers = job.servers.map(({ sourceServerId }, index) => ({
      sourceServerId,
      launchStatus: index === 0 ? 'LAUNCHED' : 'FAILED',
    }));
    turnSeeing(run, [observationOf(job, '', { jobStatus: 'COMPLETED', servers })], at(300));
    const missing = () => {
      const [wave] = run.state().waves;
      return wave && missingServers(run.state(), wave).map(({ server }) => server.sourceServerId);
    };
    expect(missing()).toEqual([serverId(1), serverId(2)]);
    run.apply({ type: 'skip', actor: 'dora', waveNumber: 0, sourceServerIds: [serverId(1)], reason: '' }, at(301));
    expect(missing()).toEqual([serverId(2)]);
  });
});

describe('the decision to go without a server', () => {
  const [wave] = beginRun({ jobs: [{ size: 3 }] }).state().waves;
  if (wave === undefined) throw new Error('no wave');
  const decision = (skippedBy: string) => ({ skippedBy, skippedTime: at(1), reason: 'not tonight' });

  it('is the last that names the server, or that is about the whole wave', () => {
    const skips = [
      { ...decision('ana'), sourceServerIds: ['s-1', 's-2'] },
      { ...decision('bert'), sourceServerIds: ['s-2'] },
    ];
    expect(skipOf({ ...wave, skips }, 's-1')).toEqual(decision('ana'));
    expect(skipOf({ ...wave, skips }, 's-2')).toEqual(decision('bert'));
    expect(skipOf({ ...wave, skips }, 's-3')).toBeUndefined();
    expect(skipOf({ ...wave, skips })).toEqual(decision('bert'));
    expect(skipOf({ ...wave, skips: [...skips, decision('carla')] }, 's-3')).toEqual(decision('carla'));
    expect(skipOf(wave)).toBeUndefined();
  });
});

describe('a wave after which its dependants may start', () => {
  const [wave] = beginRun({ jobs: [{ size: 1 }] }).state().waves;
  if (wave === undefined) throw new Error('no wave');
  const passed = (changes: Partial<WaveExecution>): boolean => isPassedWave({ ...wave, ...changes });

  it.each([
    ['COMPLETED', {}, true],
    ['PARTIAL', {}, true],
    ['FAILED', {}, false],
    ['FAILED', { onFailure: 'continue' }, true],
    ['FAILED', { onFailure: 'pause' }, false],
    ['FAILED', { onFailure: 'pause', failureAcceptedBy: 'ana' }, true],
    ['TIMED_OUT', {}, false],
    ['TIMED_OUT', { onFailure: 'continue' }, true],
    ['TIMED_OUT', { onFailure: 'pause', failureAcceptedBy: 'ana' }, true],
    ['SKIPPED', {}, false],
    ['SKIPPED', { onFailure: 'continue' }, false],
    ['SKIPPED', { skippedBy: 'ana' }, true],
    ['CANCELLED', { onFailure: 'continue' }, false],
    ['IN_PROGRESS', { onFailure: 'continue' }, false],
  ] as const)('%s %j: %s', (status, changes, expected) => {
    expect(passed({ status, ...changes })).toBe(expected);
  });
});

describe('what a run is for', () => {
  it('is that servers are launched; of a clean-up, that instances are terminated', () => {
    const state = beginRun({ jobs: [{ size: 1 }] }).state();
    expect(successOf(state)).toBe('LAUNCHED');
    expect(successOf({ ...state, header: { ...state.header, purpose: 'LAUNCH' } })).toBe('LAUNCHED');
    expect(successOf({ ...state, header: { ...state.header, purpose: 'CLEAN_UP' } })).toBe('TERMINATED');
  });

  it('is counted of either', () => {
    const [wave] = beginRun({ jobs: [{ size: 9 }] }).state().waves;
    if (wave === undefined) throw new Error('no wave');
    expect(succeededCount({ ...wave, launchedCount: 4 })).toBe(4);
    expect(succeededCount({ ...wave, launchedCount: 0, terminatedCount: 7 })).toBe(7);
  });
});

describe('whether something may still happen', () => {
  const failed = (onFailure: 'pause' | 'continue'): Run => {
    const run = beginRun({ settings: { onFailure }, jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'FAILED', at(300));
    return run;
  };

  it('an execution is over when its status is final, and not before', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    expect(isEndedExecution(run.state())).toBe(false);
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    expect(isEndedExecution(run.state())).toBe(false);
    run.apply({ type: 'finalize' }, at(2));
    expect(isEndedExecution(run.state())).toBe(true);
  });

  it('jobs of a wave are open from when it starts until they have ended; not those of another wave', () => {
    const run = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    const open = () => [0, 1].map((wave) => hasOpenJobs(run.state(), wave));
    expect(open()).toEqual([false, false]);
    turn(run);
    expect(open()).toEqual([true, false]);
    claimAll(run);
    expect(open()).toEqual([true, false]);
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    expect(open()).toEqual([false, true]);
  });

  it('a failed server is held while somebody may retry it, and free when its failure was passed over', () => {
    expect(holdsServer(failed('pause').state(), serverId(0), HOME)).toBe(true);
    expect(holdsServer(failed('continue').state(), serverId(0), HOME)).toBe(false);
    const accepted = failed('pause');
    accepted.apply({ type: 'resume', actor: 'carla', waveNumber: 0 }, at(301));
    expect(holdsServer(accepted.state(), serverId(0), HOME)).toBe(false);
  });

  it('a server that came up is held while its run goes on, and not after a cancel', () => {
    const run = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    launch(run, at(301));
    expect(holdsServer(run.state(), serverId(0), HOME)).toBe(true);
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(302));
    expect(holdsServer(run.state(), serverId(0), HOME)).toBe(false);
    expect(holdsServer(run.state(), serverId(1), HOME)).toBe(true);
  });

  it('a job of an earlier attempt may not start any more', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    const [job] = run.state().jobs;
    if (job === undefined) throw new Error('no job');
    expect([1, 2].map((attempt) => mayStart(run.state(), { ...job, attempt }))).toEqual([true, false]);
  });

  it('a server of a wave that has not started yet is held', () => {
    expect(holdsServer(failed('pause').state(), serverId(1), HOME)).toBe(true);
  });
});
