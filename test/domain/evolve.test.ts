import { describe, expect, it } from 'vitest';
import type { EventData } from '../../src/domain/model/event.ts';
import type { ExecutionState } from '../../src/domain/model/execution.ts';
import { evolve, replay } from '../../src/domain/transition/evolve.ts';
import { findJob, findWave } from '../../src/domain/transition/log.ts';
import { at, beginRun, claimAll, jobsIn, launch, turn } from './support/drive.ts';
import { startRun } from './support/run.ts';
import { START, scenarioOf, serverId, stateBeforeBegin } from './support/scenario.ts';

const eventAfter = (eventCount: number, data: EventData) => ({
  sequence: eventCount + 1,
  time: at(9),
  actor: 'anna',
  data,
});

describe('a history is applied without a gap', () => {
  const state = beginRun({ jobs: [{ size: 2 }] }).state();
  const pause = { type: 'PauseRequested' } as const;

  it('a missing event is a bug, and said so', () => {
    const early = eventAfter(state.header.eventCount + 1, pause);
    expect(() => evolve(state, early)).toThrow(`bug: event ${early.sequence} after ${state.header.eventCount}`);
  });

  it('an event that comes a second time is a bug', () => {
    const event = eventAfter(state.header.eventCount, pause);
    expect(() => evolve(evolve(state, event), event)).toThrow(/^bug: event/);
  });

  it('an event about an unknown job is a bug', () => {
    const data = { type: 'JobStarted', jobKey: 'w009-a1-j000', jobId: 'drsjob-1', adopted: false } as const;
    expect(() => evolve(state, eventAfter(state.header.eventCount, data))).toThrow('unknown job w009-a1-j000');
  });

  it('a split must make the next job key, or two histories would name different jobs', () => {
    const [job] = state.jobs;
    const data: EventData = {
      type: 'JobSplit',
      jobKey: job?.jobKey ?? '',
      newJobKey: 'w000-a1-j007',
      sourceServerIds: ['s-00000000000000001'],
      waitingFor: 'free servers',
    };
    expect(() => evolve(state, eventAfter(state.header.eventCount, data))).toThrow('next is w000-a1-j001');
  });
});

describe('what is accepted at the start', () => {
  const before = stateBeforeBegin(scenarioOf([{ jobs: [{ size: 1 }] }]));
  const started = (accepted: readonly string[] | undefined, purpose?: 'CLEAN_UP') => {
    const header = { ...before.header, eventCount: 0, ...(purpose !== undefined && { purpose }) };
    const data: EventData = {
      type: 'ExecutionStarted',
      ...(accepted !== undefined && { acceptedInstanceDeletions: [...accepted] }),
    };
    return evolve({ ...before, header }, eventAfter(0, data)).header;
  };

  it('is counted: so many live instances may be deleted', () => {
    expect(started(['i-1', 'i-2']).acceptedDeletionCount).toBe(2);
    expect(started(undefined)).not.toHaveProperty('acceptedDeletionCount');
  });

  it('of a clean-up are instances to terminate, and no live ones that a launch costs', () => {
    expect(started(['i-1'], 'CLEAN_UP')).not.toHaveProperty('acceptedDeletionCount');
  });
});

describe('a history that is not true is a bug, and said so', () => {
  const run = beginRun({ jobs: [{ size: 1 }] });
  const state = run.state();
  const applied = (data: EventData) => evolve(state, eventAfter(state.header.eventCount, data));

  it('a split of a job that is not there', () => {
    const split = { newJobKey: 'w009-a1-j001', sourceServerIds: [serverId(0)], waitingFor: 'free servers' };
    expect(() => applied({ type: 'JobSplit', jobKey: 'w009-a1-j000', ...split })).toThrow(
      'bug: split of unknown job w009-a1-j000',
    );
  });

  it('a retry of a server that the wave does not have', () => {
    const scope = { accountId: '111122223333', region: 'us-east-1' };
    const job = { jobKey: 'w000-a2-j000', ...scope, sourceServerIds: [serverId(9)] };
    expect(() => applied({ type: 'WaveRetried', waveNumber: 0, attempt: 2, jobs: [job] })).toThrow(
      `bug: a retry of ${serverId(9)}, which the wave does not have`,
    );
  });

  it('an event of a later version, after a step back to this one', () => {
    const data = JSON.parse('{ "type": "WaveDoubled" }');
    expect(() => applied(data)).toThrow('bug: unknown event {"type":"WaveDoubled"}');
  });

  it('a decision about a wave or a job that is not there', () => {
    expect(() => findWave(state, 3)).toThrow('bug: no wave 3 in exec-1');
    expect(() => findJob(state, 'w009-a1-j000')).toThrow('bug: no job w009-a1-j000 in exec-1');
    expect(findWave(state, 0)).toBe(state.waves[0]);
    expect(findJob(state, 'w000-a1-j000')).toBe(state.jobs[0]);
  });
});

