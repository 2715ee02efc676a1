/** Launch settings are applied before their wave is launched, or the wave is not. */
import { DescribeSourceServersCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-drs';
import { describe, expect, test } from 'vitest';
import { setUpCli } from '../cli/run.ts';
import { clientsOf } from '../simulator/clients.ts';
import { networkOf } from '../support/estate-network.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, type Rig } from '../support/rig.ts';

/** A plan of one wave over these groups. */
async function savePlan(rig: Rig, groups: readonly object[], wave: object = {}): Promise<string> {
  const documents = groups.map((group, index) => ({
    kind: 'ProtectionGroup',
    groupName: `group-${index}`,
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    ...group,
  }));
  const plan = {
    kind: 'RecoveryPlan',
    planName: 'shop',
    waves: [{ waveName: 'all', protectionGroups: documents.map(({ groupName }) => groupName), ...wave }],
  };
  const applied = await rig.clock.complete(rig.catalog.apply([...documents, plan], { actor: 'anna' }));
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
  return `${applied.results.at(-1)?.id}`;
}

const saveGroup = async (rig: Rig, group: object): Promise<void> => {
  const document = { kind: 'ProtectionGroup', groupName: 'group-0', accountId: HOME_ACCOUNT, region: HOME_REGION };
  const applied = await rig.clock.complete(rig.catalog.apply([{ ...document, ...group }], { actor: 'anna' }));
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
};

const callsOf = (rig: Rig, operation: string): number => rig.simulator.calls().counts[operation] ?? 0;
/** What a request changes in DRS or EC2, with the versions of the template that it names; undefined for all others. */
const changeOf = async (request: Request): Promise<string | undefined> => {
  const operation = new URL(request.url).pathname.slice(1);
  if (operation === 'UpdateLaunchConfiguration' || operation === 'StartRecovery') return operation;
  const form = new URLSearchParams(await request.clone().text());
  if (form.get('Action') === 'CreateLaunchTemplateVersion')
    return `CreateLaunchTemplateVersion, SourceVersion ${form.get('SourceVersion')}`;
  if (form.get('Action') === 'ModifyLaunchTemplate')
    return `ModifyLaunchTemplate, SetDefaultVersion ${form.get('SetDefaultVersion')}`;
  return undefined;
};
const refuseTemplates = (rig: Rig, times: number): void => {
  const message = 'not authorized to perform: ec2:CreateLaunchTemplateVersion';
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'CreateLaunchTemplateVersion', message, times });
};

