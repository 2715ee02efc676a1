import {
  CreateLaunchTemplateVersionCommand,
  type CreateLaunchTemplateVersionCommandInput,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplates,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { idsOf } from './drill.ts';

const seed = 151;

async function oneTemplate() {
  const simulator = createSimulator({ seed, estate: makeEstate({ servers: 1 }) });
  const { ec2 } = clientsOf(simulator);
  const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
  const LaunchTemplateId = `${LaunchTemplates?.[0]?.LaunchTemplateId}`;
  return {
    simulator,
    ec2,
    LaunchTemplateId,
    template: LaunchTemplates?.[0],
    create: (input: Omit<CreateLaunchTemplateVersionCommandInput, 'LaunchTemplateId'>) =>
      ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, ...input })),
    numbers: async (input: DescribeLaunchTemplateVersionsCommandInput = {}) => {
      const found = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, ...input }));
      return found.LaunchTemplateVersions?.map((version) => version.VersionNumber);
    },
  };
}

test('every server has a template, found by id, by name, by filter and by page', async () => {
  const simulator = createSimulator({ seed, estate: makeEstate({ servers: 12 }) });
  const { ec2 } = clientsOf(simulator);
  const seen: string[] = [];
  for await (const page of paginateDescribeLaunchTemplates({ client: ec2, pageSize: 5 }, {})) {
    seen.push(...(page.LaunchTemplates ?? []).map((one) => `${one.LaunchTemplateId}`));
  }
  expect(new Set(seen).size).toBe(12);
  const [, second] = idsOf(simulator);
  const name = `created-and-used-by-drs-${second}`;
  for (const input of [
    { LaunchTemplateIds: seen.slice(1, 2) },
    { LaunchTemplateNames: [name] },
    { Filters: [{ Name: 'launch-template-name', Values: [`*${second}`] }] },
    { Filters: [{ Name: 'tag:AWSElasticDisasterRecoverySourceServerID', Values: [`${second}`] }] },
  ]) {
    const found = await ec2.send(new DescribeLaunchTemplatesCommand(input));
    expect(found.LaunchTemplates).toMatchObject([
      { LaunchTemplateName: name, DefaultVersionNumber: 1, LatestVersionNumber: 1 },
    ]);
  }
});

test('a new version takes from its source what it does not say itself, and becomes the default only when told', async () => {
  const { simulator, ec2, LaunchTemplateId, create, numbers } = await oneTemplate();
  await create({ SourceVersion: '1', LaunchTemplateData: { KeyName: 'ops', UserData: 'IyEvYmluL3No' } });
  const third = await create({
    SourceVersion: '$Latest',
    VersionDescription: 'bigger',
    LaunchTemplateData: { InstanceType: 'r6i.large', Placement: { Tenancy: 'dedicated' } },
  });
  expect(third.LaunchTemplateVersion).toMatchObject({
    VersionNumber: 3,
    VersionDescription: 'bigger',
    DefaultVersion: false,
    CreatedBy: 'arn:aws:iam::111122223333:user/operator',
    LaunchTemplateData: {
      KeyName: 'ops',
      UserData: 'IyEvYmluL3No',
      InstanceType: 'r6i.large',
      Placement: { Tenancy: 'dedicated' },
      NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }],
    },
  });
  expect(third.LaunchTemplateVersion?.CreateTime?.getTime()).toBe(simulator.now());
  const bare = await create({ LaunchTemplateData: { InstanceType: 'm5.large' } });
  expect(bare.LaunchTemplateVersion?.LaunchTemplateData).toEqual({ InstanceType: 'm5.large' });
  expect(await numbers()).toEqual([4, 3, 2, 1]);
  expect(await numbers({ MinVersion: '2', MaxVersion: '3' })).toEqual([3, 2]);
  expect(await numbers({ Versions: ['$Default', '$Latest', '2'] })).toEqual([1, 4, 2]);
  expect(await numbers({ MaxResults: 1 })).toEqual([4]);
  const { LaunchTemplate } = await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '3' }));
  expect(LaunchTemplate).toMatchObject({ DefaultVersionNumber: 3, LatestVersionNumber: 4 });
  expect(await numbers({ Filters: [{ Name: 'is-default-version', Values: ['true'] }] })).toEqual([3]);
});

