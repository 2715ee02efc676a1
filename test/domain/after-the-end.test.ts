/** What may follow an execution that is over: a run over what is missing, and one over what was launched. */
import { describe, expect, test } from 'vitest';
import { allowedActions, can, canFollowUpAgain } from '../../src/domain/can.ts';
import { cleanUpPlan, launchedInstances } from '../../src/domain/clean-up.ts';
import { type FollowUp, followUpOf } from '../../src/domain/follow-up.ts';
import { waveActivitySchema } from '../../src/domain/model/activity.ts';
import type { ExecutionState, WaveExecution } from '../../src/domain/model/execution.ts';
import { waveActionSchema } from '../../src/domain/model/wave-action.ts';
import { cutIntoChunks } from '../../src/domain/roster-chunks.ts';
import { holdsServer } from '../../src/domain/statuses.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, turnSeeing } from './support/drive.ts';
import type { Run } from './support/run.ts';
import { scenarioOf, serverId } from './support/scenario.ts';

const HOME = '111122223333/us-east-1';
const place = { accountId: '111122223333', region: 'us-east-1' };
const waves = [
  { jobs: [{ size: 2 }] },
  { settings: { onFailure: 'continue' as const }, jobs: [{ size: 2 }] },
  { settings: { dependsOnWaves: [1] }, jobs: [{ size: 1 }] },
];

/** Wave 0 comes up whole; of wave 1 the first server alone; wave 2 fails. */
const partlyUp = (): Run => {
  const run = beginRun(...waves);
  launch(run);
  const [first] = jobsIn(run.state(), 'STARTED');
  if (first === undefined) throw new Error('no job');
  turnSeeing(
    run,
    [observationOf(first, 'LAUNCHED', { jobStatus: 'COMPLETED', server: { recoveryInstanceId: 'i-1' } })],
    at(300),
  );
  launch(run, at(300));
  const [second] = jobsIn(run.state(), 'STARTED');
  if (second === undefined) throw new Error('no job');
  const [up = '', down = ''] = second.servers.map(({ sourceServerId }) => sourceServerId);
  const servers = [
    { sourceServerId: up, launchStatus: 'LAUNCHED' },
    { sourceServerId: down, launchStatus: 'FAILED' },
  ];
  turnSeeing(run, [observationOf(second, '', { jobStatus: 'COMPLETED', servers, lastPolledTime: at(600) })], at(600));
  launch(run, at(600));
  endAll(run, 'FAILED', at(900));
  run.apply({ type: 'finalize' }, at(900));
  return run;
};

