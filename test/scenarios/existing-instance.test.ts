/** Servers that are launched into EC2 instances that are there already: they keep their id, and are never terminated. */
import { GetLaunchConfigurationCommand, UpdateLaunchConfigurationCommand } from '@aws-sdk/client-drs';
import { CreateTagsCommand, DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { StartCheck } from '../../src/domain/model/start-check.ts';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import { catalogPartitions, groupOf } from '../../src/engine/catalog-items.ts';
import { type MakeEstateOptions, makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { EstateInput } from '../../src/simulator/estate/schema.ts';
import { setUpCli } from '../cli/run.ts';
import { clientsOf } from '../simulator/clients.ts';
import { drsCall } from '../simulator/wire.ts';
import { createRig, type GroupDraft, HOME_ACCOUNT, HOME_REGION, type Rig, type WaveDraft } from '../support/rig.ts';
import { createMortal } from './support/mortal.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const tags = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
type Standby = NonNullable<EstateInput['instances']>[number];

/** Two servers; the first is to be launched into the first standby. */
const withStandby = async (standby: Partial<Standby> = {}, more: Partial<MakeEstateOptions> = {}) => {
  const instances = ['standby', 'spare'].map((name) => ({ name, ...place, tags, ...standby }));
  const rig = await createRig({ estate: { ...makeEstate({ servers: 2, ...more }), instances } });
  const { ec2, drs } = clientsOf(rig.simulator);
  const named = async (name: string) => {
    const Filters = [{ Name: 'tag:Name', Values: [name] }];
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations?.[0]?.Instances?.[0];
  };
  const [into = '', spare = ''] = [(await named('standby'))?.InstanceId, (await named('spare'))?.InstanceId];
  const servers = rig.idsOf('server-');
  const [first = '', second = ''] = servers;
  const savePlan = (
    serverOverrides: GroupDraft['serverOverrides'] = { [first]: { launchIntoInstanceId: into } },
    wave: Partial<WaveDraft> = {},
    group: Partial<GroupDraft> = {},
  ) => rig.savePlan('shop', [{ groups: [{ servers, serverOverrides, ...group }], ...wave }]);
  const stop = async () => {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [into] }));
    await rig.clock.advance(60);
  };
  /** When EC2 has started it, if DRS has it started. */
  const stateOf = async (name = 'standby') => {
    await rig.clock.advance(30);
    return (await named(name))?.State?.Name;
  };
  return { rig, ec2, drs, into, spare, servers, first, second, savePlan, stop, stateOf };
};

/** While a gate is closed somebody else launches the first server into the instance. */
const takenWhileGateIsClosed = async () => {
  const standby = await withStandby();
  const { rig, into, first, savePlan } = standby;
  const executionId = await rig.launch(await savePlan({}, { pauseBeforeWave: true }));
  await rig.runUntil(executionId, 'PAUSED');
  await rig.clock.complete(
    drsCall(rig.simulator, 'UpdateLaunchConfiguration', {
      sourceServerID: first,
      launchIntoInstanceProperties: { launchIntoEC2InstanceID: into },
    }),
  );
  rig.launchByStranger([first]);
  await rig.clock.advance(3600);
  return { ...standby, executionId };
};

const check = async (rig: Rig, planId: string): Promise<StartCheck> => {
  const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set()));
  if (found === undefined) throw new Error(`no plan ${planId}`);
  return found;
};
const textsOf = (found: readonly { readonly code: string; readonly message: string }[], code: string) =>
  found.filter((one) => one.code === code).map(({ message }) => message);

const cleanUp = (rig: Rig, executionId: string) =>
  rig.clock.complete(
    rig.engine.executions.cleanUp(executionId, {
      initiatedBy: 'anna',
      confirmedPlanName: 'shop',
      recovery: false,
      acceptedInstances: [],
    }),
  );