test('everything that a template can hold comes back as it was given', async () => {
  const { create } = await oneTemplate();
  const LaunchTemplateData = {
    ImageId: 'ami-12345678',
    InstanceType: 'm6i.large' as const,
    KeyName: 'ops & <co>',
    EbsOptimized: true,
    DisableApiTermination: false,
    DisableApiStop: true,
    InstanceInitiatedShutdownBehavior: 'stop' as const,
    IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/recovered' },
    Monitoring: { Enabled: true },
    CreditSpecification: { CpuCredits: 'standard' },
    MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 2 },
    Placement: { AvailabilityZone: 'us-east-1a', Tenancy: 'host' as const, HostId: 'h-1' },
    SecurityGroupIds: ['sg-1', 'sg-2'],
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: 'subnet-1', Groups: ['sg-1', 'sg-2'], DeleteOnTermination: true },
      { DeviceIndex: 1, SubnetId: 'subnet-2', PrivateIpAddress: '10.20.0.9', Description: 'backup' },
    ],
    BlockDeviceMappings: [
      { DeviceName: '/dev/sda1', Ebs: { VolumeType: 'gp3' as const, Iops: 3000, Throughput: 250, Encrypted: true } },
    ],
    TagSpecifications: [
      { ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: 'x' }] },
      { ResourceType: 'volume' as const, Tags: [{ Key: 'Cost', Value: '' }] },
    ],
  };
  const { LaunchTemplateVersion } = await create({ LaunchTemplateData });
  expect(LaunchTemplateVersion?.LaunchTemplateData).toEqual(LaunchTemplateData);
});

test('the same client token makes one version, and another request with it is refused', async () => {
  const { create, numbers } = await oneTemplate();
  const input = { ClientToken: 'once', SourceVersion: '1', LaunchTemplateData: { KeyName: 'a' } };
  await create(input);
  expect((await create(input)).LaunchTemplateVersion?.VersionNumber).toBe(2);
  await expect(create({ ...input, LaunchTemplateData: { KeyName: 'b' } })).rejects.toMatchObject({
    name: 'IdempotentParameterMismatch',
  });
  expect(await numbers()).toEqual([2, 1]);
});

test('mistakes are refused with the codes of EC2, and nothing is made', async () => {
  const { ec2, LaunchTemplateId, create, numbers } = await oneTemplate();
  const refuse = async (call: Promise<unknown>, name: string): Promise<void> => {
    await expect(call).rejects.toMatchObject({ name });
  };
  const LaunchTemplateData = { KeyName: 'a' };
  const modify = (DefaultVersion: string) =>
    ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }));
  const describe = (LaunchTemplateIds: string[]) => ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds }));
  await refuse(create({ SourceVersion: '9', LaunchTemplateData }), 'InvalidLaunchTemplateId.VersionNotFound');
  await refuse(create({ LaunchTemplateData: {} }), 'MissingParameter');
  await refuse(create({ LaunchTemplateName: 'both', LaunchTemplateData }), 'InvalidParameterCombination');
  await refuse(modify('7'), 'InvalidLaunchTemplateId.VersionNotFound');
  await refuse(describe(['lt-00000000000000000']), 'InvalidLaunchTemplateId.NotFound');
  await refuse(describe(['template']), 'InvalidLaunchTemplateId.Malformed');
  await refuse(
    ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['none'] })),
    'InvalidLaunchTemplateName.NotFoundException',
  );
  await refuse(ec2.send(new DescribeLaunchTemplateVersionsCommand({ Versions: ['1'] })), 'MissingParameter');
  const unknown = create({ LaunchTemplateData: { KernelId: 'aki-1' } });
  await expect(unknown).rejects.toThrow('does not model the parameter LaunchTemplateData.KernelId');
  expect(await numbers()).toEqual([1]);
});

test('of all templates at once only the latest and the default can be asked for', async () => {
  const simulator = createSimulator({ seed, estate: makeEstate({ servers: 3 }) });
  const { ec2 } = clientsOf(simulator);
  const found = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ Versions: ['$Latest', '$Default'] }));
  expect(found.LaunchTemplateVersions).toHaveLength(3);
});
