import { describe, expect, test } from 'vitest';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import type { Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';
import { storedText } from './support/stored.ts';

/** Three waves of two servers, gates before the second and the third, started. */
const startGatedDrill = async (rig: Rig): Promise<string> => {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = rig.idsOf('server');
  const planId = await rig.savePlan('shop', [
    { waveName: 'databases', servers: [a, b] },
    { waveName: 'applications', servers: [c, d], pauseBeforeWave: true },
    { waveName: 'web', servers: [e, f], pauseBeforeWave: true },
  ]);
  return rig.launch(planId);
};

describe('three waves, with gates before the second and the third', () => {
  test('the drill is over only after the third wave, and not when all that was started is done', async () => {
    const rig = await openScenario();
    const executionId = await startGatedDrill(rig);

    /** Runs until the condition holds, and looks at every turn that nobody calls the drill over. */
    const runUntilWave = async (waveNumber: number, status: string): Promise<void> => {
      await rig.clock.runUntil(async () => {
        const execution = await rig.get(executionId);
        expect(['POLLING', 'PAUSED']).toContain(execution.status);
        expect(execution.totalWaves).toBe(3);
        expect(execution.waves).toHaveLength(3);
        return execution.waves[waveNumber]?.status === status;
      });
    };

    await runUntilWave(0, 'COMPLETED');
    await runUntilWave(1, 'AWAITING_APPROVAL');
    // A day at the gate: still nobody calls it over, and nothing is launched.
    for (let hour = 0; hour < 24; hour += 1) {
      await rig.clock.advance(3600);
      expect(await rig.get(executionId)).toMatchObject({ status: 'PAUSED', launchedCount: 2 });
    }
    expect(rig.launchJobs()).toHaveLength(1);

    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    await runUntilWave(1, 'IN_PROGRESS');
    expect(rig.launchJobs()).toHaveLength(2);
    await runUntilWave(2, 'AWAITING_APPROVAL');
    expect(rig.launchJobs()).toHaveLength(2);

    await rig.command(executionId, { type: 'resume', waveNumber: 2 });
    await runUntilWave(2, 'IN_PROGRESS');
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 6, failedCount: 0 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    expect(rig.launchJobs()).toHaveLength(3);
    const final = (await rig.events(executionId)).filter((event) => event.data.type === 'ExecutionEnded');
    expect(final).toHaveLength(1);
  });

  test('finalizing a second time changes nothing, byte for byte', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await rig.launch(await rig.savePlan('one', [{ servers: rig.idsOf('server') }]));
    await rig.runToEnd(executionId);
    await rig.clock.runUntilIdle();
    const before = await storedText(rig, executionId);
    expect(before, 'no lock is left').not.toContain('"lockedTime"');
    expect(before, 'no reservation is left').toContain('"reservations": []');
    await rig.clock.advance(3600);
    for (let time = 0; time < 3; time += 1) {
      const answer = await rig.engine.operations.finalize({ executionId, generation: 1 });
      expect(answer).toEqual({ verdict: 'COMPLETED' });
    }
    expect(await storedText(rig, executionId)).toBe(before);
  });

  test('finalizing between two waves is refused and changes nothing', async () => {
    const rig = await openScenario();
    const executionId = await startGatedDrill(rig);
    await rig.runUntil(executionId, 'PAUSED');
    const before = await storedText(rig, executionId);
    expect(await rig.engine.operations.finalize({ executionId, generation: 1 })).toEqual({ verdict: 'NOT_YET' });
    expect(await storedText(rig, executionId)).toBe(before);
    await rig.command(executionId, { type: 'cancel', reason: 'the test is over' });
    await rig.runToEnd(executionId);
  });

  test('polling twenty times between two waves changes no status', async () => {
    const rig = await openScenario();
    const executionId = await startGatedDrill(rig);
    await rig.runUntil(executionId, 'PAUSED');
    const before = await storedText(rig, executionId);
    for (let time = 0; time < 20; time += 1) {
      await rig.clock.complete(rig.engine.operations.poll({ executionId, generation: 1 }));
      await rig.clock.advance(10);
    }
    expect(await storedText(rig, executionId)).toBe(before);
    expect((await rig.get(executionId)).status).toBe('PAUSED');
    await rig.command(executionId, { type: 'cancel', reason: 'the test is over' });
    await rig.runToEnd(executionId);
  });

  test('polling twenty times while a wave runs writes what was seen, and no status', async () => {
    const rig = await openScenario();
    const executionId = await startGatedDrill(rig);
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'IN_PROGRESS');
    await rig.clock.settle();
    await rig.clock.complete(rig.machine.stop());
    const before = await storedText(rig, executionId);
    for (let time = 0; time < 20; time += 1) {
      await rig.clock.advance(60);
      await rig.clock.complete(rig.engine.operations.poll({ executionId, generation: 1 }));
    }
    expect(await storedText(rig, executionId)).toBe(before);
    const execution = await rig.get(executionId);
    expect(execution).toMatchObject({ status: 'POLLING', launchedCount: 0 });
    // Shown as seen, beside what is decided.
    expect(execution.waves[0]?.jobs[0]).toMatchObject({ state: 'STARTED', observed: { launchedCount: 2 } });
  });
});