/** What came of one server. */
const serverIn = async (rig: Rig, executionId: string, id: string) =>
  (await rig.servers(executionId)).find(({ sourceServerId }) => sourceServerId === id);
const terminations = (rig: Rig) =>
  rig.simulator.jobs(HOME_ACCOUNT, HOME_REGION).filter((job) => job.type === 'TERMINATE');

test('a drill launches the server into it: same id, and DRS is told to copy neither tags nor address', async () => {
  const { rig, drs, into, first, second, savePlan, stateOf } = await withStandby();
  const planId = await savePlan(undefined, {}, { launchConfig: { copyTags: true, instanceType: 'm5.xlarge' } });
  const executionId = await rig.launch(planId);
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect(await serverIn(rig, executionId, first)).toMatchObject({ recoveryInstanceId: into, outcome: 'LAUNCHED' });
  const two = await serverIn(rig, executionId, second);
  expect(two?.recoveryInstanceId).not.toBe(into);
  expect(two?.observed?.instanceType).toBe('m5.xlarge');
  expect(await stateOf()).toBe('running');
  expect(await drs.send(new GetLaunchConfigurationCommand({ sourceServerID: first }))).toMatchObject({
    launchIntoInstanceProperties: { launchIntoEC2InstanceID: into },
    copyTags: false,
    copyPrivateIp: false,
    targetInstanceTypeRightSizingMethod: 'NONE',
  });
});

test('a lost reply of the start launches into it once, not twice', async () => {
  const { rig, into, first, savePlan } = await withStandby();
  const planId = await savePlan();
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  const executionId = await rig.launch(planId);
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect((await serverIn(rig, executionId, first))?.recoveryInstanceId).toBe(into);
  expect(rig.launchJobs()).toHaveLength(1);
});

test('the check before a start says that its volumes are replaced, and that it has to be stopped', async () => {
  const { rig, into, first, second, savePlan } = await withStandby({ state: 'running' });
  const found = await check(rig, await savePlan());
  expect(found.verdict).toBe('READY');
  expect(textsOf(found.warnings, 'VOLUMES_REPLACED')).toEqual([
    `server-0000 (${first}) is launched into ${into}: DRS replaces its volumes`,
  ]);
  expect(textsOf(found.warnings, 'INSTANCE_NOT_STOPPED')).toEqual([
    expect.stringContaining(`${into} is running, and DRS launches into a stopped instance only`),
  ]);
  const codesAt = (id: string) =>
    found.servers.find(({ sourceServerId }) => sourceServerId === id)?.findings.map(({ code }) => code);
  expect(codesAt(first)).toEqual(['VOLUMES_REPLACED', 'INSTANCE_NOT_STOPPED', 'SETTINGS_DIFFER']);
  expect(codesAt(second)).toEqual([]);
});

test('a running instance stops the wave before it launches anything; stopped, the retry launches into it', async () => {
  const { rig, into, first, savePlan, stop } = await withStandby({ state: 'running' });
  const executionId = await rig.launch(await savePlan(undefined, { onFailure: 'pause' }));
  const paused = await rig.runUntil(executionId, 'PAUSED');
  expect(paused.waves[0]?.statusReason).toContain(`server-0000: ${into} is running`);
  expect(rig.launchJobs()).toEqual([]);
  await stop();
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect((await serverIn(rig, executionId, first))?.recoveryInstanceId).toBe(into);
});

test('an instance that lost its tag since refuses the start, at the server, before anything is launched', async () => {
  const { rig, ec2, into, first, savePlan } = await withStandby();
  const planId = await savePlan();
  await ec2.send(new CreateTagsCommand({ Resources: [into], Tags: [{ Key: 'AWSDRS', Value: 'no' }] }));
  const message = `server-0000 (${first}) cannot be launched into ${into}: it lacks the tag AWSDRS = AllowLaunchingIntoThisInstance`;
  const found = await check(rig, planId);
  expect(found.verdict).toBe('BLOCKED');
  expect(
    textsOf(
      found.servers.flatMap(({ sourceServerId, findings }) => (sourceServerId === first ? findings : [])),
      'EXISTING_INSTANCE',
    ),
  ).toEqual([message]);
  const started = await rig.start(planId);
  expect(started).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'EXISTING_INSTANCE', message, subjects: [first] }],
  });
  expect(rig.launchJobs()).toEqual([]);
});

