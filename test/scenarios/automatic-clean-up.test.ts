/** After a drill: its instances go by themselves, people are warned before, and can keep them. */
import { expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { drsCall } from '../simulator/wire.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, openRig, type Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

type Scenario = Rig;

const HOUR = 3600;

/** A drill of two servers that is over, of a plan that keeps its instances for eight hours. */
const drilled = async (hours = 8, more: Parameters<typeof openScenario>[0] = {}) => {
  const rig = await openScenario({ servers: 3, ...more });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: ids.slice(0, 2) }], { drillTtlHours: hours });
  const executionId = await rig.launch(planId);
  const end = await rig.runToEnd(executionId);
  return { rig, ids, planId, executionId, end };
};

/** As the minute does it, on AWS as on an own machine. */
const minute = (rig: Scenario) => rig.clock.complete(rig.engine.findAndRepair());

/** Time passes, and at its end somebody looks. */
const pass = async (rig: Scenario, hours: number) => {
  await rig.clock.advance(hours * HOUR);
  return minute(rig);
};

const present = (rig: Scenario) =>
  rig.simulator
    .servers(HOME_ACCOUNT, HOME_REGION)
    .flatMap((server) => (server.instanceId === undefined ? [] : [server.sourceServerId]));

const cleanUps = async (rig: Scenario) => (await rig.engine.executions.list({ limit: 10, purpose: 'CLEAN_UP' })).items;

const warnings = (rig: Scenario) => rig.notifications.filter(({ event }) => event === 'cleanUp');

test('eight hours after a drill its instances are cleaned up by themselves, and people are warned two hours before', async () => {
  const { rig, executionId, end } = await drilled();
  const dueTime = new Date(Date.parse(end.endTime ?? '') + 8 * HOUR * 1000).toISOString();
  expect(end.automaticCleanUp).toMatchObject({ state: 'SCHEDULED', dueTime });
  const { items } = await rig.engine.executions.list({ limit: 1 });
  expect(items[0]?.cleansUpTime).toBe(dueTime);

  expect(await pass(rig, 5.9)).toEqual([]);
  expect(await pass(rig, 0.2)).toEqual([{ executionId, result: 'warned' }]);
  expect(warnings(rig)).toMatchObject([
    { executionId, subject: `DRILL of "shop": cleans up at ${dueTime}`, planName: 'shop' },
  ]);
  expect(warnings(rig)[0]?.text).toContain(
    `2 instances that the drill launched will be terminated at ${dueTime}: the plan says 8 h after its end (drillTtlHours).\nKeep them a day longer: ./breakwater keep ${executionId} --hours 24\n`,
  );
  expect(await pass(rig, 1.8)).toEqual([]);
  expect(present(rig)).toHaveLength(2);

  expect(await pass(rig, 0.2)).toEqual([{ executionId, result: 'clean-up-started' }]);
  const [cleanUp] = await cleanUps(rig);
  expect(cleanUp).toMatchObject({ relatedExecutionId: executionId, initiatedBy: 'Breakwater', executionType: 'DRILL' });
  expect(await rig.runToEnd(cleanUp?.executionId ?? '')).toMatchObject({
    status: 'COMPLETED',
    statusReason: '2 of 2 servers terminated',
  });
  expect(present(rig)).toEqual([]);
  expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({
    state: 'STARTED',
    cleanUpId: cleanUp?.executionId,
  });
  await pass(rig, 5);
  await pass(rig, 100);
  expect(await cleanUps(rig)).toHaveLength(1);
  expect(warnings(rig)).toHaveLength(1);
});

test('a recovery is never cleaned up by itself, nor a drill of a plan that does not say so', async () => {
  const rig = await openScenario({ servers: 2 });
  const [first = '', second = ''] = rig.idsOf('server-');
  const kept = await rig.savePlan('kept', [{ servers: [first] }]);
  const shop = await rig.savePlan('shop', [{ servers: [second] }], { drillTtlHours: 1 });
  for (const [planId, type] of [
    [kept, 'DRILL'],
    [shop, 'RECOVERY'],
  ] as const) {
    const end = await rig.runToEnd(await rig.launch(planId, type));
    expect(end.status).toBe('COMPLETED');
    expect(end.automaticCleanUp).toBeUndefined();
  }
  expect(await pass(rig, 2000)).toEqual([]);
  expect(present(rig)).toHaveLength(2);
});

