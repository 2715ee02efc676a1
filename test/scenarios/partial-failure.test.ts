import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { type FaultInput, faultRule } from '../../src/simulator/faults/rule.ts';
import type { Rig, WaveDraft } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';
import type { Soundness } from './support/soundness.ts';

const noCapacity = 'InsufficientInstanceCapacity';

/** A wave in which one server of two fails, and a wave after it. */
const openBadStart = async (settings: Partial<WaveDraft>) => {
  const rig = await openScenario({ servers: ['good-database', 'fail-launch-database', 'application'] });
  const [bad = '', good = ''] = [...rig.idsOf('fail-launch'), ...rig.idsOf('good')];
  const planId = await rig.savePlan('shop', [
    { waveName: 'databases', servers: [good, bad], ...settings },
    { waveName: 'applications', servers: rig.idsOf('application') },
  ]);
  return { rig, bad, good, executionId: await rig.launch(planId) };
};

const jobOf290Seconds: MakeEstateOptions['durations'] = {
  jobStart: [0, 0],
  snapshot: [45, 45],
  conversion: [125, 125],
  launch: [120, 120],
  jobEnd: [0, 0],
};

const serverOf = async (rig: Rig, executionId: string, sourceServerId: string) =>
  (await rig.servers(executionId)).find((server) => server.sourceServerId === sourceServerId);

describe('DRS calls a job COMPLETED in which one server FAILED', () => {
  test('stop: the wave fails, names the server with DRS’s reason, and later waves are not started', async () => {
    const { rig, bad, good, executionId } = await openBadStart({ onFailure: 'stop' });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'SKIPPED']);
    expect(execution.waves[0]?.statusReason).toContain(`fail-launch-database (${bad}): ${noCapacity}`);
    expect(execution.waves[1]?.statusReason).toBe(
      'not started: wave 0 "databases" is FAILED, and it says stop on failure',
    );
    expect(await serverOf(rig, executionId, bad)).toMatchObject({
      outcome: 'FAILED',
      reason: expect.stringContaining(noCapacity),
    });
    expect(await serverOf(rig, executionId, good)).toMatchObject({ outcome: 'LAUNCHED' });
    expect((await rig.servers(executionId)).at(-1)).toMatchObject({ outcome: 'NOT_STARTED' });
    expect(rig.launchJobs()).toHaveLength(1);
  });

  test('pause: the execution waits for a person, who goes on without what failed', async () => {
    const { rig, executionId } = await openBadStart({ onFailure: 'pause' });
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.statusReason).toBe('wave 0 "databases" is FAILED: a person decides how to go on');
    expect(paused.waves.map((wave) => wave.status)).toEqual(['FAILED', 'PENDING']);
    expect(paused.actions.resume).toEqual({ allowed: true, waveNumbers: [0] });
    await rig.clock.advance(86_400);
    expect(rig.launchJobs()).toHaveLength(1);

    await rig.command(executionId, { type: 'resume', waveNumber: 0 }, 'ben');
    const execution = await rig.runToEnd(executionId);
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'COMPLETED']);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2 });
    expect(execution.waves[0]?.failureAcceptedBy).toBe('ben');
  });

  test('pause: the person may also cancel', async () => {
    const { rig, executionId } = await openBadStart({ onFailure: 'pause' });
    await rig.runUntil(executionId, 'PAUSED');
    await rig.command(executionId, { type: 'cancel', reason: 'no point' });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'CANCELLED']);
  });

  test('continue: later waves are started, and the end is PARTIAL', async () => {
    const { rig, executionId } = await openBadStart({ onFailure: 'continue' });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2, failedCount: 1 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'COMPLETED']);
    expect(execution.statusReason).toBe('2 of 3 servers launched; wave 0 "databases" FAILED');
  });

  test('enough servers are up: the wave is PARTIAL, and its dependants start', async () => {
    const { rig, executionId } = await openBadStart({ minSuccessPercent: 50 });
    const execution = await rig.runToEnd(executionId);
    expect(execution.waves.map((wave) => wave.status)).toEqual(['PARTIAL', 'COMPLETED']);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2, failedCount: 1 });
  });

  test('one percent more than are up: the wave FAILED', async () => {
    const { rig, executionId } = await openBadStart({ minSuccessPercent: 51 });
    const execution = await rig.runToEnd(executionId);
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'SKIPPED']);
  });

  test('nothing launched at all: the execution FAILED', async () => {
    const rig = await openScenario({ servers: ['fail-launch-a', 'fail-launch-b', 'later'] });
    const executionId = await rig.launch(
      await rig.savePlan('bad day', [{ servers: rig.idsOf('fail') }, { servers: rig.idsOf('later') }]),
    );
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'FAILED', launchedCount: 0, failedCount: 2 });
    expect(execution.statusReason).toContain('0 of 3 servers launched');
  });

  test('a failed wave says stop: an independent wave that runs goes on to its end, one that has not started is skipped', async () => {
    const rig = await openScenario({ servers: ['fail-launch-a', 'slow-b', 'c'] });
    const planId = await rig.savePlan('two roads', [
      { servers: rig.idsOf('fail'), dependsOn: [] },
      { servers: rig.idsOf('slow'), dependsOn: [] },
      { servers: rig.idsOf('c'), dependsOn: [1] },
    ]);
    const execution = await rig.runToEnd(await rig.launch(planId));
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'COMPLETED', 'SKIPPED']);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
  });

  test('a server that DRS skips is a failed server', async () => {
    const rig = await openScenario({ servers: 2 });
    const [a = '', b = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'skip-server', sourceServerIds: [b] });
    const executionId = await rig.launch(await rig.savePlan('skipped', [{ servers: [a, b] }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
    expect(await serverOf(rig, executionId, b)).toMatchObject({ outcome: 'FAILED', reason: 'Skipped' });
  });
});