test('a tag that goes while a gate is closed stops the wave, and DRS is not asked', async () => {
  const { rig, ec2, into, savePlan } = await withStandby();
  const executionId = await rig.launch(await savePlan(undefined, { pauseBeforeWave: true }));
  await rig.runUntil(executionId, 'PAUSED');
  await ec2.send(new CreateTagsCommand({ Resources: [into], Tags: [{ Key: 'AWSDRS', Value: 'no' }] }));
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  const end = await rig.runToEnd(executionId);
  expect(end.status).toBe('FAILED');
  expect(end.waves[0]?.statusReason).toContain(`it cannot be launched into ${into}: it lacks the tag AWSDRS`);
  expect(rig.launchJobs()).toEqual([]);
});

test('EC2 does not answer about it: nothing is launched before it is known to be stopped', async () => {
  const { rig, into, savePlan } = await withStandby({ state: 'running' });
  const executionId = await rig.launch(await savePlan(undefined, { pauseBeforeWave: true }));
  await rig.runUntil(executionId, 'PAUSED');
  rig.simulator.faults.add({ kind: 'throttle', service: 'ec2', operation: 'DescribeInstances', times: 1 });
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  const end = await rig.runToEnd(executionId);
  expect(end.waves[0]?.statusReason).toContain(`${into} is running`);
  expect(rig.launchJobs()).toEqual([]);
});

test('EC2 may not be asked about it: the start is refused, since what is not known is not fine', async () => {
  const { rig, savePlan } = await withStandby();
  const planId = await savePlan();
  const message = 'not authorized to perform: ec2:DescribeInstances';
  rig.simulator.faults.add({ kind: 'access-denied', service: 'ec2', operation: 'DescribeInstances', message });
  expect((await check(rig, planId)).verdict).toBe('BLOCKED');
  expect(await rig.start(planId)).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'CHECK_NOT_POSSIBLE', message: expect.stringContaining(message) }],
  });
});

test('two groups that are saved at the same moment claim one instance: one of them is refused, at the server', async () => {
  const { rig, into, first, second } = await withStandby();
  const groupOf = (groupName: string, id: string) => ({
    kind: 'ProtectionGroup',
    groupName,
    ...place,
    selection: { sourceServerIds: [id] },
    serverOverrides: { [id]: { launchIntoInstanceId: into } },
  });
  const save = (documents: readonly object[]) => rig.catalog.apply([...documents], { actor: 'anna' });
  const saved = await rig.clock.complete(Promise.all([save([groupOf('a', first)]), save([groupOf('b', second)])]));
  expect(saved.map(({ kind }) => kind).toSorted()).toEqual(['applied', 'invalid']);
  const refused = saved.flatMap((each) => (each.kind === 'invalid' ? each.errors : []));
  expect(refused).toMatchObject([
    {
      path: ['serverOverrides', expect.stringMatching(/^s-/), 'launchIntoInstanceId'],
      message: expect.stringMatching(/^s-\w+ of group "[ab]" has it already$/),
    },
  ]);
});

