/** What Breakwater does by itself is in the audit log too: what has it done, about what, and what came of it. */
import { beforeAll, expect, test } from 'vitest';
import { ownActs } from '../../src/domain/model/audit-entry.ts';
import { createAuditLog } from '../../src/engine/audit-log.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig, type Rig, type RigOptions } from '../support/rig.ts';

const HOUR = 3600;

// The clients load at their first use, in real time, of which virtual time knows nothing.
beforeAll(async () => {
  await Promise.all([import('../../src/adapters/aws/sdk-ssm.ts'), import('../../src/adapters/aws/sdk-lambda.ts')]);
});

const setUp = async (options: RigOptions = {}) => {
  const rig = openRig({ estate: { servers: 3 }, reachesRegistered: true, ...options });
  await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] }, 'ana');
  await rig.load();
  const audit = createAuditLog(rig);
  const entries = async (resource?: string) => {
    const page = await audit.list({ limit: 100, ...(resource !== undefined && { resource }) });
    return page.items.toReversed();
  };
  return { rig, entries };
};

const minute = (rig: Rig) => rig.clock.complete(rig.engine.findAndRepair());
const denied = (operation: string) => ({ kind: 'access-denied', operation }) as const;

test('a clean-up that starts by itself, why, and how it ended', async () => {
  const { rig, entries } = await setUp();
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-').slice(0, 2) }], { drillTtlHours: 8 });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  await rig.clock.advance(6.1 * HOUR);
  await minute(rig);
  expect(await entries(), 'a warning changes nothing').toEqual([]);
  await rig.clock.advance(2 * HOUR);
  await minute(rig);
  const [cleanUp] = (await rig.engine.executions.list({ limit: 1, purpose: 'CLEAN_UP' })).items;
  const cleanUpId = cleanUp?.executionId ?? '';
  const by = { actor: 'Breakwater', roles: [], resources: [executionId, cleanUpId, planId, 'shop'] };
  const cause = 'drillTtlHours 8 of plan "shop"';
  const start = { ...by, route: ownActs.cleanUpStarts, detail: { cause, instances: 2 }, result: 'done' };
  expect(await entries('SHOP')).toMatchObject([start]);
  await rig.runToEnd(cleanUpId);
  for (let hour = 0; hour < 4; hour += 1) {
    await rig.clock.advance(2 * HOUR);
    await minute(rig);
  }
  expect(await entries('shop')).toMatchObject([
    start,
    {
      ...by,
      route: ownActs.cleanUpEnds,
      detail: { cause, status: 'COMPLETED', message: '2 of 2 servers terminated', instancesLeft: 0 },
      result: 'done',
    },
  ]);
});

test('a clean-up by itself that left instances has failed, and says how many', async () => {
  const { rig, entries } = await setUp();
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-').slice(0, 1) }], { drillTtlHours: 1 });
  await rig.runToEnd(await rig.launch(planId));
  rig.simulator.faults.add(denied('TerminateRecoveryInstances'));
  for (let hour = 0; hour < 8; hour += 1) {
    await rig.clock.advance(HOUR);
    await minute(rig);
  }
  const [, end] = await entries();
  expect(end).toMatchObject({ route: ownActs.cleanUpEnds, result: 'failed', detail: { instancesLeft: 1 } });
});

test('a clean-up by itself whose end nobody has looked at before somebody keeps the instances', async () => {
  const { rig, entries } = await setUp();
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-').slice(0, 1) }], { drillTtlHours: 1 });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  rig.simulator.faults.add(denied('TerminateRecoveryInstances'));
  await rig.clock.advance(0.8 * HOUR);
  await minute(rig);
  await rig.clock.advance(HOUR);
  await minute(rig);
  const [cleanUp] = (await rig.engine.executions.list({ limit: 1, purpose: 'CLEAN_UP' })).items;
  await rig.runToEnd(cleanUp?.executionId ?? '');
  await rig.clock.advance(60);
  const keep = (hours: number) => rig.engine.executions.keep(executionId, { actor: 'ben', hours });
  expect(await keep(24)).toMatchObject({ kind: 'accepted' });
  expect(await keep(48)).toMatchObject({ kind: 'accepted' });
  expect(await entries()).toMatchObject([
    { route: ownActs.cleanUpStarts, result: 'done' },
    { route: ownActs.cleanUpEnds, result: 'failed', detail: { instancesLeft: 1 } },
  ]);
});