describe('what a wave launches', () => {
  test('a wave of several protection groups launches all of them', async () => {
    const rig = await openScenario({ servers: 7 });
    const [a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = rig.idsOf('server');
    const planId = await rig.savePlan('shop', [
      { groups: [{ servers: [a, b] }, { servers: [c] }, { servers: [d, e, f] }] },
      { servers: [g] },
    ]);
    const executionId = await rig.launch(planId);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 7 });
    expect(execution.waves.map((wave) => wave.launchedCount)).toEqual([6, 1]);
    const [first, second] = rig.launchJobs();
    expect(first?.servers.map((server) => server.sourceServerId).sort()).toEqual([a, b, c, d, e, f].sort());
    expect(second?.servers.map((server) => server.sourceServerId)).toEqual([g]);
  });

  test('a wave over a part of its group launches that part', async () => {
    const rig = await openScenario({ servers: 4 });
    const ids = rig.idsOf('server');
    const executionId = await rig.launch(
      await rig.savePlan('part', [{ servers: ids, sourceServerIds: ids.slice(1, 3) }]),
    );
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', serverCount: 2, launchedCount: 2 });
    const launched = rig.launchJobs().flatMap((job) => job.servers.map((server) => server.sourceServerId));
    expect(launched.sort()).toEqual(ids.slice(1, 3).sort());
  });

  test('every launched server is shown with its instance: id, type, address, state, launch time, recovery point', async () => {
    const rig = await openScenario({ servers: 3, estate: { server: () => ({ publicIp: true }) } });
    const executionId = await rig.launch(await rig.savePlan('facts', [{ servers: rig.idsOf('server') }]));
    await rig.runToEnd(executionId);
    for (const server of await rig.servers(executionId)) {
      expect(server).toMatchObject({
        outcome: 'LAUNCHED',
        serverName: expect.stringMatching(/^server-000\d$/),
        recoveryInstanceId: expect.stringMatching(/^i-/),
        observed: {
          instanceId: expect.stringMatching(/^i-/),
          instanceType: 'm5.large',
          privateIp: expect.stringMatching(/^10\./),
          publicIp: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
          instanceState: 'running',
          launchTime: expect.stringMatching(/^2026-11-02T03:/),
          pointInTime: expect.stringMatching(/^2026-11-02T0[23]:/),
        },
      });
    }
  });

  test('an instance that its launch settings leave stopped is launched', async () => {
    const rig = await openScenario({ servers: 2, estate: { server: () => ({ launchDisposition: 'STOPPED' }) } });
    const executionId = await rig.launch(await rig.savePlan('cold', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

describe('waves that depend on each other, and waves that do not', () => {
  test('independent waves run together', async () => {
    const rig = await openScenario({ servers: 4 });
    const [a = '', b = '', c = '', d = ''] = rig.idsOf('server');
    const planId = await rig.savePlan('three sites', [
      { servers: [a], dependsOn: [] },
      { servers: [b], dependsOn: [] },
      { servers: [c, d], dependsOn: [] },
    ]);
    const executionId = await rig.launch(planId);
    await rig.clock.runUntil(() => rig.launchJobs().length === 3, 5);
    const execution = await rig.runToEnd(executionId);
    expect(execution.status).toBe('COMPLETED');
    const starts = execution.waves.map((wave) => wave.firstLaunchTime);
    expect(new Set(starts).size).toBe(1);
  });

  test('a wave waits for both of its dependencies, and says for which', async () => {
    const slow = 'slow-database';
    const rig = await openScenario({ servers: ['quick-cache', slow, 'application'] });
    const planId = await rig.savePlan('join', [
      { waveName: 'cache', servers: rig.idsOf('quick'), dependsOn: [] },
      { waveName: 'database', servers: rig.idsOf('slow'), dependsOn: [] },
      { waveName: 'application', servers: rig.idsOf('application'), dependsOn: ['cache', 'database'] },
    ]);
    const executionId = await rig.launch(planId);
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'COMPLETED');
    await rig.clock.advance(30);
    const between = await rig.get(executionId);
    expect(between.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'IN_PROGRESS', 'PENDING']);
    expect(between.waves[2]?.waitsFor).toBe('wave 1 "database": IN_PROGRESS');
    expect(between.status).toBe('POLLING');
    expect(rig.launchJobs()).toHaveLength(2);

    const execution = await rig.runToEnd(executionId);
    expect(execution.status).toBe('COMPLETED');
    const [cacheJob, databaseJob, applicationJob] = rig.launchJobs();
    expect(applicationJob?.createdAt).toBeGreaterThanOrEqual(databaseJob?.endedAt ?? Number.POSITIVE_INFINITY);
    expect(databaseJob?.endedAt).toBeGreaterThan(cacheJob?.endedAt ?? Number.POSITIVE_INFINITY);
  });

  test('the next wave starts within a few seconds of the end of the job that it waits for', async () => {
    const rig = await openScenario({ servers: 4, estate: { durations: 'benchmark' } });
    const [a = '', b = '', c = '', d = ''] = rig.idsOf('server');
    const executionId = await rig.launch(
      await rig.savePlan('chain', [{ servers: [a] }, { servers: [b] }, { servers: [c] }, { servers: [d] }]),
    );
    await rig.runToEnd(executionId);
    const jobs = rig.launchJobs();
    const delays = jobs.slice(1).map((job, index) => (job.createdAt - Number(jobs[index]?.endedAt)) / 1000);
    expect(delays).toHaveLength(3);
    for (const delaySeconds of delays) {
      expect(delaySeconds).toBeGreaterThanOrEqual(0);
      expect(delaySeconds).toBeLessThanOrEqual(10);
    }
  });
});

test('at every turn of a drill, no wave has started before the waves that it depends on are done', async () => {
  const rig = await openScenario({ servers: 6 });
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = rig.idsOf('server');
  const planId = await rig.savePlan('diamond', [
    { servers: [a], dependsOn: [] },
    { servers: [b], dependsOn: [0] },
    { servers: [c], dependsOn: [0] },
    { servers: [d], dependsOn: [1, 2] },
    { servers: [e], dependsOn: [] },
    { servers: [f], dependsOn: [3, 4] },
  ]);
  const executionId = await rig.launch(planId);
  await rig.clock.runUntil(async () => {
    const { status, waves } = await rig.get(executionId);
    for (const wave of waves.filter((candidate) => candidate.startTime !== undefined)) {
      const before = wave.dependsOnWaves.map((waveNumber) => waves[waveNumber]?.status);
      expect(before.filter((dependency) => dependency !== 'COMPLETED')).toEqual([]);
    }
    return isFinalExecution(status);
  });
  expect((await rig.get(executionId)).status).toBe('COMPLETED');
});