test('a person keeps the instances for longer, is warned again, and may turn it off for good', async () => {
  const { rig, executionId } = await drilled();
  await pass(rig, 7);
  expect(warnings(rig)).toHaveLength(1);
  const kept = await rig.engine.executions.keep(executionId, { actor: 'ben', hours: 24 });
  const dueTime = new Date(rig.clock.nowMs() + 24 * HOUR * 1000).toISOString();
  if (kept.kind !== 'accepted') throw new Error(JSON.stringify(kept));
  expect(kept.execution.automaticCleanUp).toMatchObject({
    state: 'SCHEDULED',
    dueTime,
    changes: [{ actor: 'ben', dueTime }],
  });
  expect(await rig.engine.executions.keep(executionId, { actor: 'ben', hours: 1 })).toMatchObject({
    kind: 'not-allowed',
    reason: `it is kept longer already: until ${dueTime}`,
  });
  await pass(rig, 17);
  expect(warnings(rig)).toHaveLength(1);
  await pass(rig, 2);
  expect(warnings(rig)).toHaveLength(2);
  await rig.engine.executions.keep(executionId, { actor: 'anna' });
  expect(await pass(rig, 2000)).toEqual([]);
  expect(present(rig)).toHaveLength(2);
  const view = await rig.get(executionId);
  expect(view.automaticCleanUp).toMatchObject({ state: 'OFF', changes: [{ actor: 'ben' }, { actor: 'anna' }] });
});

test('what a person has cleaned up, or a later launch replaced, is neither warned of nor cleaned up', async () => {
  const { rig, planId, executionId } = await drilled();
  const request = { initiatedBy: 'anna', confirmedPlanName: 'shop', recovery: false, acceptedInstances: [] };
  const result = await rig.clock.complete(rig.engine.executions.cleanUp(executionId, request));
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  await rig.runToEnd(result.executionId);
  // Said at once, in the list as on the page of the drill.
  expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({ state: 'NOTHING_LEFT' });
  expect((await rig.engine.executions.list({ limit: 1 })).items[0]).not.toHaveProperty('cleansUpTime');
  expect(await pass(rig, 8)).toEqual([{ executionId, result: 'nothing-left' }]);

  const second = await rig.launch(planId);
  await rig.runToEnd(second);
  await rig.clock.advance(2 * HOUR);
  const third = await rig.launch(planId);
  await rig.runToEnd(third);
  expect(await pass(rig, 5)).toEqual([{ executionId: second, result: 'nothing-left' }]);
  expect((await rig.get(second)).automaticCleanUp).toMatchObject({ state: 'NOTHING_LEFT' });
  expect(warnings(rig)).toEqual([]);
  expect(present(rig)).toHaveLength(2);
});

test('a server that a running execution uses by then is left to it', async () => {
  const { rig, ids, executionId } = await drilled();
  await pass(rig, 6.1);
  const other = await rig.savePlan('other', [
    { servers: ids.slice(2) },
    { servers: [ids[0] ?? ''], pauseBeforeWave: true },
  ]);
  const running = await rig.launch(other);
  await rig.runUntil(running, 'PAUSED');
  expect(await pass(rig, 2)).toEqual([{ executionId, result: 'held' }]);
  expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({
    state: 'SCHEDULED',
    waitsFor: `the end of ${running} of plan "other", which holds 1 server: server-0000`,
  });
  await rig.command(running, { type: 'resume', waveNumber: 1 });
  await rig.runToEnd(running);
  expect(await pass(rig, 0.3)).toEqual([{ executionId, result: 'clean-up-started' }]);
  const [cleanUp] = await cleanUps(rig);
  expect((await rig.runToEnd(cleanUp?.executionId ?? '')).statusReason).toBe('1 of 1 server terminated');
  // What the other execution launched since runs on.
  expect(new Set(present(rig))).toEqual(new Set([ids[0], ids[2]]));
});