describe('before a wave', () => {
  test('the settings of its servers are applied, and its servers come up with them', async () => {
    const rig = await createRig({ estate: { servers: 3 } });
    const [one = '', two = '', three = ''] = rig.idsOf('server-');
    const { subnet } = await networkOf(rig.simulator);
    const planId = await savePlan(rig, [
      {
        selection: { sourceServerIds: [one, two] },
        launchConfig: { subnetId: subnet.subnetId, instanceType: 'm5.xlarge' },
        serverOverrides: { [two]: { staticPrivateIp: `${subnet.prefix}.99` } },
      },
      { selection: { sourceServerIds: [three] } },
    ]);
    const executionId = await rig.launch(planId);
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.activities).toMatchObject([
      { kind: 'LAUNCH_SETTINGS', state: 'SUCCEEDED', message: '2 servers changed, 0 as wanted already' },
    ]);
    const servers = new Map((await rig.servers(executionId)).map((server) => [server.sourceServerId, server.observed]));
    expect(servers.get(one)).toMatchObject({ instanceType: 'm5.xlarge' });
    expect(servers.get(two)).toMatchObject({ instanceType: 'm5.xlarge', privateIp: `${subnet.prefix}.99` });
    expect(servers.get(three)).toMatchObject({ instanceType: 'm5.large' });
  });

  test('the DRS configuration is changed first; the template version is then made out of the one that DRS answered with, and the launch comes last', async () => {
    const told: string[] = [];
    const rig = await createRig({
      estate: { servers: 1 },
      network: async (request, send) => {
        const call = await changeOf(request);
        if (call !== undefined) told.push(call);
        return send(request);
      },
    });
    const launchConfig = { instanceType: 'm5.xlarge', copyTags: true };
    const planId = await savePlan(rig, [{ selection: { sourceServerIds: rig.idsOf('server-') }, launchConfig }]);
    expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
    expect(told).toEqual([
      'UpdateLaunchConfiguration',
      'CreateLaunchTemplateVersion, SourceVersion 2',
      'ModifyLaunchTemplate, SetDefaultVersion 3',
      'StartRecovery',
    ]);
  });

  test('a plan without settings has nothing to do, and asks nothing', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const planId = await savePlan(rig, [{ selection: { sourceServerIds: rig.idsOf('server-') } }]);
    const view = await rig.runToEnd(await rig.launch(planId));
    expect(view.waves[0]?.activities).toEqual([]);
    expect(callsOf(rig, 'drs:GetLaunchConfiguration')).toBe(0);
  });

  test('defect 8.3.11: what was applied before is left alone, also at servers with settings of their own', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [one = '', two = ''] = rig.idsOf('server-');
    const { subnet } = await networkOf(rig.simulator);
    const planId = await savePlan(rig, [
      {
        selection: { sourceServerIds: [one, two] },
        launchConfig: { subnetId: subnet.subnetId },
        serverOverrides: { [one]: { staticPrivateIp: `${subnet.prefix}.99` } },
      },
    ]);
    await rig.runToEnd(await rig.launch(planId));
    const versions = callsOf(rig, 'ec2:CreateLaunchTemplateVersion');
    const second = await rig.launch(planId);
    const view = await rig.runToEnd(second);
    expect(view.waves[0]?.activities?.[0]?.message).toBe('0 servers changed, 2 as wanted already');
    expect(callsOf(rig, 'ec2:CreateLaunchTemplateVersion')).toBe(versions);
    const own = (await rig.servers(second)).find(({ sourceServerId }) => sourceServerId === one);
    expect(own?.observed?.privateIp).toBe(`${subnet.prefix}.99`);
  });

  test('defect 8.3.13: a refusal of AWS stops the wave before the launch, in the words of AWS', async () => {
    const rig = await createRig({ estate: { servers: 3 } });
    const planId = await savePlan(rig, [
      { selection: { sourceServerIds: rig.idsOf('server-') }, launchConfig: { instanceType: 'm5.xlarge' } },
    ]);
    refuseTemplates(rig, 1);
    const view = await rig.runToEnd(await rig.launch(planId));
    expect(view.status).toBe('FAILED');
    expect(view.waves[0]?.statusReason).toContain('not authorized to perform: ec2:CreateLaunchTemplateVersion');
    expect(rig.launchJobs()).toEqual([]);
  });

  test('a person mends the group, and the retry applies what it says then', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const selection = { sourceServerIds: rig.idsOf('server-') };
    const planId = await savePlan(rig, [{ selection, launchConfig: { instanceType: 'm5.xlarge' } }], {
      onFailure: 'pause',
    });
    refuseTemplates(rig, 2);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    expect(rig.launchJobs()).toEqual([]);
    await saveGroup(rig, { selection, launchConfig: { instanceType: 'c5.large' } });
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect((await rig.servers(executionId)).map(({ observed }) => observed?.instanceType)).toEqual([
      'c5.large',
      'c5.large',
    ]);
  });

  test('a launch fails with its settings applied: a person mends the group, and the retry launches as it says then', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [one = '', two = ''] = rig.idsOf('server-');
    const selection = { sourceServerIds: [one, two] };
    const launchConfig = { instanceType: 'm5.xlarge' };
    const planId = await savePlan(rig, [{ selection, launchConfig }], { onFailure: 'pause' });
    rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [two] });
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    rig.simulator.faults.clear();
    await saveGroup(rig, { selection, launchConfig: { instanceType: 'c5.large' } });
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const types = new Map((await rig.servers(executionId)).map((server) => [server.sourceServerId, server.observed]));
    expect(types.get(one)?.instanceType).toBe('m5.xlarge');
    expect(types.get(two)?.instanceType).toBe('c5.large');
  });

  test('a throttle costs time, not the wave', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const selection = { sourceServerIds: rig.idsOf('server-') };
    const planId = await savePlan(rig, [{ selection, launchConfig: { copyTags: true } }]);
    rig.simulator.faults.add({ kind: 'throttle', operation: 'UpdateLaunchConfiguration', times: 9 });
    const view = await rig.runToEnd(await rig.launch(planId));
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.activities?.[0]).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('defect 8.3.13: servers of another account get theirs with the credentials of that account', async () => {
    const rig = await createRig({ estate: { servers: 2, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });
    const far = rig.idsOf('server-', { accountId: OTHER_ACCOUNT, region: HOME_REGION });
    const near = rig.idsOf('server-');
    const launchConfig = { instanceType: 'm5.xlarge' };
    const planId = await savePlan(rig, [
      { selection: { sourceServerIds: near }, launchConfig },
      { accountId: OTHER_ACCOUNT, selection: { sourceServerIds: far }, launchConfig },
    ]);
    const executionId = await rig.launch(planId);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect((await rig.servers(executionId)).map(({ observed }) => observed?.instanceType)).toEqual([
      'm5.xlarge',
      'm5.xlarge',
    ]);
  });
});