test('two groups that an earlier Breakwater let claim one instance: the start is refused at both servers', async () => {
  const { rig, into, first, second } = await withStandby();
  const overrides = (id: string) => ({ [id]: { launchIntoInstanceId: into } });
  const planId = await rig.savePlan('shop', [
    { groups: [{ servers: [first], serverOverrides: overrides(first) }, { servers: [second] }] },
  ]);
  const { items } = await rig.store.query({ table: 'catalog', partition: catalogPartitions.groups, limit: 10 });
  for (const item of items) {
    const group = groupOf(item);
    if (!('sourceServerIds' in group.selection) || !group.selection.sourceServerIds.includes(second)) continue;
    const body = z.json().parse({ ...group, serverOverrides: overrides(second) });
    await rig.store.transact([{ kind: 'put', item: { ...item, body } }]);
  }
  const found = await check(rig, planId);
  expect(textsOf(found.blockers, 'EXISTING_INSTANCE').toSorted()).toEqual(
    [
      `server-0000 (${first}) cannot be launched into ${into}: ${second} is to be launched into it too`,
      `server-0001 (${second}) cannot be launched into ${into}: ${first} is to be launched into it too`,
    ].toSorted(),
  );
});

test('a clean-up terminates what the drill made, and leaves the existing instance running, by name', async () => {
  const { rig, into, second, savePlan, stateOf } = await withStandby();
  const executionId = await rig.launch(await savePlan());
  await rig.runToEnd(executionId);
  const started = await cleanUp(rig, executionId);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const end = await rig.runToEnd(started.executionId);
  expect(end).toMatchObject({ status: 'COMPLETED', statusReason: '1 of 1 server terminated' });
  expect(terminations(rig).flatMap(({ servers }) => servers.map(({ sourceServerId }) => sourceServerId))).toEqual([
    second,
  ]);
  expect(await stateOf()).toBe('running');
  const begun = (await rig.events(started.executionId)).find((event) => event.data.type === 'ExecutionBegun');
  expect(JSON.stringify(begun)).toContain(`server-0000 is left alone: ${into} is not one that DRS made`);
});

test('the warning before a clean-up that comes by itself counts what DRS made, and names the existing one as left', async () => {
  const { rig, into, servers, first } = await withStandby();
  const group = { servers, serverOverrides: { [first]: { launchIntoInstanceId: into } } };
  const planId = await rig.savePlan('shop', [{ groups: [group] }], { drillTtlHours: 8 });
  await rig.runToEnd(await rig.launch(planId));
  await rig.clock.advance(7 * 3600);
  await rig.clock.complete(rig.engine.findAndRepair());
  const [warning, ...more] = rig.notifications.filter(({ event }) => event === 'cleanUp');
  expect(more).toEqual([]);
  expect(warning?.text).toContain('1 instance that the drill launched will be terminated at ');
  expect(warning?.text).toContain(
    `\nLeft as they are, since they were there before DRS launched into them: ${into} (server-0000). `,
  );
});

test('after a drill of which only the existing instance is left, nobody is told that a clean-up was given up', async () => {
  const { rig, servers, first, second, into } = await withStandby();
  const group = { servers, serverOverrides: { [first]: { launchIntoInstanceId: into } } };
  const planId = await rig.savePlan('shop', [{ groups: [group] }], { drillTtlHours: 8 });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  const made = await serverIn(rig, executionId, second);
  const recoveryInstanceIDs = [made?.recoveryInstanceId];
  await rig.clock.complete(drsCall(rig.simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs }));
  const results: string[] = [];
  for (let hour = 0; hour < 24; hour += 1) {
    await rig.clock.advance(3600);
    results.push(...(await rig.clock.complete(rig.engine.findAndRepair())).map(({ result }) => result));
  }
  expect(results).toEqual(['warned', 'clean-up-started', 'clean-up-seen']);
  expect((await rig.get(executionId)).automaticCleanUp).toMatchObject({ state: 'STARTED' });
});