test('what a run that follows the drill stands on is left until that one is over', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [first = '', second = ''] = rig.idsOf('server-');
  rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [second], times: 1 });
  const waves = [{ servers: [first] }, { servers: [second], pauseBeforeWave: true }];
  const executionId = await rig.launch(await rig.savePlan('shop', waves, { drillTtlHours: 8 }));
  await rig.runUntil(executionId, 'PAUSED');
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  await rig.runToEnd(executionId);
  const request = { initiatedBy: 'anna', acceptedInstanceDeletions: [] };
  const followed = await rig.clock.complete(rig.engine.executions.followUp(executionId, request));
  if (followed.kind !== 'started') throw new Error(JSON.stringify(followed));
  await rig.runUntil(followed.executionId, 'PAUSED');
  await pass(rig, 6.1);
  expect(await pass(rig, 2)).toEqual([{ executionId, result: 'held' }]);
  const waitsFor = `the end of ${followed.executionId}, which follows it and may need what it launched`;
  expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({ state: 'SCHEDULED', waitsFor });
  expect(present(rig)).toEqual([first]);
  await rig.command(followed.executionId, { type: 'cancel', reason: 'enough' });
  await rig.runToEnd(followed.executionId);
  expect(await pass(rig, 1.1)).toContainEqual({ executionId, result: 'clean-up-started' });
});

test('nobody looked for days: people are warned first all the same, and have half of the time', async () => {
  const { rig, executionId } = await drilled();
  expect(await pass(rig, 100)).toEqual([{ executionId, result: 'warned' }]);
  const dueTime = new Date(rig.clock.nowMs() + HOUR * 1000).toISOString();
  expect(warnings(rig)[0]?.subject).toContain(dueTime);
  expect(await pass(rig, 0.9)).toEqual([]);
  expect(await pass(rig, 0.2)).toEqual([{ executionId, result: 'clean-up-started' }]);
});

test('two drivers that find the same drill at once warn once, and start one clean-up', async () => {
  const { rig, executionId } = await drilled();
  const beside = await createRig({ beside: rig, seed: 43 });
  const both = async () => {
    const found = await rig.clock.complete(Promise.all([rig, beside].map((one) => one.engine.repair([executionId]))));
    return found
      .flat()
      .map(({ result }) => result)
      .sort();
  };
  await rig.clock.advance(6.1 * HOUR);
  expect(await both()).toEqual(['lost-race', 'warned']);
  expect([...rig.notifications, ...beside.notifications].filter(({ event }) => event === 'cleanUp')).toHaveLength(1);
  await rig.clock.advance(2 * HOUR);
  expect(await both()).toEqual(['clean-up-started', 'lost-race']);
  expect(await cleanUps(rig)).toHaveLength(1);
});

test('a clean-up that AWS would not let begin is tried again, some hours later', async () => {
  const { rig, executionId } = await drilled();
  await pass(rig, 6.1);
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoveryInstances', times: 1 });
  expect(await pass(rig, 2)).toEqual([{ executionId, result: 'clean-up-started' }]);
  const [first] = await cleanUps(rig);
  expect((await rig.runToEnd(first?.executionId ?? '')).status).toBe('REFUSED');
  expect(await pass(rig, 4.1)).toEqual([{ executionId, result: 'clean-up-not-done' }]);
  expect(await minute(rig)).toEqual([{ executionId, result: 'clean-up-started' }]);
  const [second] = await cleanUps(rig);
  expect((await rig.runToEnd(second?.executionId ?? '')).statusReason).toBe('2 of 2 servers terminated');
});

test('what was due while the server was down is done by the one that is started again', async () => {
  const { rig, executionId } = await drilled();
  await pass(rig, 6.1);
  await rig.clock.complete(rig.machine.stop());
  await rig.clock.advance(10 * HOUR);
  const again = await createRig({ beside: rig, seed: 44 });
  await again.clock.complete(again.machine.resumeAll());
  expect(await again.clock.complete(again.engine.findAndRepair())).toEqual([
    { executionId, result: 'clean-up-started' },
  ]);
  const [cleanUp] = await cleanUps(again);
  expect((await again.runToEnd(cleanUp?.executionId ?? '')).status).toBe('COMPLETED');
});

const lastCleanUp = async (rig: Scenario) => (await cleanUps(rig))[0]?.executionId ?? '';
const keep = (rig: Scenario, executionId: string, hours?: number) =>
  rig.engine.executions.keep(executionId, { actor: 'ben', ...(hours === undefined ? {} : { hours }) });