describe('a follow-up', () => {
  test('is over what is not up, in the waves that the plan has, by their numbers and names', () => {
    const run = partlyUp();
    const { plan } = scenarioOf(waves);
    const { plan: rest, servers } = followUpOf(run.state(), plan);
    expect(
      rest.waves.map(({ waveName, waveNumber, dependsOnWaves }) => [waveName, waveNumber, dependsOnWaves]),
    ).toStrictEqual([
      ['tier 0', 0, []],
      ['tier 1', 1, [0]],
      ['tier 2', 2, [1]],
    ]);
    expect(servers.map(({ waveNumber, server }) => [waveNumber, server.sourceServerId])).toStrictEqual([
      [1, serverId(3)],
      [2, serverId(4)],
    ]);
  });

  test('asks for the same points in time, wave by wave, for what is missing', () => {
    const state = partlyUp().state();
    const pointInTime = '2026-11-02T03:00:00.000Z';
    const timed = {
      ...state,
      waves: state.waves.map((wave) => (wave.waveNumber === 1 ? wave : { ...wave, pointInTime })),
    };
    const { plan } = scenarioOf(waves);
    expect(followUpOf(timed, plan).pointsInTime).toStrictEqual({ wavePointsInTime: [{ waveNumber: 2, pointInTime }] });
    expect(followUpOf(state, plan)).not.toHaveProperty('pointsInTime');
  });

  test('asks nobody and does nothing in a wave that is up; in the others what the plan says', () => {
    const gate = { pauseBeforeWave: true };
    const { plan } = scenarioOf([
      { settings: gate, jobs: [{ size: 2 }] },
      { settings: gate, jobs: [{ size: 2 }] },
      { jobs: [{ size: 1 }] },
    ]);
    const after = [waveActionSchema.parse({ kind: 'HTTP_CHECK', actionName: 'told', url: 'https://example.com/' })];
    const acting = { ...plan, waves: plan.waves.map((wave) => ({ ...wave, actions: { before: [], after } })) };
    expect(
      followUpOf(partlyUp().state(), acting).plan.waves.map(({ pauseBeforeWave, actions }) => [
        pauseBeforeWave,
        actions?.after.length,
      ]),
    ).toStrictEqual([
      [false, undefined],
      [true, 1],
      [false, 1],
    ]);
  });

  describe('of a run of which everything is up in a wave that failed all the same', () => {
    const drafts = [{ jobs: [{ size: 2 }] }, { jobs: [{ size: 1 }] }];
    const { plan } = scenarioOf(drafts);
    const activity = waveActivitySchema.parse({
      activityKey: 'w000-after-00',
      phase: 'after',
      activityName: 'switch dns',
      kind: 'LAMBDA',
      required: true,
      timeoutMinutes: 5,
      retries: 0,
      state: 'FAILED',
      tries: 1,
    });
    const done = { ...activity, activityName: 'tell the desk', state: 'SUCCEEDED' as const };
    const failedBy = (settings: Partial<WaveExecution> = { activities: [done, activity] }): ExecutionState => {
      const state = beginRun(...drafts).state();
      return {
        ...state,
        waves: state.waves.map((wave) => (wave.waveNumber === 0 ? { ...wave, status: 'FAILED', ...settings } : wave)),
        jobs: state.jobs.map((job) =>
          job.waveNumber === 0
            ? { ...job, servers: job.servers.map((server) => ({ ...server, outcome: 'LAUNCHED' })) }
            : job,
        ),
      };
    };
    const gatesOf = (followUp: FollowUp) => followUp.plan.waves.map(({ pauseBeforeWave }) => pauseBeforeWave);

    test('waits there for a person, and says which actions are not done again', () => {
      const followUp = followUpOf(failedBy(), plan);
      expect(gatesOf(followUp)).toStrictEqual([true, false]);
      expect(followUp.unfinished).toStrictEqual([
        { waveNumber: 0, waveName: 'tier 0', isWhole: true, actionNames: ['switch dns'] },
      ]);
      expect(followUpOf(failedBy({}), plan).unfinished).toMatchObject([{ actionNames: [] }]);
    });

    test.each([
      ['whose failure the plan passes over', { onFailure: 'continue' }],
      ['whose failure a person passed over', { failureAcceptedBy: 'anna' }],
    ] as const)('passes by one %s', (_what, settings) => {
      const followUp = followUpOf(failedBy(settings), plan);
      expect(gatesOf(followUp)).toStrictEqual([false, false]);
      expect(followUp.unfinished).toStrictEqual([]);
    });

    test.each([
      ['was needed and failed', {}, [true, false]],
      ['was needed and not done', { state: 'PLANNED' }, [true, false]],
      ['was not needed', { required: false }, [false, false]],
      ['was done before the launch', { phase: 'before' }, [false, false]],
      ['succeeded', { state: 'SUCCEEDED' }, [false, false]],
    ] as const)('though one of its servers is missing too, where the action %s', (_what, settings, gates) => {
      const activities = [done, { ...activity, ...settings }];
      const state = failedBy({ activities, minSuccessPercent: 50 });
      const partly = (percent: number): ExecutionState => ({
        ...state,
        waves: state.waves.map((wave) => ({ ...wave, minSuccessPercent: percent })),
        jobs: state.jobs.map((job) => ({
          ...job,
          servers: job.servers.map((server, index) =>
            job.waveNumber === 0 && index === 1 ? { ...server, outcome: 'FAILED' } : server,
          ),
        })),
      });
      const followUp = followUpOf(partly(50), plan);
      expect(gatesOf(followUp)).toStrictEqual(gates);
      expect(followUp.unfinished).toStrictEqual(
        gates[0] ? [{ waveNumber: 0, waveName: 'tier 0', isWhole: false, actionNames: ['switch dns'] }] : [],
      );
      expect(followUp.servers.map(({ waveNumber }) => waveNumber)).toStrictEqual([0, 1]);
      // Below what was wanted its actions had no turn.
      expect(gatesOf(followUpOf(partly(100), plan))).toStrictEqual([false, false]);
    });

    test('waits in the next follow-up too, when that gate was not opened', () => {
      const first = followUpOf(failedBy(), plan);
      const state = failedBy({ status: 'SKIPPED' });
      const again = { ...state, jobs: state.jobs.filter(({ waveNumber }) => waveNumber !== 0) };
      const next = followUpOf(again, first.plan);
      expect(gatesOf(next)).toStrictEqual([true, false]);
      expect(gatesOf(followUpOf({ ...again, waves: [] }, first.plan))).toStrictEqual([false, false]);
      // One that had neither servers nor such a gate gets none.
      const without = followUpOf(again, plan);
      expect(gatesOf(without)).toStrictEqual([false, false]);
      expect(without.unfinished).toStrictEqual([]);
    });
  });

  test('keeps the order of the waves, and the host names that are known', () => {
    const first = { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] };
    const drafts = [first, first, { settings: { dependsOnWaves: [1, 0] }, jobs: [{ size: 1 }] }];
    const state = beginRun(...drafts).state();
    const named = {
      ...state,
      jobs: state.jobs.map((job, index) => ({
        ...job,
        servers: job.servers.map((server) => (index === 1 ? { ...server, hostname: 'db-1.example.com' } : server)),
      })),
    };
    const { plan, servers } = followUpOf(named, scenarioOf(drafts).plan);
    expect(plan.waves.map(({ dependsOnWaves }) => dependsOnWaves)).toStrictEqual([[], [], [1, 0]]);
    expect(servers).toStrictEqual([
      { waveNumber: 0, scope: place, server: { sourceServerId: serverId(0), serverName: 'server-0' } },
      {
        waveNumber: 1,
        scope: place,
        server: { sourceServerId: serverId(1), serverName: 'server-1', hostname: 'db-1.example.com' },
      },
      { waveNumber: 2, scope: place, server: { sourceServerId: serverId(2), serverName: 'server-2' } },
    ]);
  });

  test('is allowed while something is missing, a clean-up while something was launched', () => {
    const state = partlyUp().state();
    expect(state.header.status).toBe('PARTIAL');
    expect(can('followUp', state)).toStrictEqual({ allowed: true });
    expect(can('cleanUp', state)).toStrictEqual({ allowed: true });
    const cleanUp = { ...state, header: { ...state.header, purpose: 'CLEAN_UP' as const } };
    expect(can('followUp', cleanUp)).toStrictEqual({
      allowed: false,
      reason: 'it is a clean-up: clean the execution up again instead',
    });
    expect(can('cleanUp', cleanUp)).toStrictEqual({ allowed: false, reason: 'it launched no instance' });
    const { rosterId: _rosterId, ...header } = state.header;
    expect(can('followUp', { ...state, header })).toStrictEqual({
      allowed: false,
      reason: 'it never began: start the plan again instead',
    });
    expect(canFollowUpAgain({ ...state, header }, undefined, []).allowed).toBe(false);
    const whole = { ...state, waves: state.waves.map((wave) => ({ ...wave, launchedCount: wave.serverCount })) };
    expect(can('followUp', whole)).toStrictEqual({
      allowed: false,
      reason: 'every server of it was launched; actions are not done again',
    });
  });

  test('is allowed once: not over what another one follows, unless that was refused and so started nothing', () => {
    const state = partlyUp().state();
    const whenFollowedBy = (status: 'REFUSED' | 'PARTIAL') =>
      canFollowUpAgain(state, { executionId: 'exec-2', status }, []);
    expect(canFollowUpAgain(state, undefined, [])).toStrictEqual({ allowed: true });
    expect(allowedActions(state, undefined, [])).toStrictEqual(['followUp', 'cleanUp']);
    expect(allowedActions(state, { executionId: 'exec-2', status: 'PARTIAL' }, [])).toStrictEqual(['cleanUp']);
    expect(whenFollowedBy('REFUSED')).toStrictEqual({ allowed: true });
    expect(whenFollowedBy('PARTIAL')).toStrictEqual({
      allowed: false,
      reason: 'exec-2 follows it already: retry what that one leaves',
    });
    // Why it could never be is told first.
    const cleanUp = { ...state, header: { ...state.header, purpose: 'CLEAN_UP' as const } };
    expect(canFollowUpAgain(cleanUp, { executionId: 'exec-2', status: 'PARTIAL' }, [])).toStrictEqual(
      can('followUp', cleanUp),
    );
  });

  test.each([
    [
      'one runs',
      'POLLING',
      0,
      'the clean-up exec-3 terminates what a follow-up would stand on: when it is over, start the plan anew',
    ],
    [
      'one has terminated something',
      'PARTIAL',
      2,
      'the clean-up exec-3 terminated 2 instances that a follow-up would stand on: start the plan anew',
    ],
    ['one has terminated nothing', 'FAILED', 0, undefined],
  ] as const)('is not allowed on ground that a clean-up takes away: %s', (_what, status, terminatedCount, reason) => {
    const state = partlyUp().state();
    const cleanUp = { executionId: 'exec-3', status, serverCount: 2, terminatedCount, startTime: at(400) };
    expect(canFollowUpAgain(state, undefined, [cleanUp])).toStrictEqual(
      reason === undefined ? { allowed: true } : { allowed: false, reason },
    );
    expect(allowedActions(state, undefined, [cleanUp]).includes('followUp')).toBe(reason === undefined);
  });
});