test.each([
  [
    'its tag was taken away since',
    async ({ ec2, into }: Awaited<ReturnType<typeof withStandby>>) => {
      await ec2.send(new CreateTagsCommand({ Resources: [into], Tags: [{ Key: 'AWSDRS', Value: 'no' }] }));
    },
  ],
  [
    'DRS has let go of it',
    async ({ rig, into: recoveryInstanceID }: Awaited<ReturnType<typeof withStandby>>) => {
      await rig.clock.complete(drsCall(rig.simulator, 'DisconnectRecoveryInstance', { recoveryInstanceID }));
      await rig.clock.complete(drsCall(rig.simulator, 'DeleteRecoveryInstance', { recoveryInstanceID }));
    },
  ],
])('a clean-up of nothing but an existing instance terminates nothing, also when %s', async (_what, change) => {
  const world = await withStandby();
  const { rig, into, first, savePlan, stateOf } = world;
  const planId = await savePlan(undefined, {}, { servers: [first] });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  await change(world);
  expect(await cleanUp(rig, executionId)).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'NOTHING_TO_CLEAN_UP', message: expect.stringContaining(`${into} is not one that DRS made`) }],
  });
  expect(terminations(rig)).toEqual([]);
  expect(await stateOf()).toBe('running');
});

test('an instance that was given away after the clean-up began is looked at again before DRS is asked to end it', async () => {
  const { rig, ec2, second, savePlan } = await withStandby();
  const executionId = await rig.launch(await savePlan({}));
  await rig.runToEnd(executionId);
  const kept = await serverIn(rig, executionId, second);
  rig.simulator.faults.add({ kind: 'throttle', operation: 'TerminateRecoveryInstances', times: 1 });
  const started = await cleanUp(rig, executionId);
  if (started.kind !== 'started') throw new Error(JSON.stringify(started));
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ec2.send(new CreateTagsCommand({ Resources: [`${kept?.recoveryInstanceId}`], Tags }));
  const end = await rig.runToEnd(started.executionId);
  expect(end.status).toBe('PARTIAL');
  expect(terminations(rig).flatMap(({ servers }) => servers)).toHaveLength(1);
  expect(
    (await rig.servers(started.executionId)).find(({ sourceServerId }) => sourceServerId === second),
  ).toMatchObject({
    outcome: 'FAILED',
  });
});

test('the next drill launches into it again, once it is stopped, and asks nobody about its deletion', async () => {
  const { rig, into, first, savePlan, stop } = await withStandby();
  const planId = await savePlan();
  await rig.runToEnd(await rig.launch(planId));
  await stop();
  const found = await check(rig, planId);
  expect(found.deletions.map(({ recoveryInstanceId }) => recoveryInstanceId)).not.toContain(into);
  const executionId = await rig.launch(planId);
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect((await serverIn(rig, executionId, first))?.recoveryInstanceId).toBe(into);
});

test('a launch elsewhere would delete it, as far as AWS says: it is refused until somebody names it', async () => {
  const { rig, into, spare, first, savePlan, stateOf } = await withStandby();
  await rig.runToEnd(await rig.launch(await savePlan()));
  const serverOverrides = { [first]: { launchIntoInstanceId: spare } };
  const planId = await rig.savePlan('elsewhere', [{ groups: [{ servers: [first], serverOverrides }] }]);
  const found = await check(rig, planId);
  expect(found.deletions).toMatchObject([
    { recoveryInstanceId: into, isLive: true, isExisting: true, isAccepted: false },
  ]);
  expect(textsOf(found.servers[0]?.findings ?? [], 'LIVE_INSTANCE')).toEqual([
    `DRS would delete its existing instance ${into}`,
  ]);
  expect(await rig.start(planId)).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'LIVE_INSTANCE', message: expect.stringContaining(`${into} of server-0000`), subjects: [into] }],
  });
  const executionId = await rig.launch(planId, 'DRILL', { acceptedInstanceDeletions: [into] });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect(await stateOf('spare')).toBe('running');
});