test('a clean-up whose terminations AWS refuses is tried again, until the instances are gone', async () => {
  const { rig, executionId } = await drilled();
  await pass(rig, 6.1);
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
  await pass(rig, 2);
  expect(await rig.runToEnd(await lastCleanUp(rig))).toMatchObject({ status: 'FAILED' });
  expect(present(rig)).toHaveLength(2);
  rig.simulator.faults.clear();
  expect(await pass(rig, limits.cleanUpRetryHours + 0.1)).toEqual([{ executionId, result: 'clean-up-not-done' }]);
  expect(await minute(rig)).toEqual([{ executionId, result: 'clean-up-started' }]);
  expect((await rig.runToEnd(await lastCleanUp(rig))).statusReason).toBe('2 of 2 servers terminated');
  expect(present(rig)).toEqual([]);
  expect(await pass(rig, limits.cleanUpRetryHours + 0.1)).toEqual([{ executionId, result: 'clean-up-seen' }]);
});

test('a clean-up that AWS refuses for ever is given up, and people are told what is left', async () => {
  const { rig, executionId } = await drilled();
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
  const results: string[] = [];
  for (let hour = 0; hour < 48; hour += 1) results.push(...(await pass(rig, 1)).map(({ result }) => result));
  expect(results.filter((result) => result === 'clean-up-started')).toHaveLength(limits.cleanUpTries);
  expect(results.at(-1)).toBe('clean-up-given-up');
  expect(await rig.get(executionId)).toMatchObject({
    automaticCleanUp: { state: 'GIVEN_UP' },
    actions: { keep: { allowed: true } },
  });
  expect(warnings(rig)).toHaveLength(2);
  expect(warnings(rig)[1]).toMatchObject({ subject: 'DRILL of "shop": its clean-up is given up, 2 instances left' });
  expect(warnings(rig)[1]?.text).toContain(`clean up: ./breakwater cleanup ${executionId}\n`);
  expect(await keep(rig, executionId, 24)).toMatchObject({
    kind: 'accepted',
    execution: { automaticCleanUp: { state: 'SCHEDULED' } },
  });
});

test('what DRS has let go of and EC2 still runs is left by its clean-up: people are told, and no other comes by itself', async () => {
  const { rig, executionId } = await drilled();
  const [first] = await rig.servers(executionId);
  const recoveryInstanceID = first?.recoveryInstanceId ?? '';
  await rig.clock.complete(drsCall(rig.simulator, 'DisconnectRecoveryInstance', { recoveryInstanceID }));
  await rig.clock.complete(drsCall(rig.simulator, 'DeleteRecoveryInstance', { recoveryInstanceID }));
  const results: string[] = [];
  for (let hour = 0; hour < 72; hour += 1) results.push(...(await pass(rig, 1)).map(({ result }) => result));
  expect(results).toEqual(['warned', 'clean-up-started', 'clean-up-given-up']);
  expect(await cleanUps(rig)).toMatchObject([{ status: 'COMPLETED', statusReason: '1 of 1 server terminated' }]);
  expect(await rig.get(executionId)).toMatchObject({
    automaticCleanUp: { state: 'GIVEN_UP' },
    actions: { keep: { allowed: true } },
  });
  expect(warnings(rig).at(-1)).toMatchObject({ subject: 'DRILL of "shop": its clean-up is given up, 1 instance left' });
});

test.each([
  { byHand: 1, status: 'COMPLETED' },
  { byHand: 2, status: 'REFUSED' },
])(
  'what people have terminated themselves is not told as left, where DRS has let go of another ($byHand by hand)',
  async ({ byHand, status }) => {
    const rig = await openScenario({ servers: 3 });
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { drillTtlHours: 8 });
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    const [letGo = '', ...others] = (await rig.servers(executionId)).map((server) => `${server.recoveryInstanceId}`);
    for (const operation of ['DisconnectRecoveryInstance', 'DeleteRecoveryInstance']) {
      await rig.clock.complete(drsCall(rig.simulator, operation, { recoveryInstanceID: letGo }));
    }
    const recoveryInstanceIDs = others.slice(0, byHand);
    await rig.clock.complete(drsCall(rig.simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs }));
    await pass(rig, 6.1);
    expect(await pass(rig, 2)).toEqual([{ executionId, result: 'clean-up-started' }]);
    expect((await rig.runToEnd(await lastCleanUp(rig))).status).toBe(status);
    expect(await pass(rig, limits.cleanUpRetryHours + 0.1)).toEqual([{ executionId, result: 'clean-up-given-up' }]);
    expect(warnings(rig).at(-1)?.subject).toBe('DRILL of "shop": its clean-up is given up, 1 instance left');
    const instances = (await rig.engine.executions.recoveryInstances(executionId, { limit: 10 }))?.items ?? [];
    const gone = instances.filter((instance) => instance.gone?.cleanUpId !== undefined);
    expect(gone.map(({ recoveryInstanceId }) => recoveryInstanceId)).toEqual(recoveryInstanceIDs);
  },
);

