import {
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  ModifyLaunchTemplateCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { clientsOf } from '../../simulator/clients.ts';
import { home, other } from './support/accounts.ts';
import { answerOf } from './support/answer-of.ts';
import { operationsOf, scriptedAws } from './support/scripted-aws.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

async function oneServer(place = home) {
  const { aws, simulator, calls } = await simulatedAws(fleet(1, place));
  const [server] = simulator.servers(place.accountId, place.region);
  const sourceServerId = server?.sourceServerId ?? '';
  const service = aws.launchSettings;
  const read = async () => answerOf(await service.readLaunchSettings(place, sourceServerId));
  const { launchTemplateId } = await read();
  return { service, simulator, calls, read, sourceServerId, launchTemplateId };
}

const subnetIdsOf = async (simulator: Parameters<typeof clientsOf>[0]) => {
  const { Subnets = [] } = await clientsOf(simulator, { region: home.region }).ec2.send(new DescribeSubnetsCommand({}));
  return Subnets.map(({ SubnetId = '' }) => SubnetId);
};

test('launch settings are read from the DRS launch configuration and the default version of the template', async () => {
  const { read } = await oneServer();
  expect((await read()).settings).toEqual({
    launchDisposition: 'STARTED',
    targetInstanceTypeRightSizingMethod: 'BASIC',
    copyPrivateIp: false,
    copyTags: false,
    licensing: { osByol: false },
    instanceType: 'm5.large',
  });
});

test('what is written is read back, all of it', async () => {
  const { service, simulator, read, sourceServerId, launchTemplateId } = await oneServer();
  const [subnetId = ''] = await subnetIdsOf(simulator);
  const drs = {
    launchDisposition: 'STOPPED',
    targetInstanceTypeRightSizingMethod: 'NONE',
    copyTags: true,
    licensing: { osByol: true },
  } as const;
  const template = {
    subnetId,
    securityGroupIds: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
    instanceType: 'm7i.metal-24xl',
    instanceProfileName: 'web-server',
    staticPrivateIp: '10.20.0.9',
  };
  answerOf(await service.updateLaunchConfiguration(home, sourceServerId, drs));
  answerOf(await service.updateLaunchTemplate(home, launchTemplateId, template));
  expect((await read()).settings).toEqual({ copyPrivateIp: false, ...drs, ...template });
});

test('defect 8.3.13: a new template version loses nothing that stood in the one before', async () => {
  const { service, simulator, launchTemplateId: LaunchTemplateId } = await oneServer();
  const { ec2 } = clientsOf(simulator, { region: home.region });
  const before = {
    UserData: 'c3RhcnQ=',
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Iops: 4000, VolumeType: 'gp3' as const } }],
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'CostCentre', Value: '7' }] }],
    NetworkInterfaces: [
      { DeviceIndex: 0, AssociatePublicIpAddress: false, DeleteOnTermination: true, Description: 'first' },
      { DeviceIndex: 1, Description: 'second' },
    ],
  };
  await ec2.send(
    new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, SourceVersion: '1', LaunchTemplateData: before }),
  );
  await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
  answerOf(await service.updateLaunchTemplate(home, LaunchTemplateId, { securityGroupIds: ['sg-0123456789abcdef0'] }));
  const Versions = ['$Default'];
  const found = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions }));
  const [version] = found.LaunchTemplateVersions ?? [];
  expect(version?.VersionNumber).toBe(3);
  const [first, second] = before.NetworkInterfaces;
  expect(version?.LaunchTemplateData).toMatchObject({
    ...before,
    InstanceType: 'm5.large',
    NetworkInterfaces: [{ ...first, Groups: ['sg-0123456789abcdef0'] }, second],
  });
});

test('an address goes when its subnet does, and stays when it is wanted there', async () => {
  const { service, simulator, read, launchTemplateId } = await oneServer();
  const [first = '', second = ''] = await subnetIdsOf(simulator);
  const write = async (template: Parameters<typeof service.updateLaunchTemplate>[2]) => {
    answerOf(await service.updateLaunchTemplate(home, launchTemplateId, template));
    const { subnetId, staticPrivateIp } = (await read()).settings;
    return { subnetId, staticPrivateIp };
  };
  expect(await write({ subnetId: first, staticPrivateIp: '10.20.0.9' })).toEqual({
    subnetId: first,
    staticPrivateIp: '10.20.0.9',
  });
  expect(await write({ subnetId: second })).toEqual({ subnetId: second, staticPrivateIp: undefined });
});

test('launch settings of another account are read and written with that account’s credentials', async () => {
  const { service, calls, launchTemplateId } = await oneServer(other);
  answerOf(await service.updateLaunchTemplate(other, launchTemplateId, { instanceType: 'm5.xlarge' }));
  const asked = calls.filter(({ operation }) => operation.startsWith('ec2:') || operation.startsWith('drs:'));
  expect(asked.map(({ operation, outcome }) => [operation, outcome])).toEqual([
    ['drs:GetLaunchConfiguration', 'ok'],
    ['ec2:DescribeLaunchTemplateVersions', 'ok'],
    ['ec2:DescribeLaunchTemplateVersions', 'ok'],
    ['ec2:CreateLaunchTemplateVersion', 'ok'],
    ['ec2:ModifyLaunchTemplate', 'ok'],
  ]);
});

test('security groups beside the interface are told of, and no version is made that EC2 could not launch', async () => {
  const version =
    '<item><launchTemplateId>lt-1</launchTemplateId><versionNumber>4</versionNumber><launchTemplateData>' +
    '<securityGroupIdSet><item>sg-1</item></securityGroupIdSet></launchTemplateData></item>';
  const { aws, seen } = await scriptedAws({
    DescribeLaunchTemplateVersions: () =>
      new Response(
        '<DescribeLaunchTemplateVersionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">' +
          `<launchTemplateVersionSet>${version}</launchTemplateVersionSet></DescribeLaunchTemplateVersionsResponse>`,
      ),
  });
  const answer = await aws.launchSettings.updateLaunchTemplate(home, 'lt-1', { subnetId: 'subnet-01234567' });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'SecurityGroupsOutsideInterface', retryable: false } });
  expect(operationsOf(seen)).toEqual(['DescribeLaunchTemplateVersions']);
});
