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

const request = { initiatedBy: 'anna', acceptedInstanceDeletions: [] };

/** A RECOVERY of four waves whose second one fails two of five servers, and stops. */
const halfFailedRecovery = async () => {
  const rig = await createRig({ estate: { servers: 20 } });
  const ids = rig.idsOf('server-');
  failNextLaunch(rig, ids.slice(5, 7));
  const planId = await rig.savePlan('shop', [
    { servers: ids.slice(0, 5) },
    { servers: ids.slice(5, 10) },
    { servers: ids.slice(10, 15) },
    { servers: ids.slice(15, 20), dependsOn: ['wave-0'], pauseBeforeWave: true },
  ]);
  const executionId = await rig.launch(planId, 'RECOVERY');
  const end = await rig.runToEnd(executionId);
  expect(end).toMatchObject({ status: 'PARTIAL', launchedCount: 8, failedCount: 2 });
  return { rig, ids, executionId };
};

const followUp = async (rig: Rig, executionId: string) => {
  const result = await rig.clock.complete(rig.engine.executions.followUp(executionId, request));
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  return result.executionId;
};

const cleanUp = (rig: Rig, executionId: string, idempotencyKey?: string) =>
  rig.clock.complete(
    rig.engine.executions.cleanUp(executionId, {
      initiatedBy: 'anna',
      confirmedPlanName: 'shop',
      recovery: true,
      acceptedInstances: [],
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    }),
  );

const instances = (rig: Rig) =>
  new Map(
    rig.simulator
      .servers(HOME_ACCOUNT, HOME_REGION)
      .map((server) => [server.sourceServerId, server.instanceId] as const),
  );

test('a follow-up of a half-failed recovery launches the failed and unstarted servers, and none that runs', async () => {
  const { rig, ids, executionId } = await halfFailedRecovery();
  const before = instances(rig);
  const up = (await rig.servers(executionId)).filter((server) => server.outcome === 'LAUNCHED');
  expect(up).toHaveLength(8);

  const followUpId = await followUp(rig, executionId);
  const gate = await rig.runUntil(followUpId, 'PAUSED');
  expect(gate).toMatchObject({ executionType: 'RECOVERY', relatedExecutionId: executionId, serverCount: 12 });
  // By the numbers and names of the plan; what is up already is passed by.
  expect(gate.waves.map((wave) => [wave.waveNumber, wave.waveName, wave.serverCount, wave.status])).toEqual([
    [0, 'wave-0', 0, 'COMPLETED'],
    [1, 'wave-1', 2, 'COMPLETED'],
    [2, 'wave-2', 5, 'COMPLETED'],
    [3, 'wave-3', 5, 'AWAITING_APPROVAL'],
  ]);
  expect(gate.waves[0]?.statusReason).toBe('nothing was left to launch');
  await rig.command(followUpId, { type: 'resume', waveNumber: 3 });
  expect((await rig.runToEnd(followUpId)).status).toBe('COMPLETED');

  const after = instances(rig);
  for (const server of up) expect(after.get(server.sourceServerId)).toBe(before.get(server.sourceServerId));
  for (const id of ids) expect(after.get(id)).toBeDefined();
  expect((await rig.get(executionId)).status).toBe('PARTIAL');
});

test('an execution has one follow-up: what that one brought up is not launched again', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  const followUpId = await followUp(rig, executionId);
  const again = await rig.clock.complete(rig.engine.executions.followUp(executionId, request));
  expect(again).toMatchObject({
    kind: 'not-allowed',
    reason: expect.stringContaining(`${followUpId} follows it already`),
  });
});

test('an execution names its follow-up, and offers none again, unless that one was refused', async () => {
  const { rig, ids, executionId } = await halfFailedRecovery();
  expect(await rig.get(executionId)).not.toHaveProperty('followUp');
  const foreign = { accountId: HOME_ACCOUNT, region: HOME_REGION, sourceServerIds: ids.slice(5, 6), isDrill: false };
  rig.simulator.startForeignJob(foreign);
  await rig.clock.advance(1200);
  const refused = await rig.clock.complete(rig.engine.executions.followUp(executionId, request));
  if (refused.kind !== 'refused') throw new Error(JSON.stringify(refused));
  expect(await rig.get(executionId)).toMatchObject({
    followUp: { executionId: refused.executionId, status: 'REFUSED' },
    actions: { followUp: { allowed: true } },
  });
  const started = await rig.clock.complete(
    rig.engine.executions.followUp(executionId, {
      ...request,
      acceptedInstanceDeletions: refused.refusals.flatMap((refusal) => refusal.subjects),
    }),
  );
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const { status } = await rig.get(started.executionId);
  expect(await rig.get(executionId)).toMatchObject({
    followUp: { executionId: started.executionId, status },
    actions: {
      followUp: { allowed: false, reason: `${started.executionId} follows it already: retry what that one leaves` },
    },
  });
});

