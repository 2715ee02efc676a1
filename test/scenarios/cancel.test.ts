import { describe, expect, test } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const startThreeWaves = async (rig: Rig): Promise<string> => {
  const [a = '', b = '', c = '', d = ''] = rig.idsOf('');
  return rig.launch(await rig.savePlan('shop', [{ servers: [a, b] }, { servers: [c] }, { servers: [d] }]));
};

const cancel = (rig: Rig, executionId: string) =>
  rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' }, 'ben');

const callsOf = (rig: Rig, operation: string) =>
  rig.simulator.calls().log.filter((call) => call.operation === operation).length;

describe('cancel', () => {
  test('while a job runs: no new job, the running one is followed to its end, what was launched is listed', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await startThreeWaves(rig);
    await rig.clock.advance(100);
    const started = (await rig.events(executionId)).find(({ data }) => data.type === 'JobStarted');
    const giveUpTime = new Date(Date.parse(started?.time ?? '') + 24 * 3600 * 1000).toISOString();
    const result = await cancel(rig, executionId);
    expect(result).toMatchObject({
      kind: 'accepted',
      execution: {
        status: 'CANCELLING',
        statusReason: `cancelled by ben: the wrong plan; 1 job cannot be stopped in DRS and will be watched to the end; watched until ${giveUpTime} at most: what DRS has not decided by then counts as failed, and the execution ends`,
      },
    });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2, cancelRequestedBy: 'ben' });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'CANCELLED', 'CANCELLED']);
    expect(rig.launchJobs()).toHaveLength(1);
    expect(Date.parse(String(execution.endTime))).toBeGreaterThanOrEqual(Number(rig.launchJobs()[0]?.endedAt));
    const servers = await rig.servers(executionId);
    expect(servers.map((server) => server.outcome)).toEqual(['LAUNCHED', 'LAUNCHED', 'NOT_STARTED', 'NOT_STARTED']);
    expect(servers.slice(0, 2).map((server) => server.observed?.instanceId)).toEqual([
      expect.stringMatching(/^i-/),
      expect.stringMatching(/^i-/),
    ]);
  });

  test('at a gate: it is over at once, and nothing further was launched', async () => {
    const rig = await openScenario({ servers: 2 });
    const ids = rig.idsOf('server');
    const planId = await rig.savePlan('gated', [
      { servers: ids.slice(0, 1) },
      { servers: ids.slice(1), pauseBeforeWave: true },
    ]);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    await cancel(rig, executionId);
    await rig.clock.advance(5);
    expect(await rig.get(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
    expect(rig.launchJobs()).toHaveLength(1);
  });

  test('at a gate before the first wave: CANCELLED, nothing was launched', async () => {
    const rig = await openScenario({ servers: 1 });
    const executionId = await rig.launch(
      await rig.savePlan('gated', [{ servers: rig.idsOf('server'), pauseBeforeWave: true }]),
    );
    await rig.runUntil(executionId, 'PAUSED');
    await cancel(rig, executionId);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'CANCELLED', launchedCount: 0 });
    expect(execution.statusReason).toContain('cancelled by ben');
    expect(rig.launchJobs()).toEqual([]);
  });

  test('before the start is through: CANCELLED, and its servers are free', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'throttle', service: 'drs', times: 1, retryAfterSeconds: 60 });
    const executionId = await startThreeWaves(rig);
    expect((await rig.get(executionId)).status).toBe('INITIATED');
    expect((await cancel(rig, executionId)).kind).toBe('accepted');
    expect(await rig.runToEnd(executionId, 1)).toMatchObject({ status: 'CANCELLED', launchedCount: 0 });
    expect(rig.launchJobs()).toEqual([]);
    const again = await rig.launch(await rig.savePlan('again', [{ servers: rig.idsOf('server') }]));
    expect((await rig.runToEnd(again)).status).toBe('COMPLETED');
  });

  test('while StartRecovery is on its way: the job that it makes is followed to its end', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'slow', operation: 'StartRecovery', delaySeconds: 15, times: 1 });
    const executionId = await startThreeWaves(rig);
    expect((await rig.get(executionId)).waves[0]?.jobs[0]?.state).toBe('CLAIMED');
    await cancel(rig, executionId);
    expect((await rig.get(executionId)).status).toBe('CANCELLING');
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2 });
    expect(rig.launchJobs()).toHaveLength(1);
  });

  test('while the reply of StartRecovery is lost: the job is found and followed to its end', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = await startThreeWaves(rig);
    await cancel(rig, executionId);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2 });
    expect(execution.waves[0]?.jobs[0]?.adopted).toBe(true);
  });

  test('while the request of StartRecovery is lost: it is not sent again', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'lost-request', operation: 'StartRecovery', times: 1 });
    const executionId = await startThreeWaves(rig);
    await cancel(rig, executionId);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'CANCELLED', launchedCount: 0 });
    expect(callsOf(rig, 'StartRecovery')).toBe(1);
  });

  test('while it is unknown whether an earlier call made a job: the record says so until it is known', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'lost-request', operation: 'StartRecovery', times: 1 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'StartRecovery', times: 1, retryAfterSeconds: 60 });
    const executionId = await startThreeWaves(rig);
    const isUnanswered = async () => (await rig.get(executionId)).waves[0]?.jobs[0]?.unanswered === true;
    await rig.clock.runUntil(isUnanswered, 3600);
    const result = await cancel(rig, executionId);
    expect(result).toMatchObject({
      execution: {
        status: 'CANCELLING',
        statusReason: expect.stringMatching(/1 job may have been made by a call whose/),
      },
    });
    expect((await rig.runToEnd(executionId)).waves[0]?.jobs[0]?.unanswered).toBeUndefined();
  });

  test('while StartRecovery is throttled: it is not tried again', async () => {
    const rig = await openScenario({ servers: 4 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'StartRecovery', times: 1, retryAfterSeconds: 60 });
    const executionId = await startThreeWaves(rig);
    await cancel(rig, executionId);
    expect(await rig.runToEnd(executionId, 1)).toMatchObject({ status: 'CANCELLED', launchedCount: 0 });
    expect(callsOf(rig, 'StartRecovery')).toBe(1);
  });

  test('while a part of the wave waits for a stranger’s job: the waiting part is not started', async () => {
    const rig = await openScenario({ servers: 3 });
    const ids = rig.idsOf('server');
    rig.launchByStranger(ids.slice(0, 1));
    const executionId = await rig.launch(await rig.savePlan('held', [{ servers: ids }]));
    await rig.clock.advance(30);
    await cancel(rig, executionId);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2 });
    expect(execution.waves[0]).toMatchObject({
      status: 'CANCELLED',
      statusReason: '2 of 3 servers launched; 1 server not started',
    });
    expect(rig.launchJobs()).toHaveLength(2);
  });

  test('when all servers of the last wave are on their way: the record says what became of them', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await rig.launch(await rig.savePlan('late', [{ servers: rig.idsOf('server') }]));
    await rig.clock.advance(100);
    await cancel(rig, executionId);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ launchedCount: 2, cancelRequestedBy: 'ben' });
    expect(execution.waves[0]?.status).toBe('COMPLETED');
  });

  test('asked for twice is asked for once', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await startThreeWaves(rig);
    await rig.clock.advance(60);
    await cancel(rig, executionId);
    expect(await cancel(rig, executionId)).toEqual({
      kind: 'not-allowed',
      reason: 'the execution is CANCELLING: cancelled by ben',
      allowed: [],
      remedy: 'Wait for its end: what is missing can be retried then, and what was launched can be cleaned up',
    });
    await rig.runToEnd(executionId);
  });
});

test('an execution that nobody knows: nothing can be asked of it', async () => {
  const rig = await openScenario({ servers: 1 });
  expect(await cancel(rig, 'exec-unknown')).toEqual({ kind: 'not-found' });
  expect(await rig.engine.executions.get('exec-unknown')).toBeUndefined();
});