describe('DRS calls a job COMPLETED and leaves a server undecided', () => {
  const openUndecided = async (instanceAppears: boolean) => {
    const rig = await openScenario({ servers: 2 });
    const [a = '', b = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'undecided-server', sourceServerIds: [b], instanceAppears });
    const executionId = await rig.launch(await rig.savePlan('undecided', [{ servers: [a, b] }]));
    return { rig, b, executionId, execution: await rig.runToEnd(executionId) };
  };

  test('its recovery instance appears: it is launched', async () => {
    const { execution } = await openUndecided(true);
    expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('defect 8.3.9: no recovery instance appears: it is failed after the grace period, and not before', async () => {
    const { rig, b, execution, executionId } = await openUndecided(false);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    expect((await serverOf(rig, executionId, b))?.reason).toMatch(
      /^DRS ended job drsjob-\w+ without deciding this server, and no recovery instance of that job was seen in 5 min/,
    );
    const jobEnd = Number(rig.launchJobs()[0]?.endedAt);
    const waitedSeconds = (Date.parse(String(execution.endTime)) - jobEnd) / 1000;
    expect(waitedSeconds).toBeGreaterThanOrEqual(limits.undecidedGraceSeconds);
    expect(waitedSeconds).toBeLessThan(limits.undecidedGraceSeconds + 60);
  });
});

describe('DRS calls a job COMPLETED and leaves a server undecided, and nobody can look for its instance', () => {
  /** Two servers; of the second its job says nothing. DRS does not tell of recovery instances from the launch on. */
  const openBlind = async (
    blind: { readonly kind: FaultInput['kind']; readonly forSeconds?: number },
    {
      instanceAppears = true,
      timeoutMinutes = 120,
      sound = {},
    }: { readonly instanceAppears?: boolean; readonly timeoutMinutes?: number; readonly sound?: Soundness } = {},
  ) => {
    const rig = await openScenario({ servers: 2, sound });
    const [a = '', b = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'undecided-server', sourceServerIds: [b], instanceAppears });
    const executionId = await rig.launch(await rig.savePlan('blind', [{ servers: [a, b], timeoutMinutes }]));
    await rig.clock.runUntil(() => rig.launchJobs().length > 0);
    rig.simulator.faults.add(faultRule.parse({ operation: 'DescribeRecoveryInstances', ...blind }));
    return { rig, b, executionId };
  };

  test.each(['throttle', 'internal-error', 'access-denied', 'lost-reply', 'expired-token'] as const)(
    '%s until long after the grace period: it is not called failed, and launched as soon as its instance is seen',
    async (kind) => {
      const { rig, b, executionId } = await openBlind({ kind, forSeconds: 2400 });
      await rig.clock.advance(2000);
      const during = await rig.get(executionId);
      expect(during).toMatchObject({ status: 'POLLING', launchedCount: 1, failedCount: 0 });
      expect(during.pollFailures).toMatchObject([
        { message: expect.stringMatching(/^what became of 1 server is not known: drs:DescribeRecoveryInstances: /) },
      ]);
      expect(await serverOf(rig, executionId, b)).toMatchObject({ outcome: 'UNDECIDED' });
      expect(await rig.runToEnd(executionId)).toMatchObject({
        status: 'COMPLETED',
        launchedCount: 2,
        pollFailures: [],
      });
    },
  );

  test('and there is none: it is failed once DRS has answered for as long as the grace period', async () => {
    const { rig, b, executionId } = await openBlind({ kind: 'throttle', forSeconds: 2400 }, { instanceAppears: false });
    const begun = rig.clock.nowMs();
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    expect((await serverOf(rig, executionId, b))?.reason).toContain('no recovery instance of that job was seen');
    const seconds = (rig.clock.nowMs() - begun) / 1000;
    expect(seconds).toBeGreaterThan(2400 + limits.undecidedGraceSeconds);
    expect(seconds).toBeLessThan(2400 + limits.undecidedGraceSeconds + 120);
  });

  test('for good: the wave times out, and a day after its start the job is given up, with what could not be asked', async () => {
    const untrueBecause = 'the instance is up, and DRS refuses to show it';
    const { rig, b, executionId } = await openBlind(
      { kind: 'access-denied' },
      { timeoutMinutes: 30, sound: { untrueBecause } },
    );
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'TIMED_OUT');
    expect((await rig.get(executionId)).waves[0]?.statusReason).toContain(
      '1 of 2 servers launched, 0 failed, 1 undecided; 1 job of it will be watched to the end',
    );
    const { startTime, endTime, status } = await rig.runToEnd(executionId);
    expect(status).toBe('TIMED_OUT');
    const hours = (Date.parse(String(endTime)) - Date.parse(startTime)) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(limits.jobGiveUpHours);
    expect(hours).toBeLessThan(limits.jobGiveUpHours + 0.1);
    expect((await serverOf(rig, executionId, b))?.reason).toMatch(
      /^not decided by DRS within 24 h; no longer watched; its instance could not be looked for: drs:DescribeRecoveryInstances: AccessDenied/,
    );
  });

  test('a job that DRS no longer lists: its servers are not called failed either', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('vanished', [{ servers: rig.idsOf('server') }]));
    await rig.clock.runUntil(() => rig.launchJobs().length > 0);
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: true });
    rig.simulator.faults.add({ kind: 'internal-error', operation: 'DescribeRecoveryInstances', forSeconds: 3600 });
    await rig.clock.advance(3000);
    expect(await rig.get(executionId)).toMatchObject({ status: 'POLLING', failedCount: 0 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

describe('DRS no longer lists a job', () => {
  const untilRunning = (rig: Rig, executionId: string) =>
    rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.jobs[0]?.observed !== undefined);

  test('its recovery instances appear: the wave completes', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('vanished', [{ servers: rig.idsOf('server') }]));
    await untilRunning(rig, executionId);
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: true });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    expect(execution.waves[0]?.jobs[0]?.observed?.jobStatus).toBe('MISSING');
  });

  test('it was gone before anybody had looked at it, and its recovery instances appear: the wave completes', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: true });
    const executionId = await rig.launch(await rig.savePlan('vanished', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('it vanished early and its servers take as long as Windows does: they are still found launched', async () => {
    const rig = await openScenario({
      servers: 2,
      estate: { durations: 'realistic', server: () => ({ os: 'windows' }) },
    });
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: true });
    const executionId = await rig.launch(await rig.savePlan('vanished', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('no recovery instance appears: its servers are failed in bounded time, with what is known', async () => {
    const rig = await openScenario({ servers: 2, sound: { untrueBecause: 'DRS hides the job and its instances' } });
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: false });
    const executionId = await rig.launch(await rig.savePlan('vanished', [{ servers: rig.idsOf('server') }]));
    const execution = await rig.runToEnd(executionId, 1);
    expect(execution).toMatchObject({ status: 'FAILED', launchedCount: 0, failedCount: 2 });
    for (const server of await rig.servers(executionId)) {
      expect(server.reason).toMatch(
        /^DRS no longer lists job drsjob-\w+, and no recovery instance of that job was seen in 30 min/,
      );
    }
  });

  test('it is hidden for a while and then listed again: nothing is lost', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('hidden', [{ servers: rig.idsOf('server') }]));
    await untilRunning(rig, executionId);
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: false, forSeconds: 180 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

describe('a job that never ends', () => {
  test('the wave times out, its job is watched on until it is given up, and only then is the execution over', async () => {
    const rig = await openScenario({ servers: ['stuck-gateway', 'good', 'later'] });
    const planId = await rig.savePlan('stuck', [
      { servers: [...rig.idsOf('stuck'), ...rig.idsOf('good')], timeoutMinutes: 30 },
      { servers: rig.idsOf('later') },
    ]);
    const executionId = await rig.launch(planId);
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'TIMED_OUT');
    const timedOut = await rig.get(executionId);
    const giveUpTime = new Date(Date.parse(timedOut.waves[0]?.jobs[0]?.startedTime ?? '') + 24 * 3600 * 1000);
    expect(timedOut.waves[0]?.statusReason).toBe(
      `not done within 30 min of its first launch: 1 of 2 servers launched, 0 failed, 1 undecided; 1 job of it will be watched to the end; watched until ${giveUpTime.toISOString()} at most: what DRS has not decided by then counts as failed; undecided: stuck-gateway`,
    );
    expect(timedOut.waves[1]?.status).toBe('SKIPPED');
    expect(timedOut.status).toBe('POLLING');
    await rig.clock.advance(20 * 3600);
    expect((await rig.get(executionId)).status).toBe('POLLING');

    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'TIMED_OUT', launchedCount: 1, failedCount: 1 });
    const hours = (Date.parse(String(execution.endTime)) - Date.parse(execution.startTime)) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(limits.jobGiveUpHours);
    expect(hours).toBeLessThan(limits.jobGiveUpHours + 0.1);
    const stuck = (await rig.servers(executionId)).find((server) => server.outcome === 'FAILED');
    expect(stuck?.reason).toBe('not decided by DRS within 24 h; no longer watched (last launchStatus IN_PROGRESS)');
  });

  test('what launches after the time-out is still found launched', async () => {
    const rig = await openScenario({ servers: ['slow-one'], estate: { durations: { launch: [600, 600] } } });
    const executionId = await rig.launch(
      await rig.savePlan('late', [{ servers: rig.idsOf('slow'), timeoutMinutes: 10 }]),
    );
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'TIMED_OUT', launchedCount: 1 });
    expect(execution.waves[0]).toMatchObject({ status: 'TIMED_OUT', launchedCount: 1 });
  });

  test('a job that ended at 290 s, and is seen after 300 s, is in time for a limit of 5 minutes', async () => {
    const rig = await openScenario({ servers: 1, estate: { durations: jobOf290Seconds } });
    const executionId = await rig.launch(
      await rig.savePlan('in time', [{ servers: rig.idsOf('server'), timeoutMinutes: 5 }]),
    );
    // Nobody can look between 280 s and 310 s.
    await rig.clock.advance(280);
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 30 });
    const execution = await rig.runToEnd(executionId);
    const endedAfterSeconds = (Number(rig.launchJobs()[0]?.endedAt) - Date.parse(execution.startTime)) / 1000;
    expect(endedAfterSeconds).toBeCloseTo(290, 0);
    expect(Date.parse(String(execution.endTime)) - Date.parse(execution.startTime)).toBeGreaterThan(300_000);
    expect(execution.status).toBe('COMPLETED');
  });

  test('a job that is still running when it is looked at after its limit is timed out', async () => {
    const rig = await openScenario({ servers: 1, estate: { durations: { launch: [200, 200] } } });
    const executionId = await rig.launch(
      await rig.savePlan('too late', [{ servers: rig.idsOf('server'), timeoutMinutes: 5 }]),
    );
    expect((await rig.runToEnd(executionId)).waves[0]?.status).toBe('TIMED_OUT');
  });

  test('time spent waiting for a turn does not count: the limit runs from the first launch', async () => {
    const rig = await openScenario({ servers: 1, estate: { durations: jobOf290Seconds } });
    const [a = ''] = rig.idsOf('server');
    rig.launchByStranger([a]);
    const executionId = await rig.launch(await rig.savePlan('queued', [{ servers: [a], timeoutMinutes: 5 }]));
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(rig.launchJobs()).toHaveLength(2);
  });
});