test('somebody launches into an instance while a gate is closed: the server is left out, and the instance stays', async () => {
  const { rig, into, first, second, stateOf, executionId } = await takenWhileGateIsClosed();
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('PARTIAL');
  const servers = new Map((await rig.servers(executionId)).map((server) => [server.sourceServerId, server]));
  expect(JSON.stringify(servers.get(first))).toContain(`its launch might delete the existing instance ${into}`);
  expect(servers.get(second)?.outcome).toBe('LAUNCHED');
  expect(await stateOf()).toBe('running');
});

test.each([
  ['does not answer', { kind: 'throttle', forSeconds: 120 }, 'its launch might delete the existing instance'],
  ['may not be asked', { kind: 'access-denied' }, 'which its launch deletes, is one that DRS made is not known'],
] as const)(
  'EC2 %s just before the launch: what may be an existing instance is not risked',
  async (_what, fault, reason) => {
    const { rig, first, second, stateOf, executionId } = await takenWhileGateIsClosed();
    const { id } = rig.simulator.faults.add({ ...fault, service: 'ec2', operation: 'DescribeInstances' });
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('PARTIAL');
    expect(JSON.stringify(await serverIn(rig, executionId, first))).toContain(reason);
    expect((await serverIn(rig, executionId, second))?.outcome).toBe('LAUNCHED');
    expect(rig.launchJobs().flatMap(({ servers }) => servers.map(({ sourceServerId }) => sourceServerId))).toEqual([
      first,
      second,
    ]);
    rig.simulator.faults.remove(id);
    expect(await stateOf()).toBe('running');
  },
);

test('EC2 does not answer at the start: it is asked again before anything that may be an existing instance is risked', async () => {
  const { rig, into, first, savePlan } = await withStandby();
  await rig.runToEnd(await rig.launch(await savePlan()));
  const planId = await rig.savePlan('plain', [{ servers: [first] }]);
  rig.simulator.faults.add({ kind: 'throttle', service: 'ec2', operation: 'DescribeInstances', times: 1 });
  expect(await rig.start(planId)).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'LIVE_INSTANCE', subjects: [into] }],
  });
});

test('taken out of the group, DRS launches into it all the same: the check says so', async () => {
  const { rig, into, first, savePlan } = await withStandby();
  await rig.runToEnd(await rig.launch(await savePlan()));
  const planId = await rig.savePlan('plain', [{ servers: [first] }]);
  const found = await check(rig, planId);
  const [left] = textsOf(found.warnings, 'SETTINGS_LEFT');
  expect(left).toContain(`server-0000 (${first}): no longer set by its group`);
  expect(left).toContain(`launchIntoInstanceId is still "${into}"`);
  expect(left).toContain('targetInstanceTypeRightSizingMethod is still "NONE"');
  expect(textsOf(found.warnings, 'VOLUMES_REPLACED')).toEqual([
    `server-0000 (${first}) is launched into ${into}, which no group of the plan names: DRS replaces its volumes`,
  ]);
});

test('somebody set it in DRS, and the group names none: the check says whose volumes a drill replaces', async () => {
  const { rig, drs, into, first, second, savePlan } = await withStandby();
  const planId = await savePlan({}, {}, { launchConfig: { instanceType: 'm5.xlarge' } });
  expect(textsOf((await check(rig, planId)).warnings, 'VOLUMES_REPLACED')).toEqual([]);
  await drs.send(
    new UpdateLaunchConfigurationCommand({
      sourceServerID: first,
      launchIntoInstanceProperties: { launchIntoEC2InstanceID: into },
    }),
  );
  const found = await check(rig, planId);
  const replaced = `server-0000 (${first}) is launched into ${into}, which no group of the plan names: DRS replaces its volumes`;
  expect(textsOf(found.warnings, 'VOLUMES_REPLACED')).toEqual([replaced]);
  const codesAt = (id: string) =>
    found.servers.find(({ sourceServerId }) => sourceServerId === id)?.findings.map(({ code }) => code) ?? [];
  expect(codesAt(first)).toContain('VOLUMES_REPLACED');
  expect(codesAt(second)).not.toContain('VOLUMES_REPLACED');
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  expect((await serverIn(rig, executionId, first))?.recoveryInstanceId).toBe(into);
});