test('launch settings that an execution applied, or could not, and who started it', async () => {
  const { rig, entries } = await setUp();
  const [first = '', second = ''] = rig.idsOf('server-');
  const launchConfig = { copyTags: true };
  const planId = await rig.savePlan('shop', [{ groups: [{ servers: [first], launchConfig }] }]);
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  const by = { actor: 'Breakwater', route: ownActs.settingsApplied };
  expect(await entries()).toMatchObject([
    {
      ...by,
      resources: [executionId, planId, 'shop'],
      detail: { cause: 'DRILL started by anna', waveNumber: 0, message: '1 server changed, 0 as wanted already' },
      result: 'done',
    },
  ]);
  rig.simulator.faults.add(denied('UpdateLaunchConfiguration'));
  const other = await rig.savePlan('blog', [{ groups: [{ servers: [second], launchConfig }] }]);
  await rig.runToEnd(await rig.launch(other));
  expect(await entries('blog')).toMatchObject([
    { ...by, result: 'failed', detail: { message: expect.stringContaining('not authorized') } },
  ]);
});

const runbook = { kind: 'SSM_AUTOMATION', actionName: 'open the firewall', documentName: 'Shop-OpenFirewall' } as const;
const warmUp = { kind: 'SSM_COMMAND', actionName: 'warm up', documentName: 'AWS-RunShellScript' } as const;
const tell = { kind: 'LAMBDA', actionName: 'tell the desk', functionName: 'tell' } as const;
const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 1 } as const;

test('the runbook, command and function that a wave had run in AWS: which run of it, who started it, what came of it', async () => {
  const { rig, entries } = await setUp();
  const servers = rig.idsOf('server-').slice(0, 2);
  const planId = await rig.savePlan('shop', [{ servers, actions: { before: [wait, runbook], after: [warmUp, tell] } }]);
  const executionId = await rig.launch(planId);
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED' });
  const { automations, commands } = rig.simulator.runs(HOME_ACCOUNT, HOME_REGION);
  const automationId = automations[0]?.automationId ?? '';
  const entry = (kind: string, actionName: string, message: string, ...references: readonly unknown[]) => ({
    actor: 'Breakwater',
    route: ownActs.actionRun,
    resources: [executionId, planId, 'shop', ...references],
    detail: { cause: 'DRILL started by anna', waveNumber: 0, actionName, kind, message },
    result: 'done',
  });
  const ofRunbook = entry('SSM_AUTOMATION', 'open the firewall', `${automationId} is Success`, automationId);
  expect(await entries()).toMatchObject([
    ofRunbook,
    entry('SSM_COMMAND', 'warm up', '2 of 2 succeeded', commands[0]?.commandId),
    entry('LAMBDA', 'tell the desk', 'done'),
  ]);
  expect(await entries(automationId), 'found by the id that CloudTrail knows').toMatchObject([ofRunbook]);
});

test('a runbook that failed is an entry for each of its tries, with the words of AWS', async () => {
  const { rig, entries } = await setUp();
  const failing = { ...runbook, documentName: 'fail-OpenFirewall', retries: 1 };
  const servers = rig.idsOf('server-').slice(0, 1);
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers, actions: { before: [failing] } }]));
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'FAILED' });
  const ids = rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).automations.map(({ automationId }) => automationId);
  expect(ids).toHaveLength(2);
  expect(await entries()).toMatchObject(
    ids.map((automationId) => ({
      route: ownActs.actionRun,
      resources: expect.arrayContaining([automationId]),
      detail: { message: expect.stringContaining(`${automationId} is Failed: Step fails`) },
      result: 'failed',
    })),
  );
});

test('a function that a plan has called after its clean-up, and who started the clean-up', async () => {
  const { rig, entries } = await setUp();
  const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  const afterCleanUp = [{ ...tell, ...place }];
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-').slice(0, 1) }], { afterCleanUp });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  expect(await entries()).toEqual([]);
  const cleanUp = await rig.clock.complete(
    rig.engine.executions.cleanUp(executionId, {
      initiatedBy: 'ben',
      confirmedPlanName: 'shop',
      recovery: false,
      acceptedInstances: [],
    }),
  );
  if (cleanUp.kind !== 'started') throw new Error(JSON.stringify(cleanUp));
  await rig.runToEnd(cleanUp.executionId);
  expect(await entries()).toMatchObject([
    {
      route: ownActs.actionRun,
      resources: [cleanUp.executionId, planId, 'shop'],
      detail: { cause: 'clean-up started by ben', kind: 'LAMBDA', actionName: 'tell the desk' },
      result: 'done',
    },
  ]);
});