describe('a clean-up', () => {
  test('is over what was launched and nothing else, each with the job that made it', () => {
    expect(
      launchedInstances(partlyUp().state()).map(({ sourceServerId, jobId, adopted, recoveryInstanceId }) => [
        sourceServerId,
        jobId,
        adopted,
        recoveryInstanceId,
      ]),
    ).toStrictEqual([
      [serverId(0), 'drsjob-w000-a1-j000', false, 'i-1'],
      [serverId(1), 'drsjob-w000-a1-j000', false, 'i-1'],
      [serverId(2), 'drsjob-w001-a1-j000', false, undefined],
    ]);
  });

  test('says where each is, and whether its job was named by a reply; without a DRS job nothing is of this run', () => {
    const state = partlyUp().state();
    const [, , unnamed] = launchedInstances(state);
    expect(unnamed).toStrictEqual({
      scope: place,
      sourceServerId: serverId(2),
      serverName: 'server-2',
      jobId: 'drsjob-w001-a1-j000',
      adopted: false,
    });
    const found = { ...state, jobs: state.jobs.map((job) => ({ ...job, adopted: true })) };
    expect(launchedInstances(found).map(({ adopted }) => adopted)).toStrictEqual([true, true, true]);
    const jobless = { ...state, jobs: state.jobs.map(({ jobId: _jobId, ...job }) => job) };
    expect(launchedInstances(jobless)).toStrictEqual([]);
  });

  test('is one wave that depends on nothing and waits for nobody', () => {
    const [wave, ...more] = cleanUpPlan(scenarioOf(waves).plan).waves;
    expect(more).toStrictEqual([]);
    expect(wave).toMatchObject({
      waveNumber: 0,
      waveName: 'clean-up',
      protectionGroupIds: ['group-1'],
      dependsOnWaves: [],
      pauseBeforeWave: false,
      onFailure: 'continue',
      minSuccessPercent: 100,
    });
    expect(wave).not.toHaveProperty('actions');
  });

  test('does after the terminations what its plan says, and nothing before', () => {
    const afterCleanUp = [
      waveActionSchema.parse({ kind: 'HTTP_CHECK', actionName: 'told', url: 'https://example.com/' }),
    ];
    const [wave] = cleanUpPlan({ ...scenarioOf(waves).plan, afterCleanUp }).waves;
    expect(wave?.actions).toStrictEqual({ before: [], after: afterCleanUp });
  });
});

