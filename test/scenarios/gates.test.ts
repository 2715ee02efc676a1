import { describe, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import { readNews } from '../../src/engine/store/observation-store.ts';
import type { Rig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openScenario } from './support/scenario.ts';

const startGated = async (rig: Rig, ...gates: readonly boolean[]): Promise<string> => {
  const ids = rig.idsOf('server');
  const waves = gates.map((pauseBeforeWave, index) => ({ servers: ids.slice(index, index + 1), pauseBeforeWave }));
  return rig.launch(await rig.savePlan('gated', waves));
};

/** The same engine over the same store, with a state machine that only notes which waits were ended. */
const engineWithTokens = (rig: Rig, answered: string[]) =>
  createEngine({
    store: rig.store,
    recovery: rig.aws.recovery,
    compute: rig.aws.compute,
    clock: rig.clock,
    ids: createSeededIds(7),
    activities: {},
    notifier: { notify: async () => {} },
    stateMachine: {
      start: async () => {},
      sendTaskSuccess: async (taskToken) => {
        answered.push(taskToken);
        return 'sent';
      },
    },
  });

const eventsOf = async (rig: Rig, executionId: string, type: string) =>
  (await rig.events(executionId)).filter((event) => event.data.type === type);

describe('a gate', () => {
  test('before the first wave: nothing is launched before it is opened', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await startGated(rig, true);
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.statusReason).toBe('wave 0 "wave-0" waits for approval');
    await rig.clock.advance(3600);
    expect(rig.launchJobs()).toEqual([]);
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 1 });
  });

  test('names who opened it, and when', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await startGated(rig, true);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(600);
    const openedTime = rig.clock.now();
    await rig.command(executionId, { type: 'resume', waveNumber: 0 }, 'ben');
    const execution = await rig.runToEnd(executionId);
    expect(execution.waves[0]).toMatchObject({ gateOpenedBy: 'ben', gateOpenedTime: openedTime });
  });

  test('people are told of it once, with the command that opens it', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, false, true);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(3 * 86_400);
    const told = rig.notifications.filter((notification) => notification.subject.includes('waits for approval'));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(`./breakwater resume ${executionId} --wave 1`);
    await rig.command(executionId, { type: 'cancel', reason: '' });
    await rig.runToEnd(executionId);
  });

  test('may stay closed for half a year', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, false, true);
    await rig.runUntil(executionId, 'PAUSED');
    const calls = rig.simulator.calls().log.length;
    await rig.clock.advance(180 * 86_400);
    expect(rig.simulator.calls().log.length, 'AWS was not asked while nothing ran').toBe(calls);
    expect((await rig.get(executionId)).status).toBe('PAUSED');
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('is reached while another wave still runs: the execution is not paused before that one is done', async () => {
    const rig = await openScenario({ servers: ['slow-a', 'b'] });
    const planId = await rig.savePlan('side by side', [
      { servers: rig.idsOf('slow'), dependsOn: [] },
      { servers: rig.idsOf('b'), dependsOn: [], pauseBeforeWave: true },
    ]);
    const executionId = await rig.launch(planId);
    await rig.clock.advance(60);
    const running = await rig.get(executionId);
    expect(running.status).toBe('POLLING');
    expect(running.waves.map((wave) => wave.status)).toEqual(['IN_PROGRESS', 'AWAITING_APPROVAL']);
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.waves[0]?.status).toBe('COMPLETED');
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });
});

