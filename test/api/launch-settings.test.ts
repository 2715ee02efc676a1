import { UpdateLaunchConfigurationCommand } from '@aws-sdk/client-drs';
import { describe, expect, test } from 'vitest';
import { clientsOf } from '../simulator/clients.ts';
import { networkOf } from '../support/estate-network.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../support/rig.ts';
import { setUpApi } from './set-up.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

/** The group of the shop's application servers, with these settings. */
async function setUpGroup(settings: (known: Awaited<ReturnType<typeof parts>>) => object, options = {}) {
  const { call, rig, shop } = setUpApi({}, options);
  await rig.load();
  const known = await parts({ rig, shop });
  const body = { groupName: 'app', ...place, selection: { sourceServerIds: shop.servers.application } };
  const created = await call('POST', '/api/protection-groups', { ...body, ...settings(known) });
  if (created.status !== 201) throw new Error(created.text);
  const address = `/api/protection-groups/${created.body.groupId}/launch-settings`;
  const apply = async () => (await call('POST', `${address}/apply`)).body;
  const applyToEnd = async () => {
    for (let tries = 0; tries < 50; tries += 1) {
      const job = await apply();
      if (job.endTime !== undefined) return job;
      await rig.clock.advance(1);
    }
    throw new Error('it does not end');
  };
  const drift = async () => (await call('GET', address)).body.items;
  const save = async (changes: object) => {
    const {
      groupId,
      version,
      createdTime: _c,
      updatedTime: _u,
      updatedBy: _b,
      ...definition
    } = (await call('GET', `/api/protection-groups/${created.body.groupId}`)).body;
    return call('PUT', `/api/protection-groups/${groupId}`, { ...definition, ...changes, version });
  };
  const countOf = (operation: string) => rig.simulator.calls().counts[operation] ?? 0;
  return { call, rig, shop, ...known, address, apply, applyToEnd, drift, save, countOf };
}

async function parts({ rig, shop }: Pick<ReturnType<typeof setUpApi>, 'rig' | 'shop'>) {
  const [one = '', two = '', three = ''] = shop.servers.application;
  return { one, two, three, ...(await networkOf(rig.simulator)) };
}

const statesOf = (items: readonly { readonly state: string }[]) => items.map(({ state }) => state);
const resultsOf = (job: { servers: readonly { readonly result: string }[] }) => job.servers.map(({ result }) => result);