describe('whether a run still needs a server', () => {
  test('before it has begun every one; when it is over none', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    const { rosterId: _rosterId, ...header } = run.state().header;
    expect(holdsServer({ ...run.state(), header }, 'any', HOME)).toBe(true);
    expect(holdsServer(partlyUp().state(), serverId(0), HOME)).toBe(false);
  });

  test('one that it has nowhere, or elsewhere, never', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    expect(holdsServer(run.state(), serverId(0), HOME)).toBe(true);
    expect(holdsServer(run.state(), serverId(0), '111122223333/eu-west-1')).toBe(false);
    expect(holdsServer(run.state(), serverId(9), HOME)).toBe(false);
  });

  test('one that runs, until its job is over; after a cancel nothing else', () => {
    const run = beginRun({ jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    launch(run);
    run.apply({ type: 'cancel', actor: 'anna', reason: '' }, at(10));
    expect([serverId(0), serverId(1)].map((id) => holdsServer(run.state(), id, HOME))).toStrictEqual([true, false]);
  });

  test('one that came up while others still launch; not one that failed for good', () => {
    const run = beginRun({ settings: { onFailure: 'continue' }, jobs: [{ size: 2 }] }, { jobs: [{ size: 1 }] });
    launch(run);
    const [job] = jobsIn(run.state(), 'STARTED');
    if (job === undefined) throw new Error('no job');
    const servers = job.servers.map(({ sourceServerId }, index) => ({
      sourceServerId,
      launchStatus: index === 0 ? 'LAUNCHED' : 'FAILED',
    }));
    turnSeeing(run, [observationOf(job, '', { jobStatus: 'COMPLETED', servers, lastPolledTime: at(300) })], at(300));
    expect([serverId(0), serverId(1)].map((id) => holdsServer(run.state(), id, HOME))).toStrictEqual([true, false]);
  });
});

test('a wave is first cut into jobs of one place and at most 100 servers, in order of id', () => {
  // 5 and 203 have no common divisor: every number once, in no order.
  const servers = Array.from({ length: 203 }, (_, index) => ({
    waveNumber: 4,
    scope: { accountId: '111122223333', region: index < 202 ? 'us-east-1' : 'eu-west-1' },
    server: { sourceServerId: serverId(((index + 1) * 5) % 203), serverName: `server-${index}` },
  }));
  const chunks = cutIntoChunks(4, servers);
  expect(
    chunks.map((chunk) => [chunk.waveNumber, chunk.chunkNumber, chunk.region, chunk.servers.length]),
  ).toStrictEqual([
    [4, 0, 'us-east-1', 100],
    [4, 1, 'us-east-1', 100],
    [4, 2, 'us-east-1', 2],
    [4, 3, 'eu-west-1', 1],
  ]);
  expect(chunks.slice(0, 3).flatMap((chunk) => chunk.servers.map((server) => server.sourceServerId))).toStrictEqual(
    Array.from({ length: 202 }, (_, index) => serverId(index + 1)),
  );
  expect(cutIntoChunks(0, [])).toStrictEqual([]);
});
