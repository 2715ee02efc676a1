import {
  GetLaunchConfigurationCommand,
  UpdateLaunchConfigurationCommand,
  type UpdateLaunchConfigurationCommandInput,
} from '@aws-sdk/client-drs';
import {
  CreateLaunchTemplateVersionCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type Instance,
  ModifyLaunchTemplateCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { ServerInput } from '../../src/simulator/estate/schema.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, startRecovery } from './drill.ts';
import { drsCall } from './wire.ts';

const seed = 111;

/** One server, its DRS client calls and its launch template. */
async function oneServer(server: Partial<ServerInput> = {}, name = 'web') {
  const simulator = createSimulator({ seed, estate: named([name], server) });
  const { drs, ec2 } = clientsOf(simulator);
  const [sourceServerID = ''] = idsOf(simulator);
  const { ec2LaunchTemplateID } = await drs.send(new GetLaunchConfigurationCommand({ sourceServerID }));
  const LaunchTemplateId = `${ec2LaunchTemplateID}`;
  return {
    simulator,
    ec2,
    sourceServerID,
    LaunchTemplateId,
    update: (change: Omit<UpdateLaunchConfigurationCommandInput, 'sourceServerID'>) =>
      drs.send(new UpdateLaunchConfigurationCommand({ sourceServerID, ...change })),
    setTemplate: async (LaunchTemplateData: RequestLaunchTemplateData, SourceVersion?: string): Promise<void> => {
      const { LaunchTemplateVersion } = await ec2.send(
        new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData, SourceVersion }),
      );
      const DefaultVersion = String(LaunchTemplateVersion?.VersionNumber);
      await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
    },
    defaultData: async () => {
      const Versions = ['$Default'];
      const found = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }));
      return found.LaunchTemplateVersions?.[0]?.LaunchTemplateData;
    },
  };
}

/** Drills the server, and shows its instance as EC2 does. */
async function drill(simulator: Simulator): Promise<Instance | undefined> {
  await startRecovery(simulator, idsOf(simulator));
  const InstanceIds = finish(simulator).servers.flatMap((one) => one.instanceId ?? []);
  if (InstanceIds.length === 0) return undefined;
  const { Reservations } = await clientsOf(simulator).ec2.send(new DescribeInstancesCommand({ InstanceIds }));
  return Reservations?.[0]?.Instances?.[0];
}

const failure = async (simulator: Simulator): Promise<string | undefined> => {
  const log = await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId });
  return /"rawError":"([^"]+)"/.exec(JSON.stringify(log.body))?.[1];
};