describe('a claim that is not there', () => {
  const state = beginRun({ jobs: [{ size: 1 }] }).state();
  const jobKey = 'w000-a1-j000';
  const jobAfter = (data: EventData) => evolve(state, eventAfter(state.header.eventCount, data)).jobs[0];
  const error = { code: 'TimeoutError', message: 'no reply' };

  it('is not made up by a lost reply, nor by a look for its job', () => {
    expect(jobAfter({ type: 'JobReplyLost', jobKey, error, claimEndsTime: at(9) })).toEqual(state.jobs[0]);
    expect(jobAfter({ type: 'JobLookedForStill', jobKey })).toEqual(state.jobs[0]);
  });

  it('leaves nothing unanswered', () => {
    expect(jobAfter({ type: 'JobNotFound', jobKey })).not.toHaveProperty('unansweredClaim');
  });
});

describe('what an event changes', () => {
  it('a refused job fails the servers that were undecided, in AWS’s words; the others stay as they were', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    const [job] = run.state().jobs;
    const state = run.state();
    const servers = (job?.servers ?? []).map((server, index) =>
      index === 0 ? { ...server, outcome: 'LAUNCHED' as const } : server,
    );
    const decided = { ...state, jobs: state.jobs.map((one) => ({ ...one, servers })) };
    const error = { code: 'AccessDeniedException', message: 'not allowed' };
    const after = evolve(
      decided,
      eventAfter(state.header.eventCount, { type: 'JobRefused', jobKey: 'w000-a1-j000', error }),
    );
    expect(after.jobs[0]).toMatchObject({
      state: 'REFUSED',
      endTime: at(9),
      servers: [{ outcome: 'LAUNCHED' }, { outcome: 'FAILED', reason: 'AccessDeniedException: not allowed' }],
    });
    expect(after.jobs[0]?.servers[0]).not.toHaveProperty('reason');
    expect(after.waves[0]).toMatchObject({ launchedCount: 1, failedCount: 1 });
  });

  it('a refusal of several reasons counts them', () => {
    const refusal = { code: 'SERVER_NOT_FOUND', message: 'no such server', subjects: [], remedy: 'look' };
    const refused = (count: number) => {
      const run = startRun(scenarioOf([{ jobs: [{ size: 1 }] }]));
      run.apply({ type: 'refuse', refusals: Array.from({ length: count }, () => refusal) }, at(5));
      return run.state().header;
    };
    expect(refused(1)).toMatchObject({
      status: 'REFUSED',
      endTime: at(5),
      statusReason: 'refused for 1 reason; nothing was started',
    });
    expect(refused(2)).toMatchObject({ statusReason: 'refused for 2 reasons; nothing was started' });
    expect(refused(2).refusals).toEqual([refusal, refusal]);
  });

  it('all events over the first state give the last one', () => {
    const scenario = scenarioOf([{ jobs: [{ size: 1 }] }]);
    const run = startRun(scenario);
    const { history } = run.apply({ type: 'postponeChecks', reason: 'throttled' }, at(1));
    expect(run.state().header.statusReason).toBe('throttled');
    expect(replay(stateBeforeBegin(scenario), history)).toEqual(run.state());
  });

  it('the gate keeps who opened it, and when', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(run.state().waves[0]).toMatchObject({ status: 'AWAITING_APPROVAL' });
    run.apply({ type: 'resume', waveNumber: 0, actor: 'carla' }, at(60));
    expect(run.state().waves[0]).toMatchObject({ status: 'STARTING', gateOpenedBy: 'carla', gateOpenedTime: at(60) });
  });

  it('the reason of a pause goes when something moves again', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason: 'wave 0 "tier 0" waits for approval',
    });
    run.apply({ type: 'resume', waveNumber: 0, actor: 'carla' }, at(60));
    expect(run.state().header.status).toBe('POLLING');
    expect(run.state().header.statusReason).toBeUndefined();
  });

  it('the wave’s time runs from its first accepted job, not from a later one', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    turn(run);
    claimAll(run);
    for (const [index, { jobKey, claim }] of run.state().jobs.entries()) {
      const claimId = claim?.claimId ?? '';
      run.apply({ type: 'jobStarted', jobKey, claimId, jobId: `drsjob-${index}`, adopted: false }, at(10 + index));
    }
    expect(jobsIn(run.state(), 'STARTED').map((job) => job.startedTime)).toEqual([at(10), at(11)]);
    expect(run.state().waves[0]).toMatchObject({ startTime: START, firstLaunchTime: at(10) });
  });

  it('a server that was decided stays as it was, whatever a later event says', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    launch(run);
    const [job] = run.state().jobs;
    const decided = (state: ExecutionState, outcome: 'LAUNCHED' | 'FAILED') =>
      evolve(
        state,
        eventAfter(state.header.eventCount, {
          type: 'ServersDecided',
          jobKey: job?.jobKey ?? '',
          servers: [{ sourceServerId: job?.servers[0]?.sourceServerId ?? '', outcome }],
        }),
      );
    for (const outcomes of [['LAUNCHED', 'FAILED'] as const, ['FAILED', 'LAUNCHED'] as const]) {
      const state = outcomes.reduce(decided, run.state());
      expect(state.jobs[0]?.servers[0]?.outcome).toBe(outcomes[0]);
    }
  });

  it('a server that came up has no reason, and an instance only when DRS named one', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    launch(run);
    const servers = [
      { sourceServerId: serverId(0), outcome: 'LAUNCHED' as const, recoveryInstanceId: 'i-1' },
      { sourceServerId: serverId(1), outcome: 'FAILED' as const, reason: 'no boot volume' },
    ];
    const { eventCount } = run.state().header;
    const decided = evolve(
      run.state(),
      eventAfter(eventCount, { type: 'ServersDecided', jobKey: 'w000-a1-j000', servers }),
    );
    expect(decided.jobs[0]?.servers).toStrictEqual([
      { sourceServerId: serverId(0), serverName: 'server-0', outcome: 'LAUNCHED', recoveryInstanceId: 'i-1' },
      { sourceServerId: serverId(1), serverName: 'server-1', outcome: 'FAILED', reason: 'no boot volume' },
    ]);
    expect(decided.waves[0]).toMatchObject({ launchedCount: 1, failedCount: 1 });
    expect(decided.waves[0]).not.toHaveProperty('terminatedCount');
    const cleanUp = { ...run.state(), header: { ...run.state().header, purpose: 'CLEAN_UP' as const } };
    const terminated = evolve(
      cleanUp,
      eventAfter(eventCount, {
        type: 'ServersDecided',
        jobKey: 'w000-a1-j000',
        servers: [{ sourceServerId: serverId(0), outcome: 'TERMINATED' }],
      }),
    );
    expect(terminated.waves[0]).toMatchObject({ terminatedCount: 1, launchedCount: 0, failedCount: 0 });
  });

  it('a started job no longer says what it waited for', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    run.apply({ type: 'launchPostponed', jobKeys: ['w000-a1-j000'], reason: 'AWS: later', notBefore: at(5) }, START);
    expect(run.state().jobs[0]).toMatchObject({ waitingFor: 'AWS: later', waitingSince: START, tries: 1 });
    launch(run, at(5));
    const [job] = run.state().jobs;
    expect(job).toMatchObject({ state: 'STARTED', tries: 0, startedTime: at(5) });
    expect(Object.keys(job ?? {})).not.toContain('waitingFor');
    expect(Object.keys(job ?? {})).not.toContain('waitingSince');
  });
});
