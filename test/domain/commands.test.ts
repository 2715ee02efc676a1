/** What people may ask of waves that have failed, or that have not started: retry, skip, cancel, and what each says. */
import { describe, expect, it } from 'vitest';
import { allowedActions, can, whyNoRetry, whySkippedAlready } from '../../src/domain/can.ts';
import { cancelledWatch } from '../../src/domain/cancelled-watch.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import type { Input } from '../../src/domain/transition/input.ts';
import {
  at,
  beginRun,
  claimAll,
  endAll,
  jobsIn,
  launch,
  observationOf,
  statusesOf,
  turn,
  turnSeeing,
} from './support/drive.ts';
import type { Run } from './support/run.ts';
import { serverId, type WaveDraft } from './support/scenario.ts';

const ireland = { accountId: '111122223333', region: 'eu-west-1' };
const pausing = { onFailure: 'pause' as const };
const alone: WaveDraft = { jobs: [{ size: 1 }] };

/** Its first wave has failed and waits for a decision: the first server is up, the others are not. */
const failed = (first: WaveDraft = { settings: pausing, jobs: [{ size: 3 }] }, ...more: readonly WaveDraft[]): Run => {
  const run = beginRun(first, alone, ...more);
  launch(run);
  const seen = jobsIn(run.state(), 'STARTED').map((job) => {
    const servers = job.servers.map(({ sourceServerId }) => ({
      sourceServerId,
      launchStatus: sourceServerId === serverId(0) ? 'LAUNCHED' : 'FAILED',
    }));
    return observationOf(job, '', { jobStatus: 'COMPLETED', servers, lastPolledTime: at(300) });
  });
  turnSeeing(run, seen, at(300));
  return run;
};

/** The wave timed out with its one server undecided; its job still runs. */
const timedOut = (): Run => {
  const run = beginRun({ settings: { ...pausing, timeoutMinutes: 1 }, jobs: [{ size: 1 }] }, alone);
  launch(run);
  const seen = jobsIn(run.state(), 'STARTED').map((job) =>
    observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(60) }),
  );
  turnSeeing(run, seen, at(60));
  return run;
};

/** What it is told, when what it asks is not possible. */
const told = (run: Run, input: Input): string => {
  const decision = decide(run.state(), input, at(400));
  return decision.kind === 'rejected' ? decision.reason : 'accepted';
};
const retry = (waveNumber: number) => ({ type: 'retry', actor: 'dora', waveNumber }) as const;
const skip = (waveNumber: number, ...sourceServerIds: readonly string[]) =>
  ({
    type: 'skip',
    actor: 'dora',
    waveNumber,
    reason: 'not tonight',
    ...(sourceServerIds.length === 0 ? {} : { sourceServerIds }),
  }) as const;

