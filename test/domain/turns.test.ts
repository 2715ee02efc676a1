/** One turn: what it leaves alone, what it ends, and when it says that a person is needed. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import {
  at,
  beginRun,
  claimAll,
  endAll,
  jobsIn,
  launch,
  observationOf,
  startAll,
  statusesOf,
  turn,
  turnSeeing,
} from './support/drive.ts';
import { ledgersOf } from './support/inputs.ts';
import { type Run, startRun } from './support/run.ts';
import { scenarioOf, serverId } from './support/scenario.ts';

const alone = { jobs: [{ size: 1 }] };
const gated = { settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] };

const runningJobs = (run: Run, seconds: number) =>
  jobsIn(run.state(), 'STARTED').map((job) => observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(seconds) }));

describe('a turn changes nothing', () => {
  it('before the checks are over, and once the execution has ended', () => {
    const early = startRun(scenarioOf([alone]));
    expect(turn(early)).toMatchObject({ events: [], rejected: false });
    const over = beginRun(alone);
    launch(over);
    endAll(over, 'LAUNCHED', at(300));
    over.apply({ type: 'finalize' }, at(301));
    expect(turn(over, at(302))).toMatchObject({ events: [], rejected: false });
  });

  it('when nothing new is seen', () => {
    const run = beginRun(alone, gated);
    launch(run);
    expect(turnSeeing(run, runningJobs(run, 10), at(10)).events).toEqual([]);
  });
});

describe('a wave’s time', () => {
  const timed = (size: number) => ({
    settings: { timeoutMinutes: 1 },
    jobs: Array.from({ length: size }, () => ({ size: 1 })),
  });

  it('is not over while a call may be under way: what it makes must be known first', () => {
    const run = beginRun(timed(2));
    turn(run);
    claimAll(run);
    const [first] = run.state().jobs;
    const claimId = first?.claim?.claimId ?? '';
    run.apply({ type: 'jobStarted', jobKey: 'w000-a1-j000', claimId, jobId: 'drsjob-1', adopted: false }, at(1));
    turnSeeing(run, runningJobs(run, 100), at(100));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    startAll(run, at(101));
    turnSeeing(run, runningJobs(run, 102), at(102));
    expect(statusesOf(run)).toEqual(['TIMED_OUT']);
  });

  it('is not over while one of its jobs was not looked at since', () => {
    const run = beginRun(timed(2));
    launch(run);
    const [first] = runningJobs(run, 60);
    const [, second] = runningJobs(run, 59);
    if (first === undefined || second === undefined) throw new Error('two jobs are needed');
    turnSeeing(run, [first, second], at(61));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    turnSeeing(run, runningJobs(run, 62), at(62));
    expect(run.state().waves[0]).toMatchObject({
      status: 'TIMED_OUT',
      statusReason:
        'not done within 1 min of its first launch: 0 of 2 servers launched, 0 failed, 2 undecided; 2 jobs of it will be watched to the end',
    });
  });

  it('is not over once its servers are decided: an action after the launch has a time limit of its own', () => {
    const actions = waveActionsSchema.parse({
      after: [{ kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 }],
    });
    const run = beginRun({ settings: { timeoutMinutes: 1, actions }, jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'LAUNCHED', at(30));
    turn(run, at(100));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    turn(run, at(400));
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });

  it('is not held back by a call of another wave', () => {
    const other = { settings: { dependsOnWaves: [], pauseBeforeWave: true }, jobs: [{ size: 1 }] };
    const run = beginRun(timed(1), other);
    launch(run);
    run.apply({ type: 'resume', actor: 'carla', waveNumber: 1 }, at(50));
    turn(run, at(50));
    claimAll(run, at(50));
    expect(jobsIn(run.state(), 'CLAIMED')).toHaveLength(1);
    turnSeeing(run, runningJobs(run, 60), at(60));
    expect(statusesOf(run)).toEqual(['TIMED_OUT', 'STARTING']);
  });

  it('counts what came up and what failed by then apart', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 6 }] });
    launch(run);
    const [job] = runningJobs(run, 60);
    if (job === undefined) throw new Error('no job');
    const launchStatuses = ['LAUNCHED', 'LAUNCHED', 'LAUNCHED', 'FAILED', 'FAILED', 'PENDING'];
    const servers = job.servers.map((server, index) => ({ ...server, launchStatus: launchStatuses[index] ?? '' }));
    turnSeeing(run, [{ ...job, servers }], at(60));
    expect(run.state().waves[0]?.statusReason).toBe(
      'not done within 1 min of its first launch: 3 of 6 servers launched, 2 failed, 1 undecided; 1 job of it will be watched to the end',
    );
  });

  it('is not over a second early, nor before its first launch', () => {
    const run = beginRun(timed(1));
    turn(run, at(500));
    expect(statusesOf(run)).toEqual(['STARTING']);
    launch(run, at(500));
    turnSeeing(run, runningJobs(run, 559), at(559));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    turnSeeing(run, runningJobs(run, 560), at(560));
    expect(statusesOf(run)).toEqual(['TIMED_OUT']);
  });

  it('is over while jobs of it still wait: they are never started, and nothing of it is watched', () => {
    const run = beginRun(timed(2));
    turn(run);
    claimAll(run);
    const [first, second] = run.state().jobs;
    const answer = (job: typeof first) => ({ jobKey: job?.jobKey ?? '', claimId: job?.claim?.claimId ?? '' });
    run.apply({ type: 'jobStarted', ...answer(first), jobId: 'drsjob-1', adopted: false }, at(1));
    const error = { code: 'ThrottlingException', message: 'Rate exceeded' };
    run.apply({ type: 'startRefused', ...answer(second), error, obstacles: new Map(), retryTime: at(500) }, at(2));
    endAll(run, 'LAUNCHED', at(30));
    turn(run, at(61));
    expect(run.state().waves[0]).toMatchObject({
      status: 'TIMED_OUT',
      statusReason: 'not done within 1 min of its first launch: 1 of 2 servers launched, 0 failed, 1 undecided',
    });
    turn(run, at(62));
    expect(run.state().waves[0]).toMatchObject({
      settledTime: at(62),
      statusReason:
        'not done within 1 min of its first launch; in the end 1 of 2 servers launched; 1 server not started',
    });
    expect(turn(run, at(63)).events).toEqual([]);
  });

  it('that was over leaves no server to be launched in a wave behind it', () => {
    const run = beginRun(timed(1), gated, { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] });
    launch(run);
    turnSeeing(run, runningJobs(run, 60), at(60));
    expect(statusesOf(run)).toEqual(['TIMED_OUT', 'SKIPPED', 'IN_PROGRESS']);
    expect(run.state().waves[1]).toMatchObject({
      statusReason: 'not started: wave 0 "tier 0" is TIMED_OUT, and it says stop on failure',
      endTime: at(60),
    });
  });
});

describe('an execution is paused', () => {
  it('when nothing is in flight and a person is needed; the reason names all that wait', () => {
    const free = { settings: { pauseBeforeWave: true, dependsOnWaves: [] }, jobs: [{ size: 1 }] };
    const run = beginRun(free, free);
    run.apply({ type: 'pause', actor: 'anna' }, at(0));
    turn(run);
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason: 'paused by anna; wave 0 "tier 0" waits for approval; wave 1 "tier 1" waits for approval',
    });
    expect(turn(run, at(1)).events).toEqual([]);
    run.apply({ type: 'resume', actor: 'anna' }, at(2));
    expect(run.state().header).toMatchObject({ pauseRequested: false, status: 'POLLING' });
    expect(run.state().header).not.toHaveProperty('pauseRequestedBy');
    turn(run, at(3));
    expect(run.state().header.statusReason).toBe(
      'wave 0 "tier 0" waits for approval; wave 1 "tier 1" waits for approval',
    );
  });

  it('with the reason that the engine gave, when it asked by itself', () => {
    const run = beginRun({ settings: { pauseBeforeWave: false, dependsOnWaves: [] }, jobs: [{ size: 1 }] });
    run.apply({ type: 'pause', actor: 'engine', reason: 'nobody drove it' }, at(0));
    turn(run);
    expect(run.state().header).toMatchObject({ status: 'PAUSED', statusReason: 'paused by engine: nobody drove it' });
    run.apply({ type: 'resume', actor: 'anna' }, at(1));
    expect(run.state().header).not.toHaveProperty('pauseReason');
  });

  it('when a wave has failed and says pause; the other gates are told too', () => {
    const run = beginRun(
      { settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] },
      { settings: { pauseBeforeWave: true, dependsOnWaves: [] }, jobs: [{ size: 1 }] },
      alone,
    );
    launch(run);
    expect(run.state().header.status).toBe('POLLING');
    endAll(run, 'FAILED', at(300));
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason: 'wave 0 "tier 0" is FAILED: a person decides how to go on; wave 1 "tier 1" waits for approval',
    });
  });

  it('at the end too, when the last wave failed and says pause: a person may retry it', () => {
    const run = beginRun({ settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'FAILED', at(300));
    expect(run.state().header.status).toBe('PAUSED');
    expect(run.apply({ type: 'finalize' }, at(301)).rejected).toBe(true);
    run.apply({ type: 'resume', actor: 'carla', waveNumber: 0 }, at(302));
    expect(run.state().header.status).toBe('POLLING');
    expect(run.apply({ type: 'finalize' }, at(303)).rejected).toBe(false);
  });

  it('and says so anew when somebody asks for a pause as well', () => {
    const run = beginRun(gated);
    turn(run);
    expect(run.state().header.statusReason).toBe('wave 0 "tier 0" waits for approval');
    run.apply({ type: 'pause', actor: 'anna' }, at(1));
    turn(run, at(2));
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason: 'paused by anna; wave 0 "tier 0" waits for approval',
    });
  });

  const gatedAlone = { settings: { pauseBeforeWave: true, dependsOnWaves: [] }, jobs: [{ size: 1 }] };

  it('not by a gate while a job runs, nor by a pause with nothing left to hold back', () => {
    const run = beginRun(alone, gatedAlone);
    launch(run);
    expect(statusesOf(run)).toEqual(['IN_PROGRESS', 'AWAITING_APPROVAL']);
    expect(run.state().header.status).toBe('POLLING');
    const last = beginRun(alone);
    launch(last);
    last.apply({ type: 'pause', actor: 'anna' }, at(1));
    endAll(last, 'LAUNCHED', at(300));
    expect([statusesOf(last), last.state().header.status]).toEqual([['COMPLETED'], 'POLLING']);
  });

  it('not by a gate while an action runs; once that waits for a person too, it is', () => {
    const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 } as const;
    const books = { kind: 'APPROVAL', actionName: 'the books are closed' } as const;
    const actions = waveActionsSchema.parse({ after: [wait, books] });
    const run = beginRun({ settings: { actions }, jobs: [{ size: 1 }] }, gatedAlone);
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    turn(run, at(301));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS', 'AWAITING_APPROVAL']);
    expect(run.state().header.status).toBe('POLLING');
    turn(run, at(700));
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason:
        'wave 1 "tier 1" waits for approval; action "the books are closed" of wave 0 "tier 0" waits for approval',
    });
  });

  it('not while one job of a wave that timed out still runs, though a person is to decide about it', () => {
    const settings = { timeoutMinutes: 1, onFailure: 'pause' as const };
    const run = beginRun({ settings, jobs: [{ size: 1 }, { size: 1 }] });
    launch(run);
    const [first, ...others] = jobsIn(run.state(), 'STARTED');
    if (first === undefined) throw new Error('no job');
    const ended = observationOf(first, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(60) });
    const running = others.map((job) => observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(60) }));
    turnSeeing(run, [ended, ...running], at(60));
    expect([statusesOf(run), run.state().header.status]).toEqual([['TIMED_OUT'], 'POLLING']);
    endAll(run, 'LAUNCHED', at(90));
    turn(run, at(91));
    expect(run.state().header.status).toBe('PAUSED');
  });

  it('not any more after a cancel, whatever waited for a person before', () => {
    const atGate = beginRun(gated);
    turn(atGate);
    const failed = beginRun({ settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] });
    launch(failed);
    endAll(failed, 'FAILED', at(1));
    for (const run of [atGate, failed]) {
      expect(run.state().header.status).toBe('PAUSED');
      run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(2));
      expect(turn(run, at(3)).events).toEqual([]);
      expect(run.state().header.status).toBe('CANCELLING');
    }
  });
});

describe('a failure that stops the plan', () => {
  const free = { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] };

  it('stops what would have started in the very turn that sees it', () => {
    const run = beginRun(free, free, { settings: { dependsOnWaves: [1] }, jobs: [{ size: 1 }] });
    launch(run);
    const seen = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, job.waveNumber === 0 ? 'FAILED' : 'LAUNCHED', { jobStatus: 'COMPLETED' }),
    );
    const { events } = turnSeeing(run, seen, at(300));
    expect(statusesOf(run)).toEqual(['FAILED', 'COMPLETED', 'SKIPPED']);
    expect(events.map(({ data }) => data.type)).not.toContain('WaveStarting');
  });

  it('holds back what another wave would let start, while a person decides', () => {
    const run = beginRun({ settings: { onFailure: 'pause', dependsOnWaves: [] }, jobs: [{ size: 1 }] }, free, {
      settings: { dependsOnWaves: [1] },
      jobs: [{ size: 1 }],
    });
    launch(run);
    const seen = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, job.waveNumber === 0 ? 'FAILED' : 'LAUNCHED', { jobStatus: 'COMPLETED' }),
    );
    turnSeeing(run, seen, at(300));
    expect(statusesOf(run)).toEqual(['FAILED', 'COMPLETED', 'PENDING']);
  });

  it('skips the rest in the same turn, also when it is the wait for others that was too long', () => {
    const run = beginRun(free, gated);
    const full = Array.from({ length: 20 }, () => ({ scope: 0, serverCount: 1 }));
    turn(run, at(0), full);
    turn(run, at(limits.waitForOthersHours * 3600), full);
    expect(statusesOf(run)).toEqual(['FAILED', 'SKIPPED']);
  });
});

describe('a gate', () => {
  it('is reached when what the wave depends on has passed, also during a pause, and not after a cancel', () => {
    const run = beginRun(alone, gated);
    launch(run);
    run.apply({ type: 'pause', actor: 'anna' }, at(1));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS', 'PENDING']);
    endAll(run, 'LAUNCHED', at(300));
    expect(statusesOf(run)).toEqual(['COMPLETED', 'AWAITING_APPROVAL']);
  });
});

describe('one turn', () => {
  it('changes so many jobs as a save can take, and goes on in the next', () => {
    const sizes = Array.from({ length: limits.jobsChangedPerTurn + 3 }, () => ({ size: 1 }));
    const run = beginRun({ jobs: sizes });
    turn(run);
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(limits.jobsChangedPerTurn);
    // What is planned already counts against the next turn's share.
    turn(run, at(1));
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(limits.jobsChangedPerTurn);
    claimAll(run, at(2));
    turn(run, at(2));
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(3);
    claimAll(run, at(3));
    startAll(run, at(3));
    const seen = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(300) }),
    );
    turnSeeing(run, seen, at(300));
    expect(jobsIn(run.state(), 'ENDED')).toHaveLength(limits.jobsChangedPerTurn);
    turnSeeing(run, seen, at(301));
    expect(jobsIn(run.state(), 'ENDED')).toHaveLength(limits.jobsChangedPerTurn + 3);
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });

  it('calls no wave timed out of which more jobs have ended in time than it settles: the next one says how it ended', () => {
    const sizes = Array.from({ length: limits.jobsChangedPerTurn + 3 }, () => ({ size: 1 }));
    const run = beginRun({ settings: { timeoutMinutes: 3 }, jobs: sizes });
    for (let seconds = 0; seconds < 3; seconds += 1) {
      turn(run, at(seconds));
      claimAll(run, at(seconds));
      startAll(run, at(seconds));
    }
    const afterOutage = 400;
    const seen = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(afterOutage) }),
    );
    expect(seen).toHaveLength(sizes.length);
    turnSeeing(run, seen, at(afterOutage));
    expect([statusesOf(run), jobsIn(run.state(), 'STARTED').length]).toEqual([['IN_PROGRESS'], 3]);
    turnSeeing(run, seen, at(afterOutage));
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });

  it('settles jobs before it plans others, out of one share', () => {
    const jobs = (count: number) => Array.from({ length: count }, () => ({ size: 1 }));
    const run = beginRun({ jobs: jobs(12) }, { settings: { dependsOnWaves: [] }, jobs: jobs(10) });
    launch(run);
    const first = jobsIn(run.state(), 'STARTED').filter((job) => job.waveNumber === 0);
    expect(first).toHaveLength(12);
    const seen = first.map((job) =>
      observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(300) }),
    );
    turnSeeing(run, seen, at(300));
    expect(jobsIn(run.state(), 'ENDED')).toHaveLength(12);
    // There is room for five jobs more, and a share for three.
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(limits.jobsChangedPerTurn - 12);
  });

  it('tells no more than its share of jobs what they wait for, nor gives up more', () => {
    const run = beginRun({ jobs: Array.from({ length: limits.jobsChangedPerTurn + 2 }, () => ({ size: 1 })) });
    const full = Array.from({ length: 20 }, () => ({ scope: 0, serverCount: 1 }));
    const counts = (seconds: number, type: string) =>
      turn(run, at(seconds), full).events.filter(({ data }) => data.type === type).length;
    expect([0, 1, 2].map((seconds) => counts(seconds, 'JobHeld'))).toEqual([limits.jobsChangedPerTurn, 2, 0]);
    // All of them have waited for a day by then.
    const day = limits.waitForOthersHours * 3600 + 10;
    expect([0, 1, 2].map((seconds) => counts(day + seconds, 'JobRefused'))).toEqual([limits.jobsChangedPerTurn, 2, 0]);
    expect(run.state().waves[0]).toMatchObject({ status: 'FAILED', failedCount: limits.jobsChangedPerTurn + 2 });
  });

  it('tells once what a job waits for, and again when that is something else', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    const others = (count: number, serverCount: number) =>
      Array.from({ length: count }, () => ({ scope: 0, serverCount }));
    expect(turn(run, at(0), others(20, 1)).events.map(({ data }) => data.type)).toContain('JobHeld');
    expect(turn(run, at(15), others(20, 1)).events).toEqual([]);
    const { events } = turn(run, at(30), others(5, 100));
    expect(events).toMatchObject([{ data: { type: 'JobHeld', retry: false, notBefore: at(30) } }]);
    expect(run.state().jobs[0]).toMatchObject({ waitingSince: at(0), tries: 0 });
    turn(run, at(45));
    expect(run.state().jobs[0]).toMatchObject({ state: 'PLANNED' });
    expect(run.state().jobs[0]).not.toHaveProperty('waitingFor');
  });
});

describe('a part of a clean-up’s job that has to wait', () => {
  it('is a clean-up’s job too', () => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    turn(run);
    const state = run.state();
    const cleanUp = { ...state, jobs: state.jobs.map((job) => ({ ...job, purpose: 'CLEAN_UP' as const })) };
    const decision = decide(
      cleanUp,
      {
        type: 'launchChecked',
        scope: { accountId: '111122223333', region: 'us-east-1' },
        claimId: 'claim-1',
        ledger: ledgersOf(state).values().next().value ?? { reservations: [] },
        foreignJobs: [],
        obstacles: new Map([[serverId(1), { kind: 'held', waitingFor: 'drsjob-other' }]]),
      },
      at(1),
    );
    expect(decision).toMatchObject({
      state: {
        jobs: [
          { state: 'CLAIMED', purpose: 'CLEAN_UP' },
          {
            state: 'WAITING',
            purpose: 'CLEAN_UP',
            waitingFor: 'drsjob-other',
            waitingSince: at(1),
            attempt: 1,
            tries: 0,
          },
        ],
      },
    });
  });
});
