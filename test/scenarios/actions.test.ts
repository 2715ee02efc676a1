/** What a plan has done before a wave is launched, and after its servers are up: API, engine, simulated AWS. */
import { describe, expect, it } from 'vitest';
import type { WaveActionsInput } from '../../src/domain/model/wave-action.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 } as const;
const approval = { kind: 'APPROVAL', actionName: 'the books are closed', timeoutMinutes: 60 } as const;
const serves = { kind: 'HTTP_CHECK', actionName: 'the shop answers', url: 'http://{privateIp}/health' } as const;

type OnFailure = 'stop' | 'pause' | 'continue';

/** Two waves of one server each, one after the other; the actions are those of the first. */
const launchWith = async (
  rig: Rig,
  actions: WaveActionsInput,
  onFailure: OnFailure = 'stop',
  type: 'DRILL' | 'RECOVERY' = 'DRILL',
): Promise<string> => {
  const [first = '', second = ''] = rig.idsOf('');
  const waves = [{ servers: [first], actions, onFailure }, { servers: [second] }];
  return rig.launch(await rig.savePlan('shop', waves), type);
};

const eventsOf = async (rig: Rig, executionId: string) =>
  (await rig.events(executionId)).map(({ time, actor, data }) => ({ time, actor, ...data }));

const typesOf = async (rig: Rig, executionId: string, ...types: readonly string[]) =>
  (await eventsOf(rig, executionId)).map(({ type }) => type).filter((type) => types.includes(type));

const wavesOf = (view: Awaited<ReturnType<Rig['get']>>) => view.waves.map((wave) => wave.status);

describe('an action before a wave', () => {
  it('runs to its end before the first server is launched', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [wait] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const order = await typesOf(rig, executionId, 'ActivityStarted', 'ActivityEnded', 'JobPlanned');
    expect(order).toEqual(['ActivityStarted', 'ActivityEnded', 'JobPlanned', 'JobPlanned']);
    expect(view.waves[0]?.activities).toMatchObject([
      { activityName: 'let the queue drain', state: 'SUCCEEDED', message: 'waited 5 min' },
    ]);
  });

  it('waits until the gate is open', async () => {
    const rig = await openScenario({ servers: 2 });
    const [first = ''] = rig.idsOf('');
    const waves = [{ servers: [first], pauseBeforeWave: true, actions: { before: [wait] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(3600);
    expect(await typesOf(rig, executionId, 'ActivityStarted')).toEqual([]);
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  it('that fails stops the wave before its launch, and what depends on it', async () => {
    const rig = await openScenario({ servers: 2 });
    const check = { kind: 'TCP_CHECK', actionName: 'the ledger listens', host: '10.255.0.1', port: 5432 } as const;
    const executionId = await launchWith(rig, { before: [{ ...check, timeoutMinutes: 3 }] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('FAILED');
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]?.statusReason).toBe(
      'action "the ledger listens" timed out: not done within 3 min. Last: nothing has this address; 1 server not started',
    );
    expect(rig.launchJobs()).toEqual([]);
  });

  it('that fails but is not required is a warning, and the wave goes on', async () => {
    const rig = await openScenario({ servers: 2 });
    const check = { kind: 'TCP_CHECK', actionName: 'the ledger listens', host: '10.255.0.1', port: 5432 } as const;
    const executionId = await launchWith(rig, { before: [{ ...check, timeoutMinutes: 3, required: false }, wait] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.statusReason).toContain('action "the ledger listens" timed out');
    expect(view.waves[0]?.statusReason).toContain('(not required)');
    expect(view.waves[0]?.activities.map(({ state }) => state)).toEqual(['TIMED_OUT', 'SUCCEEDED']);
  });

  it('is left out of executions that it is not for', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...wait, executionTypes: ['RECOVERY'] }] });
    const view = await rig.runToEnd(executionId);
    expect(view.waves[0]?.activities).toEqual([]);
    expect(await typesOf(rig, executionId, 'ActivityStarted')).toEqual([]);
  });
});