describe('a retry', () => {
  it('is a new attempt over what is not up, and what came up is left alone', () => {
    const run = failed();
    expect(statusesOf(run)).toEqual(['FAILED', 'PENDING']);
    const { events } = run.apply(retry(0), at(400));
    expect(events).toMatchObject([
      {
        actor: 'dora',
        data: {
          type: 'WaveRetried',
          waveNumber: 0,
          attempt: 2,
          jobs: [
            {
              jobKey: 'w000-a2-j000',
              accountId: '111122223333',
              region: 'us-east-1',
              sourceServerIds: [serverId(1), serverId(2)],
            },
          ],
        },
      },
    ]);
    expect(run.state().header.status).toBe('POLLING');
    expect(run.state().waves[0]).toMatchObject({ status: 'STARTING', attempt: 2, launchedCount: 1, failedCount: 0 });
    for (const gone of ['statusReason', 'endTime', 'firstLaunchTime']) {
      expect(run.state().waves[0]).not.toHaveProperty(gone);
    }
    expect(run.state().jobs.map(({ jobKey, state, tries }) => [jobKey, state, tries])).toEqual([
      ['w000-a1-j000', 'ENDED', 0],
      ['w000-a2-j000', 'WAITING', 0],
      ['w001-a1-j000', 'WAITING', 0],
    ]);
    expect(run.state().jobs[1]?.servers).toEqual([
      { sourceServerId: serverId(1), serverName: 'server-1', outcome: 'UNDECIDED' },
      { sourceServerId: serverId(2), serverName: 'server-2', outcome: 'UNDECIDED' },
    ]);
    launch(run, at(401));
    endAll(run, 'LAUNCHED', at(700));
    expect(run.state().waves[0]).toMatchObject({ status: 'COMPLETED', launchedCount: 3, failedCount: 0 });
  });

  it('makes a job for each account and Region, and none of more than 100 servers', () => {
    const run = failed({
      settings: pausing,
      jobs: [{ size: 100 }, { size: 1, scope: ireland }, { size: 100 }, { size: 2 }],
    });
    run.apply(retry(0), at(400));
    const jobs = run.state().jobs.filter((job) => job.attempt === 2);
    expect(jobs.map((job) => [job.jobKey, job.region, job.servers.length])).toEqual([
      ['w000-a2-j000', 'us-east-1', 100],
      ['w000-a2-j001', 'us-east-1', 100],
      ['w000-a2-j002', 'us-east-1', 1],
      ['w000-a2-j003', 'eu-west-1', 1],
    ]);
    expect(new Set(jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId))).size).toBe(202);
  });

  it('of a wave that did not fail says which one can be retried', () => {
    const only = 'only a wave that failed and waits for a decision (onFailure: pause) can be retried';
    expect(told(failed(), retry(1))).toBe(`wave 1 "tier 1" is PENDING: ${only}`);
    expect(told(failed(), retry(9))).toBe('the execution has no wave 9');
  });

  it('is not possible while a job of the wave still runs, and then only when something is missing', () => {
    const run = timedOut();
    const still = 'jobs of wave 0 "tier 0" still run: retry it when they have ended';
    expect(can('retry', run.state())).toEqual({ allowed: false, reason: still });
    expect(told(run, retry(0))).toBe(still);
    endAll(run, 'LAUNCHED', at(300));
    expect(can('retry', run.state())).toEqual({ allowed: false, reason: 'nothing is missing in wave 0 "tier 0"' });
  });

  it('of one of two waves that wait is what it names; the other waits on', () => {
    const run = failed(
      { settings: pausing, jobs: [{ size: 2 }] },
      { settings: { ...pausing, dependsOnWaves: [] }, jobs: [{ size: 1 }] },
    );
    expect(can('retry', run.state())).toEqual({ allowed: true, waveNumbers: [0, 2] });
    run.apply(retry(2), at(400));
    expect(statusesOf(run)).toEqual(['FAILED', 'PENDING', 'STARTING']);
    expect(told(run, retry(2))).toContain('wave 2 "tier 2" is STARTING');
    expect(run.state().waves.map((wave) => whyNoRetry(run.state(), wave) === undefined)).toEqual([true, false, false]);
  });
});