describe('a server that no group of its wave selects any more when the wave comes', () => {
  /** At the gate, after the change; each answer is how the run then stands. */
  const atTheGate = async (
    group: object,
    change: (rig: Rig) => Promise<void>,
    restore: (rig: Rig) => Promise<void>,
  ) => {
    const rig = await createRig({ estate: { servers: 2 } });
    const planId = await savePlan(rig, [{ ...group, launchConfig: { instanceType: 'm5.xlarge' } }], {
      pauseBeforeWave: true,
      onFailure: 'pause',
    });
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    await change(rig);
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    await rig.clock.advance(60);
    const stopped = await rig.runUntil(executionId, 'PAUSED');
    const reason = stopped.waves[0]?.statusReason;
    const launched = rig.launchJobs().length;
    await restore(rig);
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    const end = await rig.runToEnd(executionId);
    const types = (await rig.servers(executionId)).map(({ observed }) => observed?.instanceType);
    return { reason, executionId, launched, end, types };
  };
  const expectStoppedThenWhole = (told: Awaited<ReturnType<typeof atTheGate>>): void => {
    const { reason, executionId, launched, end, types } = told;
    expect(reason).toContain(
      'server-0000: no group of the wave selects it any more, so its launch settings are not known',
    );
    expect(reason).toContain(`go on: ./breakwater retry ${executionId} --wave 0; without them: `);
    expect(reason).not.toContain('server-0001');
    expect(launched).toBe(0);
    expect(end.status).toBe('COMPLETED');
    expect(types).toEqual(['m5.xlarge', 'm5.xlarge']);
  };

  test('since it lost its tag, stops the wave by name; with the tag again, the retry launches both as wanted', async () => {
    const tagged = async (rig: Rig, has: boolean): Promise<void> => {
      const { drs } = clientsOf(rig.simulator, { region: HOME_REGION });
      const { items = [] } = await drs.send(new DescribeSourceServersCommand({}));
      const resourceArn = items.find(({ sourceServerID }) => sourceServerID === rig.idsOf('server-0000')[0])?.arn;
      await (has
        ? drs.send(new TagResourceCommand({ resourceArn, tags: { Application: 'Load' } }))
        : drs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['Application'] })));
    };
    const group = { selection: { tags: { Application: 'Load' } } };
    expectStoppedThenWhole(
      await atTheGate(
        group,
        (rig) => tagged(rig, false),
        (rig) => tagged(rig, true),
      ),
    );
  });

  test('since it was edited out of its group, stops the wave by name; put back, the retry launches both as wanted', async () => {
    const probe = await createRig({ estate: { servers: 2 } });
    const ids = probe.idsOf('server-');
    const holding = (sourceServerIds: readonly string[]) => (rig: Rig) =>
      saveGroup(rig, { selection: { sourceServerIds }, launchConfig: { instanceType: 'm5.xlarge' } });
    const group = { selection: { sourceServerIds: ids } };
    expectStoppedThenWhole(await atTheGate(group, holding(ids.slice(1)), holding(ids)));
  });

  test('the commands of the reason, pasted as they stand: without the server the rest is launched', async () => {
    const cli = setUpCli({}, await createRig({ estate: { servers: 2 } }));
    const { rig, run } = cli;
    const ids = rig.idsOf('server-');
    const launchConfig = { instanceType: 'm5.xlarge' };
    const wave = { pauseBeforeWave: true, onFailure: 'pause' };
    const planId = await savePlan(rig, [{ selection: { sourceServerIds: ids }, launchConfig }], wave);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    await saveGroup(rig, { selection: { sourceServerIds: ids.slice(1) }, launchConfig });
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    await rig.clock.advance(60);
    await rig.runUntil(executionId, 'PAUSED');
    const reason = (await run(`describe execution ${executionId}`)).out.replaceAll(/\s+/g, ' ');
    const told = (pattern: RegExp): string => pattern.exec(reason)?.[1] ?? '';
    const retry = told(/go on: \.\/breakwater (retry \S+ --wave 0);/);
    const skip = told(/\.\/breakwater (skip \S+ --wave 0 --servers \S+ --reason "WHY"), then that retry/);
    expect(skip).toBe(`skip ${executionId} --wave 0 --servers ${ids[0]} --reason "WHY"`);
    expect(await run(skip.replaceAll('"', ''))).toMatchObject({ code: 0, err: '' });
    expect(await run(retry)).toMatchObject({ code: 0, err: '' });
    const end = await rig.runToEnd(executionId);
    expect(end).toMatchObject({ status: 'PARTIAL', launchedCount: 1 });
    const launched = (await rig.servers(executionId)).filter(({ outcome }) => outcome === 'LAUNCHED');
    expect(launched).toMatchObject([{ sourceServerId: ids[1], observed: { instanceType: 'm5.xlarge' } }]);
  });

  test('of a plan that stops there, the command for after its end launches them once they are back', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const { run } = setUpCli({}, rig);
    const ids = rig.idsOf('server-');
    const launchConfig = { instanceType: 'm5.xlarge' };
    const group = { selection: { sourceServerIds: ids }, launchConfig };
    const executionId = await rig.launch(await savePlan(rig, [group], { pauseBeforeWave: true }));
    await rig.runUntil(executionId, 'PAUSED');
    await saveGroup(rig, { selection: { sourceServerIds: ids.slice(1) }, launchConfig });
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    const end = await rig.runToEnd(executionId);
    expect(end.status).toBe('FAILED');
    expect(end.waves[0]?.statusReason).toContain(`launch them after the end: ./breakwater retry ${executionId}`);
    await saveGroup(rig, group);
    const again = await run(`retry ${executionId}`);
    expect(again).toMatchObject({ code: 0, err: '' });
  });
});

