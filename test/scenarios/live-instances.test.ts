/** A launch, drill or recovery, deletes the server's previous recovery instance: a live one only when somebody said so. */
import { describe, expect, test } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

/** The recovery instances that run, by source server id. */
const runningInstances = (rig: Rig): ReadonlyMap<string, string> =>
  new Map(
    rig.simulator
      .servers('111122223333', 'us-east-1')
      .flatMap((server) =>
        server.instanceId === undefined ? [] : [[server.sourceServerId, server.instanceId] as const],
      ),
  );

/** Two servers that a recovery has brought up, and a plan over them and a third. */
const openAfterRecovery = async () => {
  const rig = await openScenario({ servers: 3 });
  const ids = rig.idsOf('server');
  rig.launchByStranger(ids.slice(0, 2), { isDrill: false });
  await rig.clock.advance(3600);
  const live = [...runningInstances(rig).values()];
  expect(live).toHaveLength(2);
  return { rig, ids, live, planId: await rig.savePlan('shop', [{ servers: ids }]) };
};

describe('at the start', () => {
  test.each(['DRILL', 'RECOVERY'] as const)(
    'a %s that would delete live instances is refused, with the list of them',
    async (type) => {
      const { rig, live, planId } = await openAfterRecovery();
      const result = await rig.start(planId, type);
      expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'LIVE_INSTANCE' }] });
      if (result.kind !== 'refused') return;
      expect([...(result.refusals[0]?.subjects ?? [])].sort()).toEqual([...live].sort());
      for (const instanceId of live) expect(result.refusals[0]?.message).toContain(instanceId);
      expect(rig.launchJobs()).toHaveLength(1);
      expect([...runningInstances(rig).values()]).toEqual(live);
    },
  );

  test('one that names only some of them is refused for the others', async () => {
    const { rig, live, planId } = await openAfterRecovery();
    const result = await rig.start(planId, 'RECOVERY', { acceptedInstanceDeletions: live.slice(0, 1) });
    expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'LIVE_INSTANCE', subjects: live.slice(1) }] });
  });

  test('one that names them all is started, and the new instances are the ones that run', async () => {
    const { rig, ids, live, planId } = await openAfterRecovery();
    const executionId = await rig.launch(planId, 'RECOVERY', { acceptedInstanceDeletions: live });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
    const running = runningInstances(rig);
    for (const server of await rig.servers(executionId)) {
      expect(running.get(server.sourceServerId)).toBe(server.recoveryInstanceId);
    }
    expect([...running.keys()].sort()).toEqual([...ids].sort());
    for (const instanceId of live) expect([...running.values()]).not.toContain(instanceId);
  });

  test('a drill’s own earlier instances may be deleted, and the history says which', async () => {
    const rig = await openScenario({ servers: 2 });
    const planId = await rig.savePlan('drilled twice', [{ servers: rig.idsOf('server') }]);
    await rig.runToEnd(await rig.launch(planId));
    const earlier = [...runningInstances(rig).values()];
    await rig.clock.advance(86_400);
    const second = await rig.launch(planId);
    expect(await rig.runToEnd(second)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    const begun = (await rig.events(second)).find((event) => event.data.type === 'ExecutionBegun');
    expect(begun?.data).toMatchObject({
      warnings: [expect.stringContaining('DRS will delete 2 earlier drill instances')],
    });
    for (const instanceId of earlier) expect(JSON.stringify(begun?.data)).toContain(instanceId);
  });
});

describe('after a long gate', () => {
  const openAtGate = async () => {
    const rig = await openScenario({ servers: 3 });
    const [first = '', second = '', third = ''] = rig.idsOf('server');
    const planId = await rig.savePlan('gated', [
      { servers: [first] },
      { servers: [second, third], pauseBeforeWave: true },
    ]);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(60 * 86_400);
    return { rig, executionId, second, third };
  };

  test('a recovery by somebody else came in between: its instance is not deleted, and the record names it', async () => {
    const { rig, executionId, second, third } = await openAtGate();
    rig.launchByStranger([second], { isDrill: false });
    await rig.clock.advance(3600);
    const live = runningInstances(rig).get(second);
    expect(live).toMatch(/^i-/);
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 2, failedCount: 1 });
    expect(execution.waves[1]?.statusReason).toContain(`would delete the live recovery instance ${live}`);
    const servers = await rig.servers(executionId);
    expect(servers.find((server) => server.sourceServerId === second)).toMatchObject({
      outcome: 'FAILED',
      reason: `its launch would delete the live recovery instance ${live}, and nobody accepted that`,
    });
    expect(servers.find((server) => server.sourceServerId === third)?.outcome).toBe('LAUNCHED');
    expect(runningInstances(rig).get(second)).toBe(live);
  });

  test('it still runs when the gate is opened: it is waited for, and its instance is not deleted', async () => {
    const { rig, executionId, second } = await openAtGate();
    rig.launchByStranger([second], { isDrill: false });
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 2, failedCount: 1 });
    expect(
      rig.launchJobs().filter((job) => job.servers.some((server) => server.sourceServerId === second)),
    ).toHaveLength(1);
  });

  test('a drill by somebody else came in between: its instance may go', async () => {
    const { rig, executionId, second } = await openAtGate();
    rig.launchByStranger([second]);
    await rig.clock.advance(3600);
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
  });

  test('its instance comes up between our look and our call: no launch deletes it', async () => {
    // DRS refuses while the stranger's job runs; when it has ended, the look before the next call sees the instance.
    const { rig, executionId, second } = await openAtGate();
    rig.launchByStranger([second], { isDrill: false });
    await rig.clock.advance(200);
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    const execution = await rig.runToEnd(executionId);
    expect(execution.failedCount).toBe(1);
    expect(execution.waves[1]?.statusReason).toContain('would delete the live recovery instance');
  });
});

test('an accepted deletion is that of these instances: a later one is not covered', async () => {
  const { rig, ids, live, planId } = await openAfterRecovery();
  const gated = await rig.savePlan('gated', [{ servers: ids, pauseBeforeWave: true }]);
  const executionId = await rig.launch(gated, 'RECOVERY', { acceptedInstanceDeletions: live });
  await rig.runUntil(executionId, 'PAUSED');
  rig.launchByStranger(ids.slice(0, 1), { isDrill: false });
  await rig.clock.advance(3600);
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 2, failedCount: 1 });
  expect(planId).not.toBe(gated);
});