test('two operators asking for the follow-up at the same moment get one', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  const results = await rig.clock.complete(
    Promise.all([
      rig.engine.executions.followUp(executionId, request),
      rig.engine.executions.followUp(executionId, { ...request, initiatedBy: 'ben' }),
    ]),
  );
  expect(results.map((result) => result.kind).sort()).toEqual(['not-allowed', 'started']);
});

test('the same request for a follow-up under one key gives the same run', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  const keyed = { ...request, idempotencyKey: 'follow-1' };
  const first = await rig.clock.complete(rig.engine.executions.followUp(executionId, keyed));
  const second = await rig.clock.complete(rig.engine.executions.followUp(executionId, keyed));
  expect(first.kind).toBe('started');
  expect(second).toEqual({ ...first, repeated: true });
});

test('a follow-up that was refused started nothing, and may be asked for again', async () => {
  const { rig, ids, executionId } = await halfFailedRecovery();
  const failed = ids[5] ?? '';
  rig.simulator.startForeignJob({
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    sourceServerIds: [failed],
    isDrill: false,
  });
  await rig.clock.advance(1200);
  const refused = await rig.clock.complete(rig.engine.executions.followUp(executionId, request));
  if (refused.kind !== 'refused') throw new Error(JSON.stringify(refused));
  expect(refused.refusals).toMatchObject([{ code: 'LIVE_INSTANCE' }]);
  const accepted = await rig.clock.complete(
    rig.engine.executions.followUp(executionId, {
      ...request,
      acceptedInstanceDeletions: refused.refusals.flatMap((refusal) => refusal.subjects),
    }),
  );
  expect(accepted.kind).toBe('started');
});

