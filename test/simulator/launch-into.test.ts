/** An EC2 instance that is there already, and that DRS launches a server into. */
import {
  DeleteRecoveryInstanceCommand,
  DescribeRecoveryInstancesCommand,
  DisconnectRecoveryInstanceCommand,
  GetLaunchConfigurationCommand,
  TerminateRecoveryInstancesCommand,
  UpdateLaunchConfigurationCommand,
  type UpdateLaunchConfigurationCommandInput,
} from '@aws-sdk/client-drs';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  type Instance,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import type { EstateInput } from '../../src/simulator/estate/schema.ts';
import { memoryJournal } from '../../src/simulator/journal.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { drsModel, violations } from './api-model.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

const allowed = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
type Standby = NonNullable<EstateInput['instances']>[number];

const estateWith = (standby: Partial<Standby>, names = ['web'], os: 'linux' | 'windows' = 'linux'): EstateInput => ({
  ...named(names, { os }),
  instances: [{ name: 'standby', accountId: homeAccount, region: 'us-east-1', os, tags: allowed, ...standby }],
});

const standbyOf = async (simulator: Simulator): Promise<Instance> => {
  const Filters = [{ Name: 'tag:Name', Values: ['standby'] }];
  const { Reservations } = await clientsOf(simulator).ec2.send(new DescribeInstancesCommand({ Filters }));
  const found = Reservations?.[0]?.Instances?.[0];
  if (found === undefined) throw new Error('EC2 does not show the standby');
  return found;
};

/** The standby as EC2 shows it at first, and the DRS calls of the first server. */
async function withStandby(estate = estateWith({})) {
  const journal = memoryJournal();
  const simulator = createSimulator({ seed: 7, estate, journal });
  const { drs, ec2 } = clientsOf(simulator);
  const before = await standbyOf(simulator);
  const launchIntoEC2InstanceID = `${before.InstanceId}`;
  const [sourceServerID = '', second = ''] = idsOf(simulator);
  const update = (change: Omit<UpdateLaunchConfigurationCommandInput, 'sourceServerID'>, id = sourceServerID) =>
    drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID: id, ...change }));
  const set = (id?: string) => update({ launchIntoInstanceProperties: { launchIntoEC2InstanceID } }, id);
  return {
    simulator,
    journal,
    estate,
    drs,
    ec2,
    before,
    id: launchIntoEC2InstanceID,
    sourceServerID,
    second,
    update,
    set,
  };
}

const drill = async (simulator: Simulator, ids: readonly string[]) => {
  await startRecovery(simulator, ids);
  return finish(simulator).servers;
};

const rawError = async (simulator: Simulator): Promise<string | undefined> => {
  const log = await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId });
  return /"rawError":"([^"]+)"/.exec(JSON.stringify(log.body))?.[1];
};

test('the instance keeps its id, address, type and tags, has other volumes, and runs', async () => {
  const { simulator, drs, before, id, sourceServerID, set } = await withStandby(
    estateWith({ instanceType: 'r5.xlarge' }),
  );
  expect(before.State?.Name).toBe('stopped');
  await set();
  expect(await drs.send(new GetLaunchConfigurationCommand({ sourceServerID }))).toMatchObject({
    launchIntoInstanceProperties: { launchIntoEC2InstanceID: id },
  });
  expect(await drill(simulator, [sourceServerID])).toMatchObject([{ launchStatus: 'LAUNCHED', instanceId: id }]);
  const after = await standbyOf(simulator);
  expect(after.State?.Name).toBe('running');
  expect(after).toMatchObject({
    InstanceId: id,
    InstanceType: 'r5.xlarge',
    PrivateIpAddress: before.PrivateIpAddress,
    Tags: before.Tags,
  });
  const volumes = ({ BlockDeviceMappings = [] }: Instance) => BlockDeviceMappings.map(({ Ebs }) => Ebs?.VolumeId);
  expect(volumes(after)).toHaveLength(1);
  expect(volumes(after)).not.toEqual(volumes(before));
  const { items = [] } = await drs.send(new DescribeRecoveryInstancesCommand({}));
  expect(items).toMatchObject([
    { recoveryInstanceID: id, ec2InstanceID: id, sourceServerID, ec2InstanceState: 'RUNNING', isDrill: true },
  ]);
  expect(items[0]?.recoveryInstanceProperties?.disks?.map(({ ebsVolumeID }) => ebsVolumeID)).toEqual(volumes(after));
});

test('with disposition STOPPED it stays stopped, and the server counts as launched', async () => {
  const { simulator, sourceServerID, update, set } = await withStandby();
  await set();
  await update({ launchDisposition: 'STOPPED' });
  expect(await drill(simulator, [sourceServerID])).toMatchObject([{ launchStatus: 'LAUNCHED' }]);
  expect((await standbyOf(simulator)).State?.Name).toBe('stopped');
});

test.each([
  ['lacks the tag AWSDRS', estateWith({ tags: { AWSDRS: 'Allow' } })],
  ['mismatch: Architecture.', estateWith({ instanceType: 'm7g.large' })],
  ['mismatch: Platform.', estateWith({ os: 'windows' })],
  ['mismatch: BootMode.', estateWith({ bootMode: 'uefi' })],
])('what is not fit is refused when it is set: %s', async (words, estate) => {
  const { set, id } = await withStandby(estate);
  await expect(set()).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(new RegExp(`^You cannot define the EC2 instance ${id} as .*${words}`)),
  });
});