describe('to skip', () => {
  it('a wave that has not started: the plan goes on as if it had passed', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] }, alone);
    turn(run);
    run.apply(skip(0), at(10));
    expect(run.state().waves).toMatchObject([
      { status: 'SKIPPED', skippedBy: 'dora', statusReason: 'skipped by dora: not tonight', endTime: at(10) },
      { status: 'STARTING', startTime: at(10) },
    ]);
  });

  it('some servers of a wave that has not started is not possible: the whole wave, or none', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 2 }] });
    turn(run);
    expect(told(run, skip(0, serverId(0)))).toBe(
      'wave 0 "tier 0" has not started: skip the whole wave, or wait for it',
    );
  });

  it('what failed, one by one: the wave is passed when nothing is missing any more', () => {
    const run = failed();
    run.apply(skip(0, serverId(1)), at(400));
    expect(run.state().waves[0]).toMatchObject({ skippedServerIds: [serverId(1)] });
    expect(run.state().waves[0]).not.toHaveProperty('failureAcceptedBy');
    expect(statusesOf(run)).toEqual(['FAILED', 'PENDING']);
    const { events } = run.apply(skip(0, serverId(2)), at(401));
    expect(events.map(({ actor, data }) => [actor, data.type])).toEqual([
      ['dora', 'ServersSkipped'],
      ['dora', 'WaveFailureAccepted'],
      ['engine', 'WaveStarting'],
    ]);
    expect(run.state().waves[0]).toMatchObject({
      skippedServerIds: [serverId(1), serverId(2)],
      failureAcceptedBy: 'dora',
    });
    expect(statusesOf(run)).toEqual(['FAILED', 'STARTING']);
  });

  it('all that failed, when no server is named', () => {
    const run = failed();
    run.apply(skip(0), at(400));
    expect(run.state().waves[0]).toMatchObject({
      skippedServerIds: [serverId(1), serverId(2)],
      failureAcceptedBy: 'dora',
    });
  });

  it('is told which servers have not failed', () => {
    expect(told(failed(), skip(0, serverId(0), serverId(1), 's-99'))).toBe(
      `wave 0 "tier 0" has no failed server ${serverId(0)}, s-99`,
    );
  });

  it('what is skipped already is told with who did, when and why: a server, or the whole wave', () => {
    const run = failed();
    const already = (...ids: readonly string[]) => whySkippedAlready(run.state(), skip(0, ...ids));
    expect([already(), already(serverId(1))]).toEqual([undefined, undefined]);
    run.apply(skip(0, serverId(1)), at(400));
    const by = `is already skipped by dora at ${at(400)}, reason: not tonight`;
    expect(already(serverId(1))).toBe(`server-1 (${serverId(1)}) ${by}`);
    // Of the whole wave something is missing still.
    expect([already(), already(serverId(2))]).toEqual([undefined, undefined]);
    run.apply(skip(0), at(401));
    const last = `is already skipped by dora at ${at(401)}, reason: not tonight`;
    expect(already()).toBe(`wave 0 "tier 0" ${last}`);
    expect(already(serverId(1), serverId(2))).toBe(
      `server-1 (${serverId(1)}) ${by}; server-2 (${serverId(2)}) ${last}`,
    );
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(402));
    run.apply({ type: 'finalize' }, at(403));
    expect(run.state().header.status).toBe('PARTIAL');
    expect(already()).toBeUndefined();
  });

  it('a wave that was skipped before it started is skipped with all that it has', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] }, alone);
    turn(run);
    run.apply(skip(0), at(10));
    const by = `is already skipped by dora at ${at(10)}, reason: not tonight`;
    expect(whySkippedAlready(run.state(), skip(0))).toBe(`wave 0 "tier 0" ${by}`);
    expect(whySkippedAlready(run.state(), skip(0, serverId(0), 's-99'))).toBe(
      `server-0 (${serverId(0)}) ${by}; s-99 ${by}`,
    );
    expect(whySkippedAlready(run.state(), skip(1))).toBeUndefined();
    launch(run, at(11));
    endAll(run, 'LAUNCHED', at(300));
    expect(statusesOf(run)).toEqual(['SKIPPED', 'COMPLETED']);
    expect(whySkippedAlready(run.state(), skip(1))).toBeUndefined();
    expect(whySkippedAlready(run.state(), skip(9))).toBeUndefined();
  });

  it('a timed-out wave of which everything came up in the end: nothing is gone without, and the plan goes on', () => {
    const run = timedOut();
    endAll(run, 'LAUNCHED', at(300));
    const { events } = run.apply(skip(0), at(400));
    expect(events.map(({ data }) => data.type)).toEqual(['WaveFailureAccepted', 'WaveStarting']);
  });

  it('a wave that runs, or one that is not there, is not possible', () => {
    const run = beginRun(alone, alone);
    launch(run);
    expect(told(run, skip(0))).toBe(
      'wave 0 "tier 0" is IN_PROGRESS: only a wave that has not started, or that failed and waits for a decision, can be skipped',
    );
    expect(told(run, skip(9))).toBe('the execution has no wave 9');
  });

  it('is not possible when every wave has started and none waits for a decision', () => {
    const run = beginRun(alone);
    launch(run);
    expect(can('skip', run.state())).toEqual({
      allowed: false,
      reason: 'every wave has started, and none waits for a decision about what failed',
    });
  });
});

describe('to resume', () => {
  it('a wave that does not wait says what it does, and who opened its gate', () => {
    const run = beginRun(
      { settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] },
      {
        settings: { pauseBeforeWave: true, dependsOnWaves: [] },
        jobs: [{ size: 1 }],
      },
    );
    turn(run);
    const resume = (waveNumber?: number) =>
      ({ type: 'resume', actor: 'carla', ...(waveNumber === undefined ? {} : { waveNumber }) }) as const;
    run.apply(resume(0), at(60));
    expect(told(run, resume(0))).toBe(
      `wave 0 "tier 0" does not wait for a person: it is STARTING; its gate was opened by carla at ${at(60)}`,
    );
    expect(told(run, resume(9))).toBe('the execution has no wave 9');
    expect(told(run, resume())).toBe('no pause is requested; name the wave whose gate is to be opened');
    expect(told(failed(), resume(1))).toBe('wave 1 "tier 1" does not wait for a person: it is PENDING');
  });

  it('a failed wave is refused to whoever has not seen that it was tried again, and failed with other servers', () => {
    const run = failed();
    const resume = (attempt: number) => ({ type: 'resume', actor: 'carla', waveNumber: 0, attempt }) as const;
    expect(told(run, resume(1))).toBe('accepted');
    run.apply(retry(0), at(310));
    launch(run);
    const seen = jobsIn(run.state(), 'STARTED').map((job) => {
      const servers = job.servers.map(({ sourceServerId }) => ({ sourceServerId, launchStatus: 'FAILED' }));
      return observationOf(job, '', { jobStatus: 'COMPLETED', servers, lastPolledTime: at(390) });
    });
    turnSeeing(run, seen, at(390));
    expect(told(run, resume(1))).toBe(
      'wave 0 "tier 0" was tried again meanwhile: it is FAILED in attempt 2, and attempt 1 was looked at',
    );
    expect(told(run, resume(2))).toBe('accepted');
  });
});

