import { expect, test } from 'vitest';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';

type Rig = Awaited<ReturnType<typeof createRig>>;

const failNextLaunch = (rig: Rig, sourceServerIds: readonly string[]) =>
  rig.simulator.faults.add({
    kind: 'fail-launch',
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    sourceServerIds: [...sourceServerIds],
    times: sourceServerIds.length,
  });

/** A drill of two waves that waits: the first so many of the first wave's ten servers failed. */
const failedDrill = async (failing: number) => {
  const rig = await createRig({ estate: { servers: 15 } });
  const ids = rig.idsOf('server-');
  const broken = ids.slice(0, failing);
  failNextLaunch(rig, broken);
  const planId = await rig.savePlan('shop', [
    { servers: ids.slice(0, 10), onFailure: 'pause' },
    { servers: ids.slice(10, 15) },
  ]);
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  return { rig, ids, broken, executionId };
};

const launchedServers = (rig: Rig): string[][] =>
  rig.launchJobs().map((job) => job.servers.map((server) => server.sourceServerId).sort());

test('a retry launches only what failed, in a new attempt; what came up is left alone', async () => {
  const { rig, broken, executionId } = await failedDrill(2);
  const before = await rig.servers(executionId);
  const up = new Map(
    before.filter((server) => server.outcome === 'LAUNCHED').map((server) => [server.sourceServerId, server]),
  );
  expect(up.size).toBe(8);

  expect(await rig.command(executionId, { type: 'retry', waveNumber: 0 })).toMatchObject({ kind: 'accepted' });
  const end = await rig.runToEnd(executionId);

  expect(end.status).toBe('COMPLETED');
  expect(end.waves[0]).toMatchObject({ status: 'COMPLETED', attempt: 2, launchedCount: 10, failedCount: 0 });
  expect(launchedServers(rig)).toContainEqual([...broken].sort());
  const after = await rig.servers(executionId);
  expect(after).toHaveLength(15);
  for (const [id, server] of up) {
    expect(after.find((found) => found.sourceServerId === id)?.recoveryInstanceId).toBe(server.recoveryInstanceId);
  }
});

test('a retry that fails again waits for a person again, and can be retried again', async () => {
  const { rig, broken, executionId } = await failedDrill(1);
  failNextLaunch(rig, broken);
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  await rig.runUntil(executionId, 'POLLING');
  const paused = await rig.runUntil(executionId, 'PAUSED');
  expect(paused.waves[0]).toMatchObject({ status: 'FAILED', attempt: 2, launchedCount: 9, failedCount: 1 });
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).waves[0]).toMatchObject({ status: 'COMPLETED', attempt: 3 });
});

test('a wave that did not fail cannot be retried, and it is said why and what is allowed', async () => {
  const { rig, executionId } = await failedDrill(1);
  expect(await rig.command(executionId, { type: 'retry', waveNumber: 1 })).toMatchObject({
    kind: 'not-allowed',
    reason: expect.stringContaining('wave 1 "wave-1" is PENDING'),
    allowed: expect.arrayContaining(['retry wave 0', 'skip wave 0']),
  });
});

test('skipping the failed servers one by one lets the plan go on, and the end says PARTIAL', async () => {
  const { rig, broken, executionId } = await failedDrill(2);
  for (const [index, id] of broken.entries()) {
    expect((await rig.get(executionId)).status).toBe('PAUSED');
    const skip = { type: 'skip', waveNumber: 0, sourceServerIds: [id], reason: `not needed ${index}` } as const;
    expect(await rig.command(executionId, skip)).toMatchObject({ kind: 'accepted' });
  }
  const end = await rig.runToEnd(executionId);
  expect(end).toMatchObject({ status: 'PARTIAL', launchedCount: 13 });
  expect(end.waves[1]?.status).toBe('COMPLETED');
});

test('after one failed server is skipped, a retry is about the other one only', async () => {
  const { rig, broken, executionId } = await failedDrill(2);
  const [first = '', second = ''] = broken;
  await rig.command(executionId, { type: 'skip', waveNumber: 0, sourceServerIds: [first], reason: 'not needed' });
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  const end = await rig.runToEnd(executionId);
  expect(launchedServers(rig)).toContainEqual([second]);
  expect(end.waves[0]).toMatchObject({ status: 'PARTIAL', launchedCount: 9 });
  expect(end.waves[0]?.statusReason).toContain('1 server skipped by decision');
});

test('a wave skipped at its gate lets its dependants start, and does not count as done', async () => {
  const rig = await createRig({ estate: { servers: 15 } });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [
    { servers: ids.slice(0, 5) },
    { servers: ids.slice(5, 10), pauseBeforeWave: true },
    { servers: ids.slice(10, 15) },
  ]);
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  await rig.command(executionId, { type: 'skip', waveNumber: 1, reason: 'the application is drilled next week' });
  const end = await rig.runToEnd(executionId);
  expect(end.waves.map((wave) => wave.status)).toEqual(['COMPLETED', 'SKIPPED', 'COMPLETED']);
  expect(end.waves[1]?.statusReason).toBe('skipped by anna: the application is drilled next week');
  expect(end.status).toBe('PARTIAL');
});

test('a server that did not fail cannot be skipped', async () => {
  const { rig, ids, executionId } = await failedDrill(1);
  const [, up = ''] = ids;
  const skip = { type: 'skip', waveNumber: 0, sourceServerIds: [up], reason: 'x' } as const;
  expect(await rig.command(executionId, skip)).toMatchObject({
    kind: 'not-allowed',
    reason: expect.stringContaining(`no failed server ${up}`),
  });
});