describe('a check after a wave', () => {
  it('holds the next wave back until the launched server answers', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { after: [serves] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const order = await typesOf(rig, executionId, 'ServersDecided', 'ActivityEnded', 'WaveEnded');
    expect(order).toEqual(['ServersDecided', 'ActivityEnded', 'WaveEnded', 'ServersDecided', 'WaveEnded']);
    expect(view.waves[0]?.activities[0]?.message).toMatch(/HTTP 200$/);
  });

  it('that never passes makes the wave FAILED, and says that its server is up', async () => {
    const rig = await openScenario({ servers: ['deaf-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 5 }] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('PARTIAL');
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]).toMatchObject({ launchedCount: 1, failedCount: 0 });
    expect(view.waves[0]?.statusReason).toMatch(
      /^1 of 1 server launched; but action "the shop answers" timed out: not done within 5 min\. Last: .*HTTP 503, not 200/,
    );
  });

  it('is not run when too few servers came up', async () => {
    const rig = await openScenario({ servers: ['fail-launch-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [serves] });
    const view = await rig.runToEnd(executionId);
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]?.activities).toMatchObject([{ state: 'CANCELLED' }]);
    expect(await typesOf(rig, executionId, 'ActivityClaimed')).toEqual([]);
  });

  it('takes no time from the launch: the time limit of the wave is over when its servers are up', async () => {
    const rig = await openScenario({ servers: 2 });
    const [first = ''] = rig.idsOf('');
    const waves = [{ servers: [first], timeoutMinutes: 10, actions: { after: [{ ...wait, minutes: 60 }] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  it('is done again when the wave is retried, without another launch', async () => {
    const rig = await openScenario({ servers: ['slow-1', 'web-1'] });
    // The service of slow-1 needs two minutes.
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 1 }] }, 'pause');
    await rig.runUntil(executionId, 'PAUSED');
    expect((await rig.get(executionId)).actions.retry).toEqual({ allowed: true, waveNumbers: [0] });
    await rig.clock.advance(120);
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.attempt).toBe(2);
    expect(rig.launchJobs()).toHaveLength(2);
  });

  it('that failed can be passed over by a person', async () => {
    const rig = await openScenario({ servers: ['deaf-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 1 }] }, 'pause');
    await rig.runUntil(executionId, 'PAUSED');
    await rig.command(executionId, { type: 'skip', waveNumber: 0, reason: 'its monitor is broken' });
    const view = await rig.runToEnd(executionId);
    expect(wavesOf(view)).toEqual(['FAILED', 'COMPLETED']);
    expect(view.status).toBe('PARTIAL');
  });
});

describe('an approval', () => {
  it('is awaited by name, and given once', async () => {
    const rig = await openScenario({ servers: 2 });
    const next = { ...approval, actionName: 'the shop may open' };
    const executionId = await launchWith(rig, { before: [approval], after: [next] });
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.statusReason).toBe('action "the books are closed" of wave 0 "wave-0" waits for approval');
    expect(paused.waves[0]).toMatchObject({ awaitedApproval: 'the books are closed', status: 'STARTING' });
    const unnamed = await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect(unnamed).toMatchObject({ kind: 'not-allowed' });
    const given = { type: 'resume', waveNumber: 0, actionName: 'the books are closed' } as const;
    expect(await rig.command(executionId, given, 'bert')).toMatchObject({ kind: 'accepted' });
    expect(await rig.command(executionId, given, 'bert')).toMatchObject({ kind: 'not-allowed' });
    const again = await rig.runUntil(executionId, 'PAUSED');
    expect(again.waves[0]).toMatchObject({ awaitedApproval: 'the shop may open', launchedCount: 1 });
    await rig.command(executionId, { ...given, actionName: 'the shop may open' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.activities.map(({ message }) => message)).toEqual(['approved by bert', 'approved by anna']);
  });

  it('that nobody gives in time has failed', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [approval] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('FAILED');
    expect(view.waves[0]?.statusReason).toBe(
      'action "the books are closed" timed out: nobody approved within 60 min; 1 server not started',
    );
  });
});

describe('a cancel', () => {
  it('ends a wait at once, and starts no further action', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [wait], after: [serves] });
    await rig.clock.advance(60);
    await rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('CANCELLED');
    expect(view.waves[0]?.activities).toMatchObject([
      { state: 'CANCELLED', message: 'cancelled by anna' },
      { state: 'CANCELLED' },
    ]);
    expect(rig.launchJobs()).toEqual([]);
  });

  it('after the launch leaves the check undone, and says so of the wave', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { after: [wait] });
    await rig.clock.runUntil(async () => (await typesOf(rig, executionId, 'ActivityStarted')).length > 0, 3600);
    await rig.command(executionId, { type: 'cancel', reason: '' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('PARTIAL');
    expect(view.waves[0]?.status).toBe('CANCELLED');
    expect(view.waves[0]?.statusReason).toBe('1 of 1 server launched; action "let the queue drain" was not done');
  });
});

it('a follow-up does the actions of what it launches', async () => {
  // The check at the end of a scenario knows first runs alone.
  const rig = await createRig({ estate: { servers: 2 } });
  const executionId = await launchWith(rig, { before: [{ ...approval, timeoutMinutes: 1 }] });
  expect((await rig.runToEnd(executionId)).status).toBe('FAILED');
  const followUp = await rig.clock.complete(
    rig.engine.executions.followUp(executionId, { initiatedBy: 'anna', acceptedInstanceDeletions: [] }),
  );
  if (followUp.kind !== 'started') throw new Error(JSON.stringify(followUp));
  const paused = await rig.runUntil(followUp.executionId, 'PAUSED');
  expect(paused.waves[0]?.awaitedApproval).toBe('the books are closed');
});