test('an execution whose servers are all up has nothing to follow up', async () => {
  const rig = await createRig({ estate: { servers: 5 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  expect(await rig.engine.executions.followUp(executionId, request)).toMatchObject({ kind: 'not-allowed' });
  expect(await rig.engine.executions.followUp('exec-none', request)).toEqual({ kind: 'not-found' });
});

test('a follow-up of a run whose check failed though all was up waits there for a person: it is not called done, and nothing after it starts', async () => {
  await import('../../src/adapters/aws/sdk-lambda.ts');
  const rig = await createRig({ estate: { servers: 2 } });
  const [control = '', app = ''] = rig.idsOf('server-');
  const switchDns = { kind: 'LAMBDA', actionName: 'switch dns', functionName: 'fail-dns' } as const;
  const planId = await rig.savePlan('shop', [
    { servers: [control], actions: { after: [switchDns] } },
    { servers: [app] },
  ]);
  const executionId = await rig.launch(planId);
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
  const followUpId = await followUp(rig, executionId);
  const gate = await rig.runUntil(followUpId, 'PAUSED');
  expect(gate.waves.map(({ status }) => status)).toEqual(['AWAITING_APPROVAL', 'PENDING']);
  expect(JSON.stringify(await rig.events(followUpId))).toContain(
    `wave 0 \\"wave-0\\" failed in ${executionId} though everything of it is up: its actions (switch dns) are not done again`,
  );
  await rig.command(followUpId, { type: 'resume', waveNumber: 0 });
  const end = await rig.runToEnd(followUpId);
  expect(end).toMatchObject({ status: 'COMPLETED', launchedCount: 1 });
});

test('a follow-up of a wave whose check failed while one of its servers was missing waits there for a person, before it launches the rest', async () => {
  const names = ['deaf-1', 'web-1', 'app-1'];
  const server = (index: number) => ({ hostname: names[index] ?? '' });
  const rig = await createRig({ estate: { servers: names.length, server } });
  const [deaf = '', web = '', app = ''] = names.flatMap((name) => rig.idsOf(name));
  failNextLaunch(rig, [web]);
  const url = 'http://{privateIp}/health';
  const serves = { kind: 'HTTP_CHECK', actionName: 'serves', url, timeoutMinutes: 5 } as const;
  const planId = await rig.savePlan('shop', [
    { servers: [deaf, web], minSuccessPercent: 50, actions: { after: [serves] } },
    { servers: [app] },
  ]);
  const executionId = await rig.launch(planId);
  expect((await rig.runToEnd(executionId)).waves[0]).toMatchObject({ status: 'FAILED', launchedCount: 1 });
  const followUpId = await followUp(rig, executionId);
  const gate = await rig.runUntil(followUpId, 'PAUSED');
  expect(gate.waves.map(({ status }) => status)).toEqual(['AWAITING_APPROVAL', 'PENDING']);
  expect(JSON.stringify(await rig.events(followUpId))).toContain(
    `wave 0 \\"wave-0\\" failed in ${executionId} though enough of it was up: its actions (serves) are not done again for what is up, and a gate waits`,
  );
  await rig.command(followUpId, { type: 'resume', waveNumber: 0 });
  const end = await rig.runToEnd(followUpId);
  expect(end).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
});

test('what a run launched is not cleaned up under a run that follows it, however far', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  const followUpId = await followUp(rig, executionId);
  await rig.runUntil(followUpId, 'PAUSED');
  const expectKept = async (open: string) => {
    const reason = `${open}, which follows it, is not over, and may need what it launched`;
    expect(await cleanUp(rig, executionId)).toMatchObject({ kind: 'not-allowed', reason });
    expect((await rig.get(executionId)).actions.cleanUp).toEqual({ allowed: false, reason });
  };
  await expectKept(followUpId);
  await rig.command(followUpId, { type: 'cancel', reason: 'enough' });
  await rig.runToEnd(followUpId);
  const third = await followUp(rig, followUpId);
  await expectKept(third);
  await rig.command(third, { type: 'cancel', reason: 'enough' });
  await rig.runToEnd(third);
  expect(await cleanUp(rig, executionId)).toMatchObject({ kind: 'started' });
});

test('nothing follows a run whose instances, or those of the run before it, a clean-up terminates or has terminated', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  const followUpId = await followUp(rig, executionId);
  await rig.runUntil(followUpId, 'PAUSED');
  await rig.command(followUpId, { type: 'cancel', reason: 'enough' });
  await rig.runToEnd(followUpId);
  const started = await cleanUp(rig, executionId);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const expectRefused = async (reason: string) => {
    const asked = await rig.clock.complete(rig.engine.executions.followUp(followUpId, request));
    expect(asked).toMatchObject({ kind: 'not-allowed', reason, allowed: ['cleanUp'] });
    expect((await rig.get(followUpId)).actions.followUp).toEqual({ allowed: false, reason });
  };
  const what = `the clean-up ${started.executionId}`;
  await expectRefused(`${what} terminates what a follow-up would stand on: when it is over, start the plan anew`);
  await rig.runToEnd(started.executionId);
  await expectRefused(`${what} terminated 8 instances that a follow-up would stand on: start the plan anew`);
});

test.each([
  ['the follow-up', ['followUp', 'cleanUp']],
  ['the clean-up', ['cleanUp', 'followUp']],
])('a follow-up and a clean-up that are asked for at the same moment, %s first: one starts', async (_first, order) => {
  const { rig, executionId } = await halfFailedRecovery();
  const { executions } = rig.engine;
  const ask = (what: string) =>
    what === 'followUp'
      ? executions.followUp(executionId, request)
      : executions.cleanUp(executionId, {
          initiatedBy: 'ben',
          confirmedPlanName: 'shop',
          recovery: true,
          acceptedInstances: [],
        });
  const results = await rig.clock.complete(Promise.all(order.map(ask)));
  expect(results.map(({ kind }) => kind).sort()).toEqual(['not-allowed', 'started']);
});

test('the same request for a clean-up under one key gives the same run, also when a run follows by then', async () => {
  const { rig, executionId } = await halfFailedRecovery();
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
  const first = await cleanUp(rig, executionId, 'clean-up-1');
  if (first.kind !== 'started') throw new Error(JSON.stringify(first));
  expect(await cleanUp(rig, executionId, 'clean-up-1')).toEqual({ ...first, repeated: true });
  expect((await rig.runToEnd(first.executionId)).status).toBe('FAILED');
  await followUp(rig, executionId);
  expect(await cleanUp(rig, executionId, 'clean-up-1')).toMatchObject({
    executionId: first.executionId,
    repeated: true,
  });
  expect(await cleanUp(rig, executionId, 'clean-up-2')).toMatchObject({ kind: 'not-allowed' });
});