describe('to cancel', () => {
  const cancel = (run: Run, reason = '') => run.apply({ type: 'cancel', actor: 'bert', reason }, at(10));

  it('withdraws what DRS was not called for, and says who did', () => {
    const run = beginRun(alone, alone);
    turn(run);
    cancel(run, 'the wrong plan');
    expect(run.state().header).toMatchObject({
      status: 'CANCELLING',
      cancelRequestedBy: 'bert',
      statusReason: 'cancelled by bert: the wrong plan; no job is running',
    });
    expect(run.state().jobs[0]).toMatchObject({ state: 'WITHDRAWN', endTime: at(10) });
    expect(run.state().waves).toMatchObject([
      { status: 'CANCELLED', statusReason: '0 of 1 server launched; 1 server not started' },
      { status: 'CANCELLED', statusReason: 'cancelled by bert before it started' },
    ]);
  });

  it('leaves what is being called, and says that it is watched to the end', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    turn(run);
    claimAll(run);
    cancel(run);
    expect(run.state().header.statusReason).toBe(
      'cancelled by bert; 2 jobs cannot be stopped in DRS and will be watched to the end',
    );
    expect(cancelledWatch(run.state())).toBe(
      'watched for 24 h from its start at most: what DRS has not decided by then counts as failed, and the execution ends',
    );
    expect(jobsIn(run.state(), 'CLAIMED')).toHaveLength(2);
  });

  it('looks for what an unanswered call may have made, and says so', () => {
    const run = beginRun(alone);
    turn(run);
    claimAll(run);
    const base = { jobKey: 'w000-a1-j000', claimId: run.state().jobs[0]?.claim?.claimId ?? '' };
    run.apply({ type: 'jobNotFound', ...base }, at(5));
    cancel(run);
    expect(run.state().header.statusReason).toBe(
      'cancelled by bert; 1 job may have been made by a call whose reply was lost, and will be looked for',
    );
    expect(run.state().jobs[0]).toMatchObject({
      state: 'CLAIMED',
      claim: { claimId: base.claimId },
      waitingFor: 'whether DRS made a job of an earlier call, whose reply was lost',
    });
  });

  it('counts what is being called, and not also what is looked for meanwhile', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    turn(run);
    claimAll(run);
    const [first] = run.state().jobs;
    run.apply({ type: 'jobNotFound', jobKey: 'w000-a1-j000', claimId: first?.claim?.claimId ?? '' }, at(5));
    turn(run, at(6));
    claimAll(run, at(6));
    cancel(run);
    expect(run.state().header.statusReason).toContain('; 2 jobs cannot be stopped');
    // The second call is under way: its claim is not replaced by the first.
    expect(run.state().jobs[0]).toMatchObject({
      claim: { claimedTime: at(6) },
      unansweredClaim: { claimedTime: at(0) },
    });
    expect(jobsIn(run.state(), 'CLAIMED')).toHaveLength(2);
  });
});

describe('what is possible now, in words', () => {
  it('names each wave that it is possible for', () => {
    expect(allowedActions(failed().state(), undefined, [])).toEqual([
      'pause',
      'resume wave 0',
      'cancel',
      'retry wave 0',
      'skip wave 0',
      'skip wave 1',
    ]);
  });

  it('is nothing at all after a cancel, until it is over', () => {
    const run = beginRun(alone);
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    expect(allowedActions(run.state(), undefined, [])).toEqual([]);
  });

  it('is still told of a record that does not say who asked', () => {
    const { header, ...state } = beginRun(alone).state();
    expect(can('pause', { ...state, header: { ...header, pauseRequested: true } })).toEqual({
      allowed: false,
      reason: 'a pause is requested already, by unknown',
    });
  });

  it('nothing waits for a person when every wave is over: it says just that', () => {
    const run = beginRun(alone);
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    expect(can('resume', run.state())).toEqual({ allowed: false, reason: 'nothing waits for a person' });
  });

  it('of many waves that run only three are named', () => {
    const free = { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] };
    const run = beginRun(free, free, free, free, free);
    turn(run);
    expect(can('resume', run.state())).toMatchObject({
      reason: expect.stringMatching(
        /^nothing waits for a person: wave 0 .* is STARTING; wave 1 .*; wave 2 .*; and 2 more$/,
      ),
    });
  });
});