describe('resume', () => {
  test('pressed twice opens one gate, not the next one', async () => {
    const rig = await openScenario({ servers: 3 });
    const executionId = await startGated(rig, false, true, true);
    await rig.runUntil(executionId, 'PAUSED');
    const first = await rig.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
    const second = await rig.command(executionId, { type: 'resume', waveNumber: 1 }, 'ben');
    expect(first.kind).toBe('accepted');
    expect(second).toMatchObject({
      kind: 'not-allowed',
      reason: expect.stringContaining('nothing waits for a person'),
    });
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'COMPLETED', 'AWAITING_APPROVAL']);
    // And once more, late: it is about wave 1, whose gate is open.
    const third = await rig.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
    expect(third).toMatchObject({
      kind: 'not-allowed',
      reason: expect.stringMatching(
        /^wave 1 "wave-1" does not wait for a person: it is COMPLETED; its gate was opened by anna/,
      ),
      allowed: expect.arrayContaining(['resume wave 2', 'cancel']),
    });
    expect(rig.launchJobs()).toHaveLength(2);
    await rig.command(executionId, { type: 'cancel', reason: 'enough' });
    await rig.runToEnd(executionId);
  });

  test('pressed by two people at the same moment opens one gate', async () => {
    const rig = await openScenario({ servers: 3 });
    const executionId = await startGated(rig, false, true, true);
    await rig.runUntil(executionId, 'PAUSED');
    const { executions } = rig.engine;
    const results = await rig.clock.complete(
      Promise.all(
        ['anna', 'ben', 'carl'].map((actor) =>
          executions.command(executionId, { type: 'resume', waveNumber: 1 }, actor),
        ),
      ),
    );
    expect(results.filter((result) => result.kind === 'accepted')).toHaveLength(1);
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'COMPLETED', 'AWAITING_APPROVAL']);
    expect(await eventsOf(rig, executionId, 'GateOpened')).toHaveLength(1);
    await rig.command(executionId, { type: 'cancel', reason: 'enough' });
    await rig.runToEnd(executionId);
  });

  test('of two open gates opens the one that it names', async () => {
    const rig = await openScenario({ servers: 2 });
    const ids = rig.idsOf('server');
    const planId = await rig.savePlan('two gates', [
      { servers: ids.slice(0, 1), dependsOn: [], pauseBeforeWave: true },
      { servers: ids.slice(1), dependsOn: [], pauseBeforeWave: true },
    ]);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    expect(await rig.command(executionId, { type: 'resume' })).toMatchObject({ kind: 'not-allowed' });
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[1]?.status === 'COMPLETED');
    expect((await rig.get(executionId)).waves[0]?.status).toBe('AWAITING_APPROVAL');
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  test.each([-1, 2, 7])('of a wave that does not exist (%i) is refused', async (waveNumber) => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, true, false);
    await rig.runUntil(executionId, 'PAUSED');
    expect(await rig.command(executionId, { type: 'resume', waveNumber })).toEqual({
      kind: 'not-allowed',
      reason: `the execution has no wave ${waveNumber}`,
      allowed: ['pause', 'resume wave 0', 'cancel', 'skip wave 0', 'skip wave 1'],
      remedy: 'Possible now: pause, resume wave 0, cancel, skip wave 0, skip wave 1',
    });
    await rig.command(executionId, { type: 'cancel', reason: '' });
    await rig.runToEnd(executionId);
  });

  test('between the decision to wait and the wait itself is not lost', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, false, true);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.complete(rig.machine.stop());
    // The turn decides to wait until tomorrow; before it waits, somebody opens the gate.
    const answer = await rig.clock.complete(rig.engine.operations.advance({ executionId, generation: 1 }));
    expect(answer).toMatchObject({ next: 'PARK', waitSeconds: 86_400 });
    const { version, news: newsThen } = Object(answer);
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    const answered: string[] = [];
    const engine = engineWithTokens(rig, answered);
    await engine.operations.park({ executionId, generation: 1, taskToken: 'the-token', version, news: newsThen });
    expect(answered).toEqual(['the-token']);
    // A wait at the present version is entered, and the next command ends it.
    const { version: present } = await rig.get(executionId);
    const news = await readNews(rig.store, executionId);
    await engine.operations.park({ executionId, generation: 1, taskToken: 'another', version: present, news });
    expect(answered).toEqual(['the-token']);
    await engine.executions.command(executionId, { type: 'cancel', reason: '' }, 'anna');
    expect(answered).toEqual(['the-token', 'another']);
  });
});

describe('pause', () => {
  test('what runs goes on, nothing further starts until somebody resumes', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, false, false);
    await rig.clock.advance(30);
    expect((await rig.command(executionId, { type: 'pause' }, 'ben')).kind).toBe('accepted');
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.statusReason).toBe('paused by ben');
    expect(paused.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'PENDING']);
    await rig.clock.advance(86_400);
    expect(rig.launchJobs()).toHaveLength(1);
    await rig.command(executionId, { type: 'resume' });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('at a gate: the gate and the pause are ended one by one', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await startGated(rig, true, false);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.command(executionId, { type: 'pause' }, 'ben');
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    await rig.clock.advance(3600);
    expect(await rig.get(executionId)).toMatchObject({ status: 'PAUSED', statusReason: 'paused by ben' });
    expect(rig.launchJobs()).toEqual([]);
    await rig.command(executionId, { type: 'resume' });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  test('before the start is through: nothing starts until somebody resumes', async () => {
    const rig = await openScenario({ servers: 1 });
    rig.simulator.faults.add({ kind: 'throttle', service: 'drs', times: 1, retryAfterSeconds: 60 });
    const executionId = await startGated(rig, false);
    expect((await rig.command(executionId, { type: 'pause' })).kind).toBe('accepted');
    await rig.runUntil(executionId, 'PAUSED');
    expect(rig.launchJobs()).toEqual([]);
    await rig.command(executionId, { type: 'resume' });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  test('in the last wave is refused: there is nothing left to hold back', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await startGated(rig, false);
    expect(await rig.command(executionId, { type: 'pause' })).toMatchObject({
      kind: 'not-allowed',
      reason: 'every wave has started: there is nothing left to hold back',
    });
    await rig.runToEnd(executionId);
  });

  test('nothing can be asked of an execution that is over', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await startGated(rig, false);
    await rig.runToEnd(executionId);
    for (const command of [{ type: 'pause' }, { type: 'resume' }, { type: 'cancel', reason: '' }] as const) {
      expect(await rig.command(executionId, command)).toEqual({
        kind: 'not-allowed',
        reason: 'the execution is over (COMPLETED) and never changes again',
        allowed: ['cleanUp'],
        remedy: 'Possible now: cleanUp',
      });
    }
  });
});