test('one that does not exist, tags that are copied, and a licence without a host are refused', async () => {
  const { update, set, ec2, id } = await withStandby(estateWith({}, ['web'], 'windows'));
  await expect(
    update({ copyTags: true, launchIntoInstanceProperties: { launchIntoEC2InstanceID: id } }),
  ).rejects.toThrow('copyTags and copyPrivateIp must be off');
  await expect(
    update({ licensing: { osByol: true }, launchIntoInstanceProperties: { launchIntoEC2InstanceID: id } }),
  ).rejects.toThrow('mismatch: Licensing.');
  await set();
  await expect(update({ copyPrivateIp: true })).rejects.toThrow('must be off');
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  const { simulator } = await withStandby();
  simulator.clock.advance(60);
  const none = { launchIntoInstanceProperties: { launchIntoEC2InstanceID: 'i-0123456789abcdef0' } };
  await expect(update(none)).rejects.toThrow('it does not exist');
});

test('one that runs, or lost its tag, fails the launch in the words of EC2, and is left as it was', async () => {
  const { simulator, ec2, id, sourceServerID, set } = await withStandby();
  await set();
  await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  simulator.clock.advance(30);
  expect(await drill(simulator, [sourceServerID])).toMatchObject([{ launchStatus: 'FAILED' }]);
  expect(await rawError(simulator)).toMatch(
    /^IncorrectState: Unable to detach root volume 'vol-[0-9a-f]+' from instance/,
  );
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  simulator.clock.advance(60);
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'AWSDRS', Value: 'no' }] }));
  expect(await drill(simulator, [sourceServerID])).toMatchObject([{ launchStatus: 'FAILED' }]);
  expect(await rawError(simulator)).toContain('not authorized to perform: ec2:DetachVolume');
  expect((await standbyOf(simulator)).State?.Name).toBe('stopped');
});

test('the next launch into it deletes nothing; DRS shows it once, and as the server’s that came last', async () => {
  const { simulator, drs, ec2, id, sourceServerID, second, set } = await withStandby(
    estateWith({}, ['web-1', 'web-2']),
  );
  await set();
  await set(second);
  const stop = async () => {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    simulator.clock.advance(60);
  };
  for (const server of [sourceServerID, sourceServerID, second]) {
    expect(await drill(simulator, [server])).toMatchObject([{ launchStatus: 'LAUNCHED', instanceId: id }]);
    const { items } = await drs.send(new DescribeRecoveryInstancesCommand({}));
    expect(items?.map((one) => [one.recoveryInstanceID, one.sourceServerID])).toEqual([[id, server]]);
    expect((await standbyOf(simulator)).State?.Name).toBe('running');
    await stop();
  }
});

test('TerminateRecoveryInstances ends it in EC2, as the worst that AWS may do', async () => {
  const { simulator, drs, id, sourceServerID, set } = await withStandby();
  await set();
  await drill(simulator, [sourceServerID]);
  await drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [id] }));
  finish(simulator);
  expect((await standbyOf(simulator)).State?.Name).toBe('terminated');
});

test('disconnected and deleted in DRS it is EC2’s alone again, and runs on', async () => {
  const { simulator, drs, id: recoveryInstanceID, sourceServerID, set } = await withStandby();
  await set();
  await drill(simulator, [sourceServerID]);
  await drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID }));
  await drs.send(new DeleteRecoveryInstanceCommand({ recoveryInstanceID }));
  expect((await drs.send(new DescribeRecoveryInstancesCommand({}))).items).toEqual([]);
  expect((await standbyOf(simulator)).State?.Name).toBe('running');
});

test('a restart of the simulator loses nothing of it', async () => {
  const { simulator, journal, estate, sourceServerID, set } = await withStandby();
  await set();
  await drill(simulator, [sourceServerID]);
  const again = createSimulator({ seed: 7, estate, journal });
  expect(await standbyOf(again)).toEqual(await standbyOf(simulator));
});

test('what DRS answers about it fits the API model, and so does each refusal', async () => {
  const { simulator, sourceServerID, id } = await withStandby();
  const faultsOf = async (operation: string, input: object) => {
    const answer = await drsCall(simulator, operation, input);
    const refusal = answer.headers.get('x-amzn-errortype');
    const shape = refusal ?? `${drsModel.operations[operation]?.output?.shape}`;
    const declared = (drsModel.operations[operation]?.errors ?? []).map((error) => error.shape);
    return [
      ...violations(drsModel, shape, answer.body),
      ...(refusal === null || declared.includes(refusal) ? [] : [refusal]),
    ];
  };
  const set = (launchIntoEC2InstanceID: string) =>
    faultsOf('UpdateLaunchConfiguration', {
      sourceServerID,
      launchIntoInstanceProperties: { launchIntoEC2InstanceID },
    });
  expect(await set('i-0123456789abcdef0')).toEqual([]);
  expect(await set(id)).toEqual([]);
  await drill(simulator, [sourceServerID]);
  expect(await faultsOf('GetLaunchConfiguration', { sourceServerID })).toEqual([]);
  expect(await faultsOf('DescribeRecoveryInstances', {})).toEqual([]);
  expect(await faultsOf('DescribeJobs', {})).toEqual([]);
});
