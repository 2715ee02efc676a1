/** Launch settings that AWS cannot meet any more, or never could, are told before the start, and stop their wave before its launch. */
import { expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { StartCheck } from '../../src/domain/model/start-check.ts';
import { openApi } from '../api/set-up.ts';
import { networkOf } from '../support/estate-network.ts';
import { createRig, type GroupDraft, type Rig } from '../support/rig.ts';

const estate = { servers: 4 };
const nowhere = 'subnet-00000000000000bad';

const savePlan = (rig: Rig, group: Omit<GroupDraft, 'servers'>, wave: object = {}): Promise<string> =>
  rig.clock.complete(
    rig.savePlan('shop', [{ groups: [{ servers: rig.idsOf('server-').slice(0, 3), ...group }], ...wave }]),
  );

/** AWS cannot be asked while it is saved. */
const saveUnchecked: typeof savePlan = async (rig, ...rest) => {
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSubnets', times: 1 });
  return savePlan(rig, ...rest);
};

const check = async (rig: Rig, planId: string): Promise<StartCheck> =>
  (await openApi(rig).call('POST', `/api/recovery-plans/${planId}/check`, {})).body;

const asked = (rig: Rig, operation: string): number => rig.simulator.calls().counts[operation] ?? 0;

/** Saved free, then taken by a launch of another server; with the address. */
const withTakenAddress = async () => {
  const strange = async (rig: Rig): Promise<void> => {
    rig.launchByStranger(rig.idsOf('server-0003'));
    await rig.clock.advance(3600);
  };
  const probe = await createRig({ estate });
  await strange(probe);
  const { subnetId } = (await networkOf(probe.simulator)).subnet;
  const scope = { accountId: '111122223333', region: 'us-east-1' };
  const [one] = await probe.clock.complete(
    probe.aws.recovery.describeRecoveryInstances(scope).then((answer) => (answer.ok ? answer.value : [])),
  );
  const [instance] = await probe.clock.complete(
    probe.aws.compute
      .describeInstances(scope, [`${one?.instanceId}`])
      .then((answer) => (answer.ok ? answer.value : [])),
  );
  const address = `${instance?.privateIp}`;
  const rig = await createRig({ estate });
  const [own = ''] = rig.idsOf('server-');
  const planId = await savePlan(rig, {
    launchConfig: { subnetId },
    serverOverrides: { [own]: { staticPrivateIp: address } },
  });
  await strange(rig);
  return { rig, planId, own, address };
};

test('an address that was taken after the save: the check says whose launch it fails, and the wave stops before it launches anything', async () => {
  const { rig, planId, own, address } = await withTakenAddress();
  const found = await check(rig, planId);
  const where = `serverOverrides.${own}.staticPrivateIp of group "shop-group-0-0" (${address})`;
  expect(found.verdict).toBe('WOULD_FAIL');
  expect(found.warnings[0]).toMatchObject({
    code: 'WAVE_WOULD_FAIL',
    message: `the waves of 1 server would FAIL before they launch: AWS cannot meet the launch settings of server-0000 (${own})`,
  });
  expect(found.warnings.filter(({ code }) => code === 'SETTINGS_UNMET')).toMatchObject([
    {
      sourceServerId: own,
      message: expect.stringMatching(
        new RegExp(`^server-0000 \\(${own}\\): .*\\(${address}\\): in use: eni-\\w+ of i-\\w+ has it$`),
      ),
    },
  ]);
  expect(found.warnings.find(({ code }) => code === 'SETTINGS_UNMET')?.message).toContain(where);

  const jobs = rig.launchJobs().length;
  const view = await rig.runToEnd(await rig.launch(planId));
  expect(view.status).toBe('FAILED');
  expect(view.waves[0]?.statusReason).toContain(`server-0000: ${where}: in use: eni-`);
  expect(rig.launchJobs()).toHaveLength(jobs);
});

test('a subnet that does not exist, saved while AWS could not be asked: told once for its group, and again after every run', async () => {
  const rig = await createRig({ estate });
  const planId = await saveUnchecked(rig, { launchConfig: { subnetId: nowhere } });
  const text = `3 servers: launchConfig.subnetId of group "shop-group-0-0" (${nowhere}): no such subnet in 111122223333/us-east-1`;
  const expectTold = async (): Promise<void> => {
    const found = await check(rig, planId);
    expect(found.verdict).toBe('WOULD_FAIL');
    expect(found.warnings.filter(({ code }) => code === 'SETTINGS_UNMET')).toMatchObject([{ message: text }]);
  };
  await expectTold();
  const changes = asked(rig, 'ec2:CreateLaunchTemplateVersion');
  const view = await rig.runToEnd(await rig.launch(planId));
  expect(view.waves[0]?.statusReason).toMatch(
    /(server-000\d(, )?){3}: launchConfig\.subnetId of group "shop-group-0-0" .*: no such subnet/,
  );
  expect(rig.launchJobs()).toEqual([]);
  expect(asked(rig, 'ec2:CreateLaunchTemplateVersion'), 'nothing was changed in AWS').toBe(changes);
  await expectTold();
});

test('a setting of the group that every launched server replaces by its own fails nobody', async () => {
  const rig = await createRig({ estate });
  const { subnetId } = (await networkOf(rig.simulator)).subnet;
  const [one = '', two = ''] = rig.idsOf('server-');
  const group = { launchConfig: { subnetId: nowhere }, serverOverrides: { [one]: { subnetId }, [two]: { subnetId } } };
  const planId = await saveUnchecked(rig, group, { sourceServerIds: [one, two] });
  expect((await check(rig, planId)).verdict).toBe('READY');
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});

test('an address of its own earlier drill instance, which the launch deletes, is told by no check and stops no wave', async () => {
  const rig = await createRig({ estate });
  const [one = ''] = rig.idsOf('server-');
  const { subnetId, prefix } = (await networkOf(rig.simulator)).subnet;
  const planId = await savePlan(rig, {
    launchConfig: { subnetId },
    serverOverrides: { [one]: { staticPrivateIp: `${prefix}.99` } },
  });
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
  const found = await check(rig, planId);
  expect(found.warnings.map(({ code }) => code)).not.toContain('SETTINGS_UNMET');
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});

test('where AWS may not be asked, the check knows nothing of it, and the wave goes on', async () => {
  const rig = await createRig({ estate });
  const { subnetId } = (await networkOf(rig.simulator)).subnet;
  const planId = await savePlan(rig, { launchConfig: { subnetId } });
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSubnets', message: 'not authorized' });
  const found = await check(rig, planId);
  expect(found.verdict).toBe('UNKNOWN');
  expect(found.unknown).toMatchObject([
    {
      code: 'NOT_LOOKED_AT',
      message:
        'whether AWS can meet the launch settings of 3 servers is not checked: ec2:DescribeSubnets: UnauthorizedOperation: not authorized',
      subjects: rig.idsOf('server-').slice(0, 3),
    },
  ]);
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});

test('where AWS does not answer in time, neither the check nor the wave waits for it', async () => {
  const rig = await createRig({ estate });
  const { subnetId } = (await networkOf(rig.simulator)).subnet;
  const planId = await savePlan(rig, { launchConfig: { subnetId } });
  rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSubnets', delaySeconds: 15 });
  const begun = rig.clock.now();
  const found = await check(rig, planId);
  expect(found.unknown.map(({ message }) => message)).toEqual([
    `whether AWS can meet the launch settings of 3 servers is not checked: AWS did not answer within ${limits.settingsLookSeconds} s`,
  ]);
  expect(Date.parse(rig.clock.now()) - Date.parse(begun)).toBeLessThan(6000);
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});

test('mended in the group while the wave waits, the retry launches all', async () => {
  const rig = await createRig({ estate });
  const { subnetId } = (await networkOf(rig.simulator)).subnet;
  const planId = await saveUnchecked(rig, { launchConfig: { subnetId: nowhere } }, { onFailure: 'pause' });
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  const servers = rig.idsOf('server-').slice(0, 3);
  await rig.clock.complete(rig.savePlan('shop', [{ groups: [{ servers, launchConfig: { subnetId } }] }]));
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
});

test('applied on demand, settings that AWS cannot meet fail at their servers, and the others are applied', async () => {
  const { rig, own } = await withTakenAddress();
  const { items } = await rig.catalog.listGroups({ limit: 10 });
  const [group] = items;
  if (group === undefined) throw new Error('no group');
  const done = await rig.clock.complete(rig.launchSettings.apply(group, 'anna'));
  if (!done.ok) throw new Error(done.failure.message);
  expect(done.value.counts).toMatchObject({ failed: 1, applied: 2 });
  expect(done.value.servers.find(({ result }) => result === 'FAILED')).toMatchObject({
    sourceServerId: own,
    message: expect.stringContaining('in use: eni-'),
  });
});

test('many servers and groups cost one question of each kind in an account and Region', async () => {
  const rig = await createRig({ estate: { servers: 40 } });
  const { subnetId } = (await networkOf(rig.simulator)).subnet;
  const ids = rig.idsOf('server-');
  const groups = [0, 1, 2, 3].map((part) => ({
    servers: ids.filter((_id, index) => index % 4 === part),
    launchConfig: { subnetId, instanceType: 'm5.xlarge' },
  }));
  const planId = await rig.clock.complete(rig.savePlan('shop', [{ groups }]));
  const before = asked(rig, 'ec2:DescribeSubnets');
  await check(rig, planId);
  expect(asked(rig, 'ec2:DescribeSubnets') - before).toBe(1);
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
  expect(asked(rig, 'ec2:DescribeSubnets') - before).toBe(2);
});

test('an address copied from the source that its subnet cannot hold is refused on save, and stops the wave where nobody could tell', async () => {
  const rig = await createRig({ estate });
  const { subnet, homeSubnet } = await networkOf(rig.simulator);
  const [one = '', two = ''] = rig.idsOf('server-');
  const copies = (subnetId: string) => ({ launchConfig: { subnetId, copyPrivateIp: true } });
  const why = `launchConfig.copyPrivateIp of group "shop-group-0-0": 172.16.0.4 of ${one}, 172.16.0.5 of ${two}, 172.16.0.6 of`;
  await expect(savePlan(rig, copies(subnet.subnetId))).rejects.toThrow(
    /"copyPrivateIp"\],"message":"172.*outside of the subnet/,
  );
  await savePlan(rig, copies(homeSubnet.subnetId));
  // It takes the copying of its group, into a subnet of its own.
  await expect(
    savePlan(rig, { ...copies(homeSubnet.subnetId), serverOverrides: { [two]: { subnetId: subnet.subnetId } } }),
  ).rejects.toThrow(new RegExp(`172.16.0.5 of ${two}: outside of the subnet`));

  const planId = await saveUnchecked(rig, copies(subnet.subnetId));
  const found = await check(rig, planId);
  expect(found.verdict).toBe('WOULD_FAIL');
  expect(found.warnings.find(({ code }) => code === 'SETTINGS_UNMET')?.message).toContain(`3 servers: ${why}`);
  const view = await rig.runToEnd(await rig.launch(planId));
  expect(view.waves[0]?.statusReason).toContain(why);
  expect(rig.launchJobs()).toEqual([]);
});