describe('launch configuration', () => {
  test('every server has its own, with a launch template of its own', async () => {
    const simulator = createSimulator({ seed, estate: named(['web-1', 'web-2'], { launchDisposition: 'STOPPED' }) });
    const { drs } = clientsOf(simulator);
    const found = await Promise.all(
      idsOf(simulator).map((sourceServerID) => drs.send(new GetLaunchConfigurationCommand({ sourceServerID }))),
    );
    expect(found).toMatchObject([
      { name: 'web-1', launchDisposition: 'STOPPED', targetInstanceTypeRightSizingMethod: 'BASIC', copyTags: false },
      { name: 'web-2', licensing: { osByol: false } },
    ]);
    expect(new Set(found.map((one) => one.ec2LaunchTemplateID)).size).toBe(2);
    const unknown = new GetLaunchConfigurationCommand({ sourceServerID: 's-00000000000000000' });
    await expect(drs.send(unknown)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('what an update does not name stays as it was, and one that changes nothing makes no template version', async () => {
    const { ec2, LaunchTemplateId, update } = await oneServer();
    await update({ copyTags: true, licensing: { osByol: true } });
    await update({ copyTags: true, launchDisposition: 'STARTED' });
    const versions = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }));
    expect(versions.LaunchTemplateVersions?.map((one) => [one.VersionNumber, one.DefaultVersion])).toEqual([
      [2, true],
      [1, false],
    ]);
    const after = await update({ launchDisposition: 'STOPPED' });
    expect(after).toMatchObject({ copyTags: true, licensing: { osByol: true }, launchDisposition: 'STOPPED' });
  });

  test('disposition STOPPED: the server counts as launched, and its instance does not run', async () => {
    const { simulator, update } = await oneServer();
    await update({ launchDisposition: 'STOPPED' });
    expect((await drill(simulator))?.State?.Name).toBe('stopped');
    expect(newestJob(simulator).servers[0]?.launchStatus).toBe('LAUNCHED');
    await update({ launchDisposition: 'STARTED' });
    expect((await drill(simulator))?.State?.Name).toBe('running');
  });

  test('with copied tags the instance has those of the source server, without them only those of DRS', async () => {
    const { simulator, update } = await oneServer({ tags: { Application: 'Shop', Tier: 'web' } });
    const keys = async (): Promise<Set<unknown>> => new Set((await drill(simulator))?.Tags?.map((tag) => tag.Key));
    const ofDrs = ['AWSElasticDisasterRecoveryManaged', 'AWSElasticDisasterRecoverySourceServerID'];
    expect(await keys()).toEqual(new Set([...ofDrs, 'Name']));
    await update({ copyTags: true });
    expect(await keys()).toEqual(new Set([...ofDrs, 'Application', 'Name', 'Tier']));
  });

  test('a copied address outside the subnet fails the launch; in the right subnet it is the address of home', async () => {
    const { simulator, ec2, update, setTemplate } = await oneServer();
    await update({ copyPrivateIp: true });
    expect(await drill(simulator)).toBeUndefined();
    expect(await failure(simulator)).toBe(
      "InvalidParameterValue: Address 172.16.0.4 does not fall within the subnet's address range",
    );
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'cidr-block', Values: ['172.16.0.0/16'] }] }),
    );
    await setTemplate({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: Subnets?.[0]?.SubnetId }] }, '$Default');
    const instance = await drill(simulator);
    expect(instance).toMatchObject({ PrivateIpAddress: '172.16.0.4', Placement: { AvailabilityZone: 'us-east-1b' } });
    // The next drill deletes this instance before it takes the address again.
    expect((await drill(simulator))?.PrivateIpAddress).toBe('172.16.0.4');
  });
});

