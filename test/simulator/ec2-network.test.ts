import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  paginateDescribeInstanceTypes,
  paginateDescribeTags,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, startRecovery } from './drill.ts';

const seed = 161;

async function drilled(servers: number) {
  const simulator = createSimulator({ seed, estate: makeEstate({ servers }) });
  await startRecovery(simulator, idsOf(simulator));
  const InstanceIds = finish(simulator).servers.map((one) => `${one.instanceId}`);
  return { simulator, InstanceIds, ...clientsOf(simulator) };
}

describe('the network', () => {
  test('has a subnet for recovery and one with the addresses of home, and counts what is used', async () => {
    const { ec2 } = await drilled(3);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets).toMatchObject([
      {
        CidrBlock: '10.20.0.0/16',
        AvailabilityZone: 'us-east-1a',
        AvailableIpAddressCount: 65_528,
        DefaultForAz: true,
      },
      { CidrBlock: '172.16.0.0/16', AvailabilityZone: 'us-east-1b', AvailableIpAddressCount: 65_531 },
    ]);
    const byZone = { Filters: [{ Name: 'availability-zone', Values: ['*b'] }] };
    const found = await ec2.send(new DescribeSubnetsCommand(byZone));
    expect(found.Subnets?.map((one) => one.SubnetId)).toEqual([Subnets?.[1]?.SubnetId]);
    const unknown = ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000000000000'] }));
    await expect(unknown).rejects.toMatchObject({ name: 'InvalidSubnetID.NotFound' });
  });

  test('differs between accounts and Regions', async () => {
    const simulator = createSimulator({ seed });
    const ids = async (region: string) =>
      (await clientsOf(simulator, { region }).ec2.send(new DescribeSubnetsCommand({}))).Subnets?.map(
        (one) => one.SubnetId,
      );
    const [here, there] = [await ids('us-east-1'), await ids('eu-west-1')];
    expect(new Set([...(here ?? []), ...(there ?? [])]).size).toBe(4);
    expect(await ids('sa-east-1')).toEqual([]);
  });

  test('has security groups, one of which lets nothing out', async () => {
    const { ec2 } = await drilled(1);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups?.map((one) => one.GroupName)).toEqual(['recovery', 'isolated', 'default']);
    expect(SecurityGroups?.map((one) => one.IpPermissionsEgress?.length)).toEqual([1, 0, 1]);
    const isolated = { Filters: [{ Name: 'group-name', Values: ['iso*'] }] };
    expect((await ec2.send(new DescribeSecurityGroupsCommand(isolated))).SecurityGroups).toHaveLength(1);
    const unknown = ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000000000000'] }));
    await expect(unknown).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  test('says who holds an address, until that instance is terminated', async () => {
    const { simulator, ec2, InstanceIds } = await drilled(8);
    const holder = async () => {
      const Filters = [{ Name: 'addresses.private-ip-address', Values: ['10.20.0.6'] }];
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      return NetworkInterfaces?.map((one) => one.Attachment?.InstanceId);
    };
    expect(await holder()).toEqual([InstanceIds[2]]);
    const first = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5 }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: InstanceIds.slice(2, 3) }));
    simulator.clock.advance(60);
    expect(await holder()).toEqual([]);
    // A page begun before goes on where it was, although an interface has gone since.
    const NextToken = first.NextToken;
    const second = await ec2.send(new DescribeNetworkInterfacesCommand({ MaxResults: 5, NextToken }));
    expect(second.NetworkInterfaces?.map((one) => one.Attachment?.InstanceId)).toEqual(InstanceIds.slice(5));
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: InstanceIds.slice(3, 4) }));
    const [nic] = Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces ?? [];
    const byId = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [`${nic?.NetworkInterfaceId}`] });
    expect((await ec2.send(byId)).NetworkInterfaces?.[0]).toMatchObject({ PrivateIpAddress: nic?.PrivateIpAddress });
  });
});