test('a person keeps the instances of a clean-up that was refused; not while one runs, and not after one that is done', async () => {
  const { rig, executionId } = await drilled();
  await pass(rig, 6.1);
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoveryInstances', times: 1 });
  await pass(rig, 2);
  const first = await lastCleanUp(rig);
  expect((await rig.runToEnd(first)).status).toBe('REFUSED');
  const dueTime = new Date(rig.clock.nowMs() + 48 * HOUR * 1000).toISOString();
  expect(await keep(rig, executionId, 48)).toMatchObject({
    kind: 'accepted',
    execution: { automaticCleanUp: { state: 'SCHEDULED', dueTime } },
  });
  expect(await pass(rig, 20)).toEqual([]);
  expect(present(rig)).toHaveLength(2);
  await pass(rig, 20);
  await pass(rig, 9);
  const second = await lastCleanUp(rig);
  expect(await keep(rig, executionId, 48)).toMatchObject({
    kind: 'not-allowed',
    reason: `the clean-up ${second} has started`,
  });
  expect((await rig.runToEnd(second)).status).toBe('COMPLETED');
  expect(await keep(rig, executionId, 48)).toMatchObject({
    kind: 'not-allowed',
    reason: `the clean-up ${second} is over: none comes by itself any more`,
  });
});

test.each([1, 2])(
  'a process that dies after write %i of its warning: people are warned before anything goes',
  async (writes) => {
    const { rig, executionId } = await drilled();
    let left = writes;
    const dying: ItemStore = {
      ...rig.store,
      transact: async (wanted) => {
        if (left <= 0) throw new Error('killed');
        const result = await rig.store.transact(wanted);
        left -= 1;
        if (left === 0) throw new Error('killed');
        return result;
      },
    };
    await rig.clock.advance(6.1 * HOUR);
    const killed = await createRig({ beside: rig, store: dying, seed: 45 });
    expect(await rig.clock.complete(killed.engine.repair([executionId]))).toEqual([
      { executionId, result: 'failed: killed' },
    ]);
    await pass(rig, limits.cleanUpTellMinutes / 60 + 0.1);
    const told = [...killed.notifications, ...rig.notifications].filter(({ event }) => event === 'cleanUp');
    expect(told).toHaveLength(1);
    expect((await pass(rig, 2)).map(({ result }) => result)).toEqual(['clean-up-started']);
  },
);

test('a plan stays while a clean-up by itself is to come, since it says who is warned: until its instances are gone', async () => {
  const { rig, planId, executionId, end } = await drilled();
  const due = end.automaticCleanUp?.dueTime;
  const use = `the clean-up of drill ${executionId} by itself (due ${due}; now: ./breakwater cleanup ${executionId}; never: ./breakwater keep ${executionId})`;
  const pruned = () => rig.catalog.apply([], { actor: 'anna', prune: true, dryRun: true });
  expect(await rig.catalog.deletePlan({ id: planId, version: 1 })).toEqual({ kind: 'in-use', by: [use] });
  expect(await pruned()).toEqual({ kind: 'in-use', by: [`recovery plan "shop": ${use}`] });
  const request = { initiatedBy: 'anna', confirmedPlanName: 'shop', recovery: false, acceptedInstances: [] };
  const result = await rig.clock.complete(rig.engine.executions.cleanUp(executionId, request));
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  await rig.runToEnd(result.executionId);
  expect(await pruned()).toMatchObject({ kind: 'applied' });
  expect(await rig.catalog.deletePlan({ id: planId, version: 1 })).toEqual({ kind: 'deleted' });
});

test('a plan whose instances somebody keeps for good is deleted, and then none comes by itself that nobody is warned of', async () => {
  const { rig, planId, executionId } = await drilled();
  expect(await keep(rig, executionId)).toMatchObject({ kind: 'accepted' });
  expect(await rig.catalog.deletePlan({ id: planId, version: 1 })).toEqual({ kind: 'deleted' });
  expect(await keep(rig, executionId, 24)).toMatchObject({
    kind: 'not-allowed',
    reason: 'plan "shop" is deleted: nobody would be warned before',
  });
  expect(await pass(rig, 100)).toEqual([]);
  expect(present(rig)).toHaveLength(2);
});