describe('AWS says a status that nobody knows', () => {
  test('an unknown launch status is shown, and waited on', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('new word', [{ servers: rig.idsOf('server') }]));
    rig.simulator.faults.add({ kind: 'unknown-status', value: 'BOOT_VALIDATION', forSeconds: 215 });
    await rig.clock.advance(200);
    expect((await rig.get(executionId)).status).toBe('POLLING');
    const statuses = (await rig.servers(executionId)).map((server) => server.observed?.launchStatus);
    expect(statuses).toEqual(['BOOT_VALIDATION', 'BOOT_VALIDATION']);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('a launch status stays unknown when the job is over: the recovery instance decides', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'unknown-status', value: 'BOOT_VALIDATION' });
    const executionId = await rig.launch(await rig.savePlan('new word', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('somebody launches a server again before anybody sees ours, under an unknown launch status: it is failed, with whose instance runs now', async () => {
    const untrueBecause = 'DRS hides that it launched the server, and a stranger has deleted the instance';
    const rig = await openScenario({ servers: 2, sound: { untrueBecause } });
    const [a = '', b = ''] = rig.idsOf('server');
    const executionId = await rig.launch(await rig.savePlan('replaced', [{ servers: [a, b] }]));
    // Nobody looks until a stranger's launch of one of the servers is over, too.
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 600 });
    rig.simulator.faults.add({ kind: 'unknown-status', value: 'BOOT_VALIDATION' });
    await rig.clock.advance(300);
    const ours = rig.launchJobs()[0]?.servers.find(({ sourceServerId }) => sourceServerId === b);
    const strangersJobId = rig.launchByStranger([b]);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    expect(await serverOf(rig, executionId, a)).toMatchObject({ outcome: 'LAUNCHED' });
    const failed = await serverOf(rig, executionId, b);
    expect(failed?.outcome).toBe('FAILED');
    expect(failed?.reason).toContain('and no recovery instance of that job was seen in 5 min');
    expect(failed?.reason).toContain(
      `(last launchStatus BOOT_VALIDATION; that job's was ${ours?.instanceId}; the one that DRS shows was made by job ${strangersJobId})`,
    );
  });

  test('an unknown job status is shown, and waited on', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('new word', [{ servers: rig.idsOf('server') }]));
    rig.simulator.faults.add({ kind: 'unknown-status', field: 'jobStatus', value: 'ARCHIVING', forSeconds: 600 });
    await rig.clock.advance(500);
    const during = await rig.get(executionId);
    expect(during.status).toBe('POLLING');
    expect(during.waves[0]?.jobs[0]?.observed?.jobStatus).toBe('ARCHIVING');
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});