test('a copied address that DRS does not tell is unchecked on save, unknown to the check, and launched', async () => {
  const rig = await createRig({
    estate,
    network: async (request, send) => {
      const answer = await send(request);
      if (!request.url.endsWith('/DescribeSourceServers')) return answer;
      const body = (await answer.text()).replaceAll('"isPrimary":true', '"isPrimary":false');
      return new Response(body, { status: answer.status, headers: { 'content-type': 'application/json' } });
    },
  });
  const { homeSubnet } = await networkOf(rig.simulator);
  const [one = ''] = rig.idsOf('server-');
  const launchConfig = { subnetId: homeSubnet.subnetId, copyPrivateIp: true };
  const planId = await rig.clock.complete(rig.savePlan('shop', [{ groups: [{ servers: [one], launchConfig }] }]));
  const text = `not checked: DRS does not tell the address of ${one}`;
  const place = { accountId: '111122223333', region: 'us-east-1' };
  const definition = { ...place, selection: { sourceServerIds: [one] }, launchConfig };
  expect(await rig.clock.complete(rig.launchSettings.check(definition))).toEqual({
    errors: [],
    unchecked: [{ path: ['launchConfig', 'copyPrivateIp'], message: text }],
  });
  const found = await check(rig, planId);
  expect(found.unknown.map(({ message }) => message)).toEqual([
    `whether AWS can meet the launch settings of 1 server is ${text}`,
  ]);
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});