test('fifty runbooks that a cancel leaves in doubt are one entry that names their waves, and the run comes to its end', async () => {
  const { rig, entries } = await setUp({ estate: { servers: 50 } });
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartAutomationExecution' });
  const sourceServerIds = rig.idsOf('server-');
  const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  const waves = sourceServerIds.map((id, index) => ({
    waveName: `wave-${index}`,
    protectionGroups: ['all'],
    sourceServerIds: [id],
    dependsOn: [],
    actions: { before: [runbook] },
  }));
  const applied = await rig.catalog.apply(
    [
      { kind: 'ProtectionGroup', groupName: 'all', ...place, selection: { sourceServerIds } },
      { kind: 'RecoveryPlan', planName: 'shop', waves },
    ],
    { actor: 'anna' },
  );
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
  const executionId = await rig.launch(applied.results.at(-1)?.id ?? '');
  await rig.command(executionId, { type: 'cancel', reason: 'wrong plan' });
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'CANCELLED' });
  expect(await entries()).toMatchObject([
    {
      detail: {
        waveNumber: waves.map((_, index) => index).join(', '),
        actionName: 'open the firewall',
        message: 'cancelled while it was being started: whether it was is not known',
      },
      result: 'failed',
    },
  ]);
});

const inEc2 = (CostCenter: string) => ({
  origin: { accountId: HOME_ACCOUNT, region: 'us-west-2', availabilityZone: 'us-west-2a', tags: { CostCenter } },
});

test('tags that the schedule copies: which servers, and what failed', async () => {
  const { rig, entries } = await setUp({
    estate: { servers: 3, server: (index) => (index === 2 ? {} : inEc2('B-17')) },
  });
  const { tagSync } = rig.accounts;
  await rig.clock.complete(tagSync.runDue());
  expect(await entries(), 'nothing is scheduled').toEqual([]);
  await tagSync.setSchedule({ everyHours: 6, version: 0 });
  await rig.clock.complete(tagSync.runDue());
  await rig.clock.complete(tagSync.runDue());
  const [entry, ...more] = await entries();
  expect(more, 'nothing was due the second time').toEqual([]);
  expect(entry).toMatchObject({
    actor: 'Breakwater',
    route: ownActs.tagsCopied,
    detail: { cause: 'schedule: every 6 h', regions: HOME_REGION, copied: 2, failed: 0 },
    result: 'done',
  });
  const copied = (await tagSync.servers({ result: 'COPIED' }, { limit: 10 })).items;
  const ids = copied.map(({ sourceServerId }) => sourceServerId);
  expect(entry?.resources.toSorted()).toEqual([HOME_ACCOUNT, ...ids].toSorted());
  rig.simulator.faults.add(denied('DescribeSourceServers'));
  await rig.clock.advance(6 * HOUR);
  await rig.clock.complete(tagSync.runDue());
  expect((await entries()).at(-1)).toMatchObject({
    result: 'failed',
    detail: { copied: 0, message: expect.stringContaining('not authorized') },
  });
});

test('no tag is copied by schedule that cannot be written down first', async () => {
  const { rig } = await setUp({ estate: { servers: 1, server: () => inEc2('B-17') } });
  await rig.accounts.tagSync.setSchedule({ everyHours: 6, version: 0 });
  Object.assign(rig.store, { transact: () => Promise.reject(new Error('disk full')) });
  await expect(rig.clock.complete(rig.accounts.tagSync.runDue())).rejects.toThrow('disk full');
  expect(rig.simulator.calls().counts['drs:TagResource']).toBeUndefined();
});

test('the inventory by schedule: when a place cannot be looked at any more, and when it can again; not each look', async () => {
  const { rig, entries } = await setUp();
  const { inventory } = rig.accounts;
  const look = async () => {
    await rig.clock.complete(inventory.refreshDue());
    await rig.clock.advance(900);
  };
  await look();
  await look();
  expect(await entries()).toEqual([]);
  const fault = rig.simulator.faults.add(denied('DescribeSourceServers'));
  await look();
  await look();
  const place = { actor: 'Breakwater', route: ownActs.inventoryRefreshed, resources: [HOME_ACCOUNT] };
  const detail = { cause: 'every 15 min', region: HOME_REGION };
  const broke = { ...place, result: 'failed', code: 'AccessDeniedException', detail };
  expect(await entries()).toMatchObject([broke]);
  rig.simulator.faults.remove(fault.id);
  await look();
  await look();
  expect(await entries()).toMatchObject([broke, { ...place, result: 'done', detail }]);
});