/** Of a drill of two waves: so many of its two jobs were adopted, because the replies were lost. */
const withAdopted = async (count: number) => {
  const rig = await openScenario({ servers: 2 });
  const [first = '', second = ''] = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: [first] }, { servers: [second] }], { drillTtlHours: 8 });
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: count });
  const executionId = await rig.launch(planId);
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  const instances = (await rig.servers(executionId)).slice(0, count);
  return {
    rig,
    executionId,
    ids: instances.map(({ recoveryInstanceId }) => `${recoveryInstanceId}`),
    names: instances.map(({ recoveryInstanceId, serverName }) => `${recoveryInstanceId} (${serverName})`).join(', '),
  };
};

test.each([
  { count: 1, told: '1 instance', goes: '1 instance', status: 'COMPLETED' },
  { count: 2, told: '2 instances', goes: '0 instances', status: 'REFUSED' },
])(
  'what an adopted job made is left ($count of two): the warning names it, and at the end people are told how it goes',
  async ({ count, told, goes, status }) => {
    const { rig, executionId, ids, names } = await withAdopted(count);
    await pass(rig, 6.1);
    const left = `Left as they are, since an adopted job made them, which may be somebody else's: ${names}. They run on, and cost.`;
    expect(warnings(rig)[0]?.text).toContain(`${goes} that the drill launched will be terminated at `);
    expect(warnings(rig)[0]?.text).toContain(`\n${left}\n`);
    expect(await pass(rig, 2)).toEqual([{ executionId, result: 'clean-up-started' }]);
    expect((await rig.runToEnd(await lastCleanUp(rig))).status).toBe(status);
    expect(present(rig)).toHaveLength(count);
    expect(await pass(rig, limits.cleanUpRetryHours + 0.1)).toEqual([{ executionId, result: 'clean-up-given-up' }]);
    expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({ state: 'GIVEN_UP' });
    expect(warnings(rig)).toHaveLength(2);
    expect(warnings(rig)[1]?.subject).toBe(`DRILL of "shop": its clean-up is given up, ${told} left`);
    expect(warnings(rig)[1]?.text).toContain(`\n${left}\n`);
    const flags = ids.map((id) => ` --include-adopted ${id}`).join('');
    expect(warnings(rig)[1]?.text).toContain(`and clean up: ./breakwater cleanup ${executionId}${flags}\n`);
    const request = { initiatedBy: 'anna', confirmedPlanName: 'shop', recovery: false, acceptedInstances: ids };
    const result = await rig.clock.complete(rig.engine.executions.cleanUp(executionId, request));
    if (result.kind !== 'started') throw new Error(JSON.stringify(result));
    await rig.runToEnd(result.executionId);
    expect(present(rig)).toEqual([]);
    expect(await pass(rig, 100)).toEqual([]);
  },
);

test('an account stays while a clean-up in it is to come, and so does the plan', async () => {
  const rig = openRig({ estate: { servers: 2 }, reachesRegistered: true });
  const entry = { accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] };
  await rig.catalog.putAccount(entry, 'ana');
  await rig.load();
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { drillTtlHours: 8 });
  const executionId = await rig.launch(planId);
  const { automaticCleanUp } = await rig.runToEnd(executionId);
  expect(await rig.catalog.deletePlan({ id: planId, version: 1 })).toMatchObject({ kind: 'in-use' });
  expect(await rig.catalog.deleteAccount({ id: HOME_ACCOUNT, version: 1 })).toEqual({
    kind: 'in-use',
    by: [
      expect.stringMatching(/^group /),
      `the clean-up of drill ${executionId} of plan "shop" (due ${automaticCleanUp?.dueTime})`,
    ],
  });
  await pass(rig, 6.1);
  await pass(rig, 2);
  expect((await rig.runToEnd(await lastCleanUp(rig))).statusReason).toBe('2 of 2 servers terminated');
  expect(await rig.catalog.deletePlan({ id: planId, version: 1 })).toEqual({ kind: 'deleted' });
  for (const { groupId, version } of (await rig.catalog.listGroups({ limit: 10 })).items) {
    expect(await rig.catalog.deleteGroup({ id: groupId, version })).toEqual({ kind: 'deleted' });
  }
  await pass(rig, limits.cleanUpRetryHours + 0.1);
  expect(await rig.catalog.deleteAccount({ id: HOME_ACCOUNT, version: 1 })).toEqual({ kind: 'deleted' });
});