describe('instance types', () => {
  test('are described with processors and memory, by name, by filter and by page', async () => {
    const { ec2 } = clientsOf(createSimulator({ seed }));
    const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['r6i.2xlarge'] }));
    expect(InstanceTypes).toMatchObject([
      {
        VCpuInfo: { DefaultVCpus: 8 },
        MemoryInfo: { SizeInMiB: 65_536 },
        ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
      },
    ]);
    const all: string[] = [];
    for await (const page of paginateDescribeInstanceTypes({ client: ec2, pageSize: 20 }, {})) {
      all.push(...(page.InstanceTypes ?? []).map((one) => `${one.InstanceType}`));
    }
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(['m6i.large', 't3.micro', 'm7g.large', 'c7i.48xlarge']));
    const arm = { Filters: [{ Name: 'processor-info.supported-architecture', Values: ['arm64'] }] };
    const graviton = await ec2.send(new DescribeInstanceTypesCommand(arm));
    expect(new Set(graviton.InstanceTypes?.map((one) => one.InstanceType?.split('.')[0]))).toEqual(new Set(['m7g']));
    const unknown = ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['x1e.32xlarge'] }));
    await expect(unknown).rejects.toMatchObject({ name: 'InvalidInstanceType' });
  });

  test('every type of the sample company exists, and is offered in its Region and zones', async () => {
    const simulator = createSimulator({ seed });
    const { ec2 } = clientsOf(simulator);
    const Filters = [{ Name: 'instance-type', Values: ['m6i.large', 'm6i.2xlarge', 'r6i.4xlarge'] }];
    const offered = async (LocationType: 'region' | 'availability-zone') => {
      const command = new DescribeInstanceTypeOfferingsCommand({ LocationType, Filters });
      return (await ec2.send(command)).InstanceTypeOfferings?.map((one) => `${one.InstanceType} ${one.Location}`);
    };
    expect(await offered('region')).toEqual(['m6i.2xlarge us-east-1', 'm6i.large us-east-1', 'r6i.4xlarge us-east-1']);
    expect(await offered('availability-zone')).toHaveLength(6);
  });
});

describe('tags', () => {
  test('are put on instances, templates, subnets and groups in one call, and found again', async () => {
    const { ec2, InstanceIds } = await drilled(1);
    const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const Resources = [
      `${InstanceIds[0]}`,
      `${LaunchTemplates?.[0]?.LaunchTemplateId}`,
      `${Subnets?.[0]?.SubnetId}`,
      `${SecurityGroups?.[0]?.GroupId}`,
    ];
    await ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'Run', Value: 'drill 7' }] }));
    const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'tag:Run', Values: ['drill*'] }] }));
    expect(Tags?.map((one) => [one.ResourceId, one.ResourceType])).toEqual([
      [Resources[2], 'subnet'],
      [Resources[3], 'security-group'],
      [Resources[1], 'launch-template'],
      [Resources[0], 'instance'],
    ]);
    const Filters = [{ Name: 'tag:Run', Values: ['drill 7'] }];
    const tagged = await ec2.send(new DescribeInstancesCommand({ Filters }));
    expect(tagged.Reservations?.[0]?.Instances?.[0]?.Tags).toContainEqual({ Key: 'Run', Value: 'drill 7' });
    expect((await ec2.send(new DescribeLaunchTemplatesCommand({ Filters }))).LaunchTemplates).toHaveLength(1);
    expect((await ec2.send(new DescribeSubnetsCommand({ Filters }))).Subnets).toHaveLength(1);
  });

  test('come in pages, and can be asked for by resource and key', async () => {
    const { ec2, InstanceIds } = await drilled(6);
    const Filters = [{ Name: 'resource-type', Values: ['instance'] }];
    const seen: unknown[] = [];
    for await (const page of paginateDescribeTags({ client: ec2, pageSize: 5 }, { Filters })) {
      seen.push(...(page.Tags ?? []));
    }
    expect(seen).toHaveLength(18);
    const one = [
      { Name: 'resource-id', Values: [`${InstanceIds[4]}`] },
      { Name: 'key', Values: ['Name'] },
    ];
    const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: one }));
    expect(Tags).toMatchObject([{ Key: 'Name', Value: 'server-0004' }]);
  });

  test('a resource that does not exist, a key of AWS and the fifty-first tag are refused, and nothing is tagged', async () => {
    const { ec2, InstanceIds } = await drilled(1);
    const tag = (Resources: string[], keys: string[]) =>
      ec2.send(new CreateTagsCommand({ Resources, Tags: keys.map((Key) => ({ Key, Value: 'x' })) }));
    const id = `${InstanceIds[0]}`;
    const refuse = (call: Promise<unknown>, name: string) => expect(call).rejects.toMatchObject({ name });
    await refuse(tag([id, 'i-00000000000000000'], ['Run']), 'InvalidInstanceID.NotFound');
    await refuse(tag([id, 'lt-00000000000000000'], ['Run']), 'InvalidLaunchTemplateId.NotFound');
    await refuse(tag([id, 'vol-1'], ['Run']), 'InvalidID');
    await refuse(tag([id], ['aws:owned']), 'InvalidParameterValue');
    await refuse(
      tag(
        [id],
        Array.from({ length: 51 }, (_, i) => `key-${i}`),
      ),
      'TagLimitExceeded',
    );
    const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }));
    expect(Tags).toHaveLength(3);
  });
});