test('somebody recovers into it while a gate is closed: a live one is not taken again, though the group says so', async () => {
  const { rig, into, first, savePlan, stop } = await withStandby();
  const executionId = await rig.launch(await savePlan(undefined, { pauseBeforeWave: true }));
  await rig.runUntil(executionId, 'PAUSED');
  await rig.clock.complete(
    drsCall(rig.simulator, 'UpdateLaunchConfiguration', {
      sourceServerID: first,
      launchIntoInstanceProperties: { launchIntoEC2InstanceID: into },
    }),
  );
  rig.launchByStranger([first], { isDrill: false });
  await rig.clock.advance(3600);
  await stop();
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('PARTIAL');
  const left = await serverIn(rig, executionId, first);
  expect(JSON.stringify(left)).toContain(`its launch might delete the existing instance ${into}`);
});

test('drift names the instance that somebody has DRS launch a server into, though the group names none', async () => {
  const { rig, drs, into, first, savePlan } = await withStandby();
  await savePlan({}, {}, { launchConfig: { instanceType: 'm5.xlarge' } });
  const launchIntoInstanceProperties = { launchIntoEC2InstanceID: into };
  await drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID: first, launchIntoInstanceProperties }));
  const { items } = await rig.catalog.listGroups({ limit: 1 });
  const { run } = setUpCli({}, rig);
  const { out } = await run(`drift ${items[0]?.groupId}`);
  expect(out.match(/is launched into i-\S+, which nobody names here: DRS replaces its volumes/g)).toHaveLength(1);
  expect(out).toContain(into);
});

/** Over before the second look at them: a drill of few writes. */
const fastJobs = {
  jobStart: [1, 1],
  snapshot: [5, 5],
  conversion: [5, 5],
  launch: [5, 5],
  jobEnd: [1, 1],
} satisfies MakeEstateOptions['durations'];

test('a process that dies before or after any of its writes: the next one launches into it once', async () => {
  let deaths = 0;
  for (let atWrite = 1; ; atWrite += 1) {
    const { rig: world, into, first, savePlan } = await withStandby({}, { durations: fastJobs });
    const planId = await savePlan(undefined, {}, { servers: [first] });
    const mortal = createMortal(world.store, { atWrite, writeTakesPlace: atWrite % 2 === 0 });
    const dying = await createRig({ beside: world, store: mortal.store, network: mortal.network });
    const request = {
      planId,
      executionType: 'DRILL',
      initiatedBy: 'anna',
      acceptedInstanceDeletions: [],
      idempotencyKey: 'the-drill',
    } as const;
    const isOver = async (): Promise<boolean> => {
      const [execution] = (await world.engine.executions.list({ limit: 1 })).items;
      return execution !== undefined && isFinalExecution(execution.status);
    };
    void dying.engine.executions.start(request);
    await world.clock.runUntil(async () => mortal.isDead() || (await isOver()));
    if (!mortal.isDead()) break;
    deaths += 1;
    const again = await createRig({ beside: world, seed: 100 + atWrite });
    await again.machine.resumeAll();
    const repairEachMinute = (): void => {
      again.clock.after(60, () => void again.engine.findAndRepair().finally(repairEachMinute));
    };
    repairEachMinute();
    void again.engine.executions.start(request);
    await again.clock.runUntil(isOver, 7200);
    const [execution] = (await again.engine.executions.list({ limit: 1 })).items;
    expect(execution?.status, `write ${atWrite}`).toBe('COMPLETED');
    expect((await serverIn(again, `${execution?.executionId}`, first))?.recoveryInstanceId).toBe(into);
    expect(world.launchJobs(), `write ${atWrite}`).toHaveLength(1);
  }
  expect(deaths).toBeGreaterThan(20);
});