describe('launch settings of a group', () => {
  test('drift is shown by server and field, and is gone once the settings are applied', async () => {
    const { drift, applyToEnd } = await setUpGroup(({ subnet }) => ({
      launchConfig: { subnetId: subnet.subnetId, instanceType: 'm5.xlarge', copyTags: true },
    }));
    const before = await drift();
    expect(statesOf(before)).toEqual(['DRIFTED', 'DRIFTED', 'DRIFTED']);
    expect(before[0].drift).toEqual(
      expect.arrayContaining([
        { field: 'instanceType', wanted: 'm5.xlarge', found: 'm5.large' },
        { field: 'targetInstanceTypeRightSizingMethod', wanted: 'NONE', found: 'BASIC' },
        { field: 'copyTags', wanted: true, found: false },
      ]),
    );
    const job = await applyToEnd();
    expect(job.counts).toEqual({ total: 3, pending: 0, applied: 3, unchanged: 0, failed: 0 });
    expect(job).toMatchObject({ groupName: 'app', groupVersion: 1, startedBy: 'ana' });
    expect(job.servers[0].changed).toEqual(expect.arrayContaining(['copyTags', 'instanceType', 'subnetId']));
    const after = await drift();
    expect(statesOf(after)).toEqual(['IN_SYNC', 'IN_SYNC', 'IN_SYNC']);
    expect(after[0].drift).toEqual([]);
  });

  test('what is taken out of the group is not undone, and told with what AWS still has, until somebody changes that', async () => {
    const { rig, one, drift, applyToEnd, save, countOf } = await setUpGroup(() => ({
      launchConfig: { instanceType: 'm5.xlarge', copyTags: true },
    }));
    expect((await drift()).map(({ noLongerSet }: { noLongerSet: unknown }) => noLongerSet)).toEqual([[], [], []]);
    await applyToEnd();
    expect((await save({ launchConfig: { copyTags: true } })).status).toBe(200);
    const left = [
      { field: 'instanceType', found: 'm5.xlarge' },
      { field: 'targetInstanceTypeRightSizingMethod', found: 'NONE' },
    ];
    const [partly] = await drift();
    expect(partly).toMatchObject({ state: 'IN_SYNC', drift: [], noLongerSet: left });
    // Nothing undoes it.
    expect((await applyToEnd()).counts).toMatchObject({ total: 3, unchanged: 3 });
    expect((await drift())[0].noLongerSet).toEqual(left);

    expect((await save({ launchConfig: {} })).status).toBe(200);
    const nothing = await drift();
    expect(statesOf(nothing)).toEqual(['NOT_CONFIGURED', 'NOT_CONFIGURED', 'NOT_CONFIGURED']);
    expect(nothing[0].noLongerSet).toEqual([{ field: 'copyTags', found: true }, ...left]);

    const somebody = new UpdateLaunchConfigurationCommand({ sourceServerID: one, copyTags: false });
    await rig.clock.complete(clientsOf(rig.simulator).drs.send(somebody));
    const changed = (await drift()).find(({ sourceServerId }: { sourceServerId: string }) => sourceServerId === one);
    expect(changed.noLongerSet).toEqual(left);
    // Wanted again, it is a setting like any other.
    expect((await save({ launchConfig: { instanceType: 'm5.xlarge' } })).status).toBe(200);
    expect((await drift())[0]).toMatchObject({ state: 'IN_SYNC' });
    expect(countOf('drs:UpdateLaunchConfiguration')).toBe(4);
  });

  test('a second application changes nothing: no version is made of what is so already', async () => {
    const { applyToEnd, countOf } = await setUpGroup(() => ({ launchConfig: { instanceType: 'm5.xlarge' } }));
    await applyToEnd();
    const writes = () => [countOf('ec2:CreateLaunchTemplateVersion'), countOf('drs:UpdateLaunchConfiguration')];
    const before = writes();
    const again = await applyToEnd();
    expect(resultsOf(again)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
    expect(writes()).toEqual(before);
  });

  test('defect 8.3.11: a server with settings of its own is in sync, and keeps its static address when the group’s are applied', async () => {
    const { applyToEnd, drift, save, one, subnet } = await setUpGroup(({ subnet, one }) => ({
      launchConfig: { subnetId: subnet.subnetId, copyPrivateIp: false, instanceType: 'm5.xlarge' },
      serverOverrides: { [one]: { staticPrivateIp: `${subnet.prefix}.77`, instanceType: null } },
    }));
    await applyToEnd();
    expect(statesOf(await drift())).toEqual(['IN_SYNC', 'IN_SYNC', 'IN_SYNC']);
    const saved = await save({ launchConfig: { subnetId: subnet.subnetId, instanceType: 'm5.2xlarge' } });
    expect(saved.status).toBe(200);
    const job = await applyToEnd();
    expect(resultsOf(job)).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
    const own = (await drift()).find(({ sourceServerId }: { sourceServerId: string }) => sourceServerId === one);
    expect(own).toMatchObject({
      state: 'IN_SYNC',
      wanted: { instanceType: 'm5.2xlarge', staticPrivateIp: `${subnet.prefix}.77`, copyPrivateIp: false },
    });
  });

  test('what an operator wrote is what comes up: type, address and disposition', async () => {
    const { applyToEnd, rig, shop, one, two, subnet } = await setUpGroup(({ subnet, one, two }) => ({
      launchConfig: { subnetId: subnet.subnetId, instanceType: 'm5.xlarge' },
      serverOverrides: {
        [one]: { staticPrivateIp: `${subnet.prefix}.77` },
        [two]: { launchDisposition: 'STOPPED', instanceType: 'c5.large' },
      },
    }));
    await applyToEnd();
    const planId = await rig.savePlan('app-alone', [{ servers: shop.servers.application }]);
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    const servers = new Map((await rig.servers(executionId)).map((server) => [server.sourceServerId, server]));
    expect(servers.get(one)).toMatchObject({
      observed: { instanceType: 'm5.xlarge', privateIp: `${subnet.prefix}.77` },
    });
    expect(servers.get(two)).toMatchObject({ observed: { instanceType: 'c5.large', instanceState: 'stopped' } });
  });

  test('defect 8.3.13: AWS’s refusal stands at its server, the others are done, and a repetition mends it', async () => {
    const { applyToEnd, rig } = await setUpGroup(() => ({ launchConfig: { instanceType: 'm5.xlarge' } }));
    rig.simulator.faults.add({
      kind: 'access-denied',
      operation: 'CreateLaunchTemplateVersion',
      message: 'not authorized to perform: ec2:CreateLaunchTemplateVersion',
      times: 1,
    });
    const job = await applyToEnd();
    expect(job.counts).toMatchObject({ applied: 2, failed: 1 });
    const failed = job.servers.find(({ result }: { result: string }) => result === 'FAILED');
    expect(failed.message).toMatch(/^ec2:CreateLaunchTemplateVersion: UnauthorizedOperation: not authorized/);
    // What was done of it before the refusal is told too.
    expect(failed.changed).toEqual(['targetInstanceTypeRightSizingMethod']);
    const again = await applyToEnd();
    expect(again.counts).toMatchObject({ applied: 1, unchanged: 2, failed: 0 });
  });

  test('a throttled server is tried again by our clock, and progress is there to be read meanwhile', async () => {
    const { call, address, apply, applyToEnd, rig } = await setUpGroup(() => ({ launchConfig: { copyTags: true } }));
    rig.simulator.faults.add({ kind: 'throttle', operation: 'UpdateLaunchConfiguration', times: 8 });
    const first = await apply();
    expect(first.endTime).toBeUndefined();
    expect(first.counts.pending).toBeGreaterThan(0);
    expect(first.servers[0].message).toMatch(/drs:UpdateLaunchConfiguration: ThrottlingException/);
    expect((await call('GET', `${address}/apply`)).body).toEqual(first);
    const job = await applyToEnd();
    expect(resultsOf(job)).toEqual(['APPLIED', 'APPLIED', 'APPLIED']);
    expect(job.servers[0].message).toBeUndefined();
  });

  test('what cannot be read is unknown, and is not called in sync', async () => {
    const { drift, applyToEnd, rig } = await setUpGroup(() => ({ launchConfig: { copyTags: true } }));
    await applyToEnd();
    rig.simulator.faults.add({
      kind: 'access-denied',
      operation: 'GetLaunchConfiguration',
      message: 'not authorized',
      times: 1,
    });
    const items = await drift();
    expect(statesOf(items).toSorted()).toEqual(['IN_SYNC', 'IN_SYNC', 'UNKNOWN']);
    const unknown = items.find(({ state }: { state: string }) => state === 'UNKNOWN');
    expect(unknown.message).toBe('drs:GetLaunchConfiguration: AccessDeniedException: not authorized');
  });

  test('a group without settings is asked nothing about, and one that was never applied has no progress', async () => {
    const { call, drift, address, countOf } = await setUpGroup(() => ({}));
    expect(statesOf(await drift())).toEqual(['NOT_CONFIGURED', 'NOT_CONFIGURED', 'NOT_CONFIGURED']);
    expect(countOf('drs:GetLaunchConfiguration')).toBe(0);
    expect((await call('GET', `${address}/apply`)).status).toBe(404);
  });
});

test('defect 8.3.13: settings of another account’s servers are applied with that account’s credentials', async () => {
  const { call, rig } = setUpApi({}, { estate: { servers: 2, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });
  await rig.load();
  const ids = rig.idsOf('', { accountId: OTHER_ACCOUNT, region: HOME_REGION });
  expect(ids.length).toBeGreaterThan(0);
  const created = await call('POST', '/api/protection-groups', {
    groupName: 'far',
    accountId: OTHER_ACCOUNT,
    region: HOME_REGION,
    selection: { sourceServerIds: ids },
    launchConfig: { instanceType: 'm5.xlarge' },
  });
  const { body } = await call('POST', `/api/protection-groups/${created.body.groupId}/launch-settings/apply`);
  expect(new Set(resultsOf(body))).toEqual(new Set(['APPLIED']));
});
