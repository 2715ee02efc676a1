/** An execution as it is saved first, and its waves and jobs as they were frozen. */
import { describe, expect, it } from 'vitest';
import {
  byJobKey,
  DECISION_VERSION,
  initialState,
  initiateExecution,
  jobKeyOf,
  nextJobKey,
} from '../../src/domain/transition/initial-state.ts';
import { START, scenarioOf, serverId } from './support/scenario.ts';

const ireland = { accountId: '111122223333', region: 'eu-west-1' };
const { plan, chunks } = scenarioOf([
  { jobs: [{ size: 2 }, { size: 1, scope: ireland }] },
  {
    settings: { pauseBeforeWave: true, onFailure: 'pause', minSuccessPercent: 80, timeoutMinutes: 7 },
    jobs: [{ size: 1 }],
  },
]);

const request = {
  executionId: 'exec-1',
  plan: { ...plan, version: 3, rtoTargetMinutes: 60 },
  executionType: 'RECOVERY',
  initiatedBy: 'ana',
  now: START,
} as const;

describe('an execution that is started', () => {
  it('says which version of which plan it runs, who started it, when, and how long it may take', () => {
    expect(initiateExecution(request)).toEqual({
      executionId: 'exec-1',
      planId: 'plan-1',
      planName: 'shop',
      planVersion: 3,
      executionType: 'RECOVERY',
      rtoTargetMinutes: 60,
      status: 'INITIATED',
      totalWaves: 2,
      serverCount: 0,
      initiatedBy: 'ana',
      startTime: START,
      pauseRequested: false,
      cancelRequested: false,
      decisionVersion: DECISION_VERSION,
      eventCount: 0,
    });
    expect(initiateExecution({ ...request, plan })).not.toHaveProperty('rtoTargetMinutes');
  });

  it('over another one says which, and what for; the plan’s time target is not its own', () => {
    const cleanUp = initiateExecution({ ...request, purpose: 'CLEAN_UP', relatedExecutionId: 'exec-0' });
    expect(cleanUp).toMatchObject({ purpose: 'CLEAN_UP', relatedExecutionId: 'exec-0' });
    expect(cleanUp).not.toHaveProperty('rtoTargetMinutes');
    expect(initiateExecution(request)).not.toHaveProperty('purpose');
    expect(initiateExecution(request)).not.toHaveProperty('relatedExecutionId');
  });

  it.each([
    ['a drill', { executionType: 'DRILL' }, 300, 8],
    ['a recovery', {}, 300, undefined],
    ['a drill of what was missing', { executionType: 'DRILL', relatedExecutionId: 'exec-0' }, 300, 8],
    ['a clean-up', { executionType: 'DRILL', purpose: 'CLEAN_UP' }, undefined, undefined],
  ] as const)('%s has the objective and the hours that mean something for it', (_what, changes, rpo, hours) => {
    const { rpoTargetSeconds, drillTtlHours } = initiateExecution({
      ...request,
      ...changes,
      plan: { ...plan, rpoTargetSeconds: 300, drillTtlHours: 8 },
    });
    expect({ rpoTargetSeconds, drillTtlHours }).toEqual({ rpoTargetSeconds: rpo, drillTtlHours: hours });
  });
});

describe('its waves and jobs', () => {
  it('are those of the plan and of the servers that were found, and nothing is decided yet', () => {
    const { waves, jobs } = initialState(initiateExecution(request), plan, chunks);
    expect(waves).toEqual([
      {
        waveNumber: 0,
        waveName: 'tier 0',
        status: 'PENDING',
        dependsOnWaves: [],
        pauseBeforeWave: false,
        onFailure: 'stop',
        minSuccessPercent: 100,
        timeoutMinutes: 120,
        attempt: 1,
        serverCount: 3,
        launchedCount: 0,
        failedCount: 0,
      },
      expect.objectContaining({
        waveNumber: 1,
        dependsOnWaves: [0],
        pauseBeforeWave: true,
        onFailure: 'pause',
        minSuccessPercent: 80,
        timeoutMinutes: 7,
        serverCount: 1,
      }),
    ]);
    expect(jobs.map(({ jobKey, waveNumber, region, servers }) => [jobKey, waveNumber, region, servers.length])).toEqual(
      [
        ['w000-a1-j000', 0, 'us-east-1', 2],
        ['w000-a1-j001', 0, 'eu-west-1', 1],
        ['w001-a1-j000', 1, 'us-east-1', 1],
      ],
    );
    expect(jobs[2]).toEqual({
      jobKey: 'w001-a1-j000',
      waveNumber: 1,
      attempt: 1,
      accountId: '111122223333',
      region: 'us-east-1',
      state: 'WAITING',
      servers: [{ sourceServerId: serverId(3), serverName: 'server-3', outcome: 'UNDECIDED' }],
      tries: 0,
    });
  });

  it('say the time that their servers are to be recovered to, where one was asked for', () => {
    const pointInTime = '2026-11-02T03:00:00.000Z';
    const timed = chunks.map((chunk) => (chunk.waveNumber === 1 ? { ...chunk, pointInTime } : chunk));
    const [first, second] = initialState(initiateExecution(request), plan, timed).waves;
    expect(first).not.toHaveProperty('pointInTime');
    expect(second).toMatchObject({ pointInTime });
  });

  it('apply no launch settings where nothing is launched', () => {
    const rest = chunks.filter(({ waveNumber }) => waveNumber === 1);
    const [up, missing] = initialState(initiateExecution(request), plan, rest, new Set([0, 1])).waves;
    expect(up).toMatchObject({ serverCount: 0 });
    expect(up).not.toHaveProperty('activities');
    expect(missing?.activities).toMatchObject([{ kind: 'LAUNCH_SETTINGS' }]);
  });

  it('of a clean-up say so, each job by itself', () => {
    const header = initiateExecution({ ...request, purpose: 'CLEAN_UP' });
    expect(new Set(initialState(header, plan, chunks).jobs.map((job) => job.purpose))).toEqual(new Set(['CLEAN_UP']));
  });
});

describe('a job’s key', () => {
  it('is its wave, attempt and number, and sorts so', () => {
    const keys = [jobKeyOf(10, 1, 0), jobKeyOf(2, 1, 12), jobKeyOf(2, 1, 3)];
    expect(keys).toEqual(['w010-a1-j000', 'w002-a1-j012', 'w002-a1-j003']);
    const [job] = initialState(initiateExecution(request), plan, chunks).jobs;
    if (job === undefined) throw new Error('no job');
    const sorted = keys.map((jobKey) => ({ ...job, jobKey })).sort(byJobKey);
    expect(sorted.map(({ jobKey }) => jobKey)).toEqual(keys.toReversed());
  });

  it('of a further job counts on from those of its wave and attempt', () => {
    const { jobs } = initialState(initiateExecution(request), plan, chunks);
    expect([nextJobKey(jobs, 0, 1), nextJobKey(jobs, 1, 1), nextJobKey(jobs, 0, 2)]).toEqual([
      'w000-a1-j002',
      'w001-a1-j001',
      'w000-a2-j000',
    ]);
  });
});