describe('launch templates at a launch', () => {
  test('right-sizing disregards the type of the template, and without it the template decides', async () => {
    const { simulator, update, setTemplate } = await oneServer({ instanceType: 'm5.large' });
    await setTemplate({ InstanceType: 'r6i.2xlarge' }, '$Default');
    expect((await drill(simulator))?.InstanceType).toBe('m5.large');
    await update({ targetInstanceTypeRightSizingMethod: 'NONE' });
    expect((await drill(simulator))?.InstanceType).toBe('r6i.2xlarge');
    await setTemplate({ InstanceType: 'x1e.32xlarge' }, '$Default');
    expect(await drill(simulator)).toBeUndefined();
    expect(await failure(simulator)).toBe("InvalidParameterValue: Invalid value 'x1e.32xlarge' for InstanceType.");
  });

  test('who writes the template first and the launch configuration second loses the instance type', async () => {
    const { update, setTemplate, defaultData } = await oneServer({ instanceType: 'm5.large' });
    await setTemplate({ InstanceType: 'r6i.2xlarge', KeyName: 'kept' }, '$Default');
    await update({ copyTags: true });
    expect(await defaultData()).toMatchObject({ InstanceType: 'm5.large', KeyName: 'kept' });
    await setTemplate({ InstanceType: 'r6i.2xlarge' }, '$Default');
    expect(await defaultData()).toMatchObject({ InstanceType: 'r6i.2xlarge', KeyName: 'kept' });
  });

  test('subnet, security group, address, public address, profile and tags come from the default version', async () => {
    const { simulator, ec2, setTemplate } = await oneServer({ publicIp: false, tags: { Owner: 'shop' } });
    const groups = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ['isolated'] }));
    const GroupId = `${groups.SecurityGroups?.[0]?.GroupId}`;
    await setTemplate({
      IamInstanceProfile: { Name: 'recovered' },
      NetworkInterfaces: [
        { DeviceIndex: 0, Groups: [GroupId], PrivateIpAddress: '10.20.7.7', AssociatePublicIpAddress: true },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'drill-web' }] }],
    });
    const instance = await drill(simulator);
    expect(instance).toMatchObject({
      PrivateIpAddress: '10.20.7.7',
      PublicIpAddress: expect.stringMatching(/^198\./),
      SecurityGroups: [{ GroupId, GroupName: 'isolated' }],
      IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/recovered' },
    });
    expect(instance?.Tags).toContainEqual({ Key: 'Name', Value: 'drill-web' });
  });

  test('a version that was made without a source has lost what the others said', async () => {
    const { simulator, setTemplate } = await oneServer({ publicIp: true });
    expect((await drill(simulator))?.PublicIpAddress).toBeDefined();
    await setTemplate({ KeyName: 'mine' });
    expect((await drill(simulator))?.PublicIpAddress).toBeUndefined();
  });

  test.each([
    [
      { SubnetId: 'subnet-00000000000000000' },
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-00000000000000000' does not exist",
    ],
    [
      { Groups: ['sg-00000000000000000'] },
      "InvalidGroup.NotFound: The security group 'sg-00000000000000000' does not exist",
    ],
    [
      { PrivateIpAddress: '10.20.0.2' },
      "InvalidParameterValue: Address 10.20.0.2 does not fall within the subnet's address range",
    ],
    [
      { PrivateIpAddress: '192.168.1.9' },
      "InvalidParameterValue: Address 192.168.1.9 does not fall within the subnet's address range",
    ],
  ])('a template with %j fails the launch in the words of EC2', async (nic, words) => {
    const { simulator, setTemplate } = await oneServer();
    await setTemplate({ NetworkInterfaces: [{ DeviceIndex: 0, ...nic }] });
    expect(await drill(simulator)).toBeUndefined();
    expect(newestJob(simulator).servers[0]?.launchStatus).toBe('FAILED');
    expect(await failure(simulator)).toBe(words);
  });

  test('one address for two servers: the second one is refused, in one job and in two', async () => {
    const simulator = createSimulator({ seed, estate: named(['web-1', 'web-2']) });
    const { drs, ec2 } = clientsOf(simulator);
    const [first = '', second = ''] = idsOf(simulator);
    for (const sourceServerID of [first, second]) {
      const { ec2LaunchTemplateID } = await drs.send(new GetLaunchConfigurationCommand({ sourceServerID }));
      const LaunchTemplateData = { NetworkInterfaces: [{ DeviceIndex: 0, PrivateIpAddress: '10.20.9.9' }] };
      const LaunchTemplateId = `${ec2LaunchTemplateID}`;
      await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
      await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
    }
    await startRecovery(simulator, [first, second]);
    expect(finish(simulator).servers.map((one) => one.launchStatus)).toEqual(['LAUNCHED', 'FAILED']);
    expect(await failure(simulator)).toBe('InvalidIPAddress.InUse: Address 10.20.9.9 is in use.');
    await startRecovery(simulator, [second]);
    expect(finish(simulator).servers[0]?.launchStatus).toBe('FAILED');
  });

  test('an address that somebody chose is not given to the next who chose none', async () => {
    const simulator = createSimulator({ seed, estate: named(['web-1', 'web-2', 'web-3']) });
    const { drs, ec2 } = clientsOf(simulator);
    const [first = '', ...others] = idsOf(simulator);
    const { ec2LaunchTemplateID } = await drs.send(new GetLaunchConfigurationCommand({ sourceServerID: first }));
    const LaunchTemplateData = { NetworkInterfaces: [{ DeviceIndex: 0, PrivateIpAddress: '10.20.0.5' }] };
    const LaunchTemplateId = `${ec2LaunchTemplateID}`;
    await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
    await startRecovery(simulator, [first, ...others]);
    finish(simulator);
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    const ips = Reservations.flatMap((one) => one.Instances?.map((instance) => instance.PrivateIpAddress) ?? []);
    expect(ips[0]).toBe('10.20.0.5');
    expect(new Set(ips).size).toBe(3);
  });
});
