/** What Breakwater does by itself is in the audit log too: what has it done, about what, and what came of it. */
import { expect, test } from 'vitest';
import { ownActs } from '../../src/domain/model/audit-entry.ts';
import { createAuditLog } from '../../src/engine/audit-log.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig, type Rig, type RigOptions } from '../support/rig.ts';

const HOUR = 3600;

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