test('a server that two groups of its wave select by now stops the wave, by name, with both; of one again, it comes up as wanted', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [one = '', two = ''] = rig.idsOf('server-');
  const { drs } = clientsOf(rig.simulator, { region: HOME_REGION });
  const { items = [] } = await drs.send(new DescribeSourceServersCommand({}));
  const arnOf = (id: string) => items.find(({ sourceServerID }) => sourceServerID === id)?.arn;
  await drs.send(new TagResourceCommand({ resourceArn: arnOf(two), tags: { Part: 'two' } }));
  const planId = await savePlan(
    rig,
    [
      { selection: { sourceServerIds: [one] }, launchConfig: { instanceType: 'm5.xlarge' } },
      { selection: { tags: { Part: 'two' } }, launchConfig: { instanceType: 'c5.large' } },
    ],
    { pauseBeforeWave: true, onFailure: 'pause' },
  );
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  await drs.send(new TagResourceCommand({ resourceArn: arnOf(one), tags: { Part: 'two' } }));
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  await rig.clock.advance(60);
  const reason = (await rig.runUntil(executionId, 'PAUSED')).waves[0]?.statusReason;
  expect(reason).toContain(
    'server-0000: 2 groups of the wave select it now ("group-0", "group-1"), so its launch settings are not known',
  );
  expect(reason).toContain(
    `Once one group of the wave alone selects each, go on: ./breakwater retry ${executionId} --wave 0; without them: ./breakwater skip ${executionId} --wave 0 --servers ${one} --reason "WHY"`,
  );
  expect(reason).not.toContain('server-0001');
  expect(rig.launchJobs()).toEqual([]);
  await drs.send(new UntagResourceCommand({ resourceArn: arnOf(one), tagKeys: ['Part'] }));
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  const types = new Map((await rig.servers(executionId)).map((each) => [each.sourceServerId, each.observed]));
  expect([types.get(one)?.instanceType, types.get(two)?.instanceType]).toEqual(['m5.xlarge', 'c5.large']);
});
