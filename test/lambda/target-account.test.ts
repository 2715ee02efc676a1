/** The template of a target account: what launches need is all there, and StackSets take it as it stands. */
import { statSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { commandLines } from '../docs/support/command-lines.ts';
import { resourcesOf, synthesized, type Template } from '../support/synth/synthesized.ts';

let template: Template;
beforeAll(async () => {
  template = (await synthesized()).template('BreakwaterTarget');
});

const list = <Item extends z.ZodType>(item: Item) => z.union([item.transform((one) => [one]), z.array(item)]);
const joined = z
  .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.json())]) })
  .transform((value) => value['Fn::Join'][1].at(-1));
const documentSchema = z.object({
  Statement: z.array(z.looseObject({ Action: list(z.string()), Resource: list(z.union([z.string(), joined])) })),
});

/**
 * What DRS calls with its caller's permissions when it launches and terminates, and on what: of the AWS managed policy
 * AWSElasticDisasterRecoveryConsoleFullAccess_v2 (version 9).
 */
const throughDrs: Readonly<Record<string, string>> = {
  'drs:CreateRecoveryInstanceForDrs': 'any of DRS',
  'drs:ListTagsForResource': 'any of DRS',
  'drs:TagResource': 'any of DRS',
  'ec2:AssociateIamInstanceProfile': 'instance',
  'ec2:AttachVolume': 'instance, volume',
  'ec2:AuthorizeSecurityGroupEgress': 'security-group',
  'ec2:AuthorizeSecurityGroupIngress': 'security-group',
  'ec2:CreateFleet': 'fleet, image, instance, launch-template, subnet, volume',
  'ec2:CreateLaunchTemplate': 'launch-template',
  'ec2:CreateLaunchTemplateVersion': 'launch-template',
  'ec2:CreateNetworkInterface': 'network-interface, security-group, subnet',
  'ec2:CreateNetworkInterfacePermission': 'network-interface',
  'ec2:CreateSecurityGroup': 'security-group, vpc',
  'ec2:CreateSnapshot': 'snapshot, volume',
  'ec2:CreateTags': 'instance, launch-template, network-interface, security-group, snapshot, volume',
  'ec2:CreateVolume': 'snapshot, volume',
  'ec2:DeleteLaunchTemplateVersions': 'launch-template',
  'ec2:DeleteSnapshot': 'snapshot',
  'ec2:DeleteVolume': 'volume',
  'ec2:DescribeAccountAttributes': '*',
  'ec2:DescribeAvailabilityZones': '*',
  'ec2:DescribeCapacityReservations': '*',
  'ec2:DescribeHosts': '*',
  'ec2:DescribeImages': '*',
  'ec2:DescribeInstanceAttribute': '*',
  'ec2:DescribeInstanceStatus': '*',
  'ec2:DescribeInstanceTypeOfferings': '*',
  'ec2:DescribeInstanceTypes': '*',
  'ec2:DescribeInstances': '*',
  'ec2:DescribeKeyPairs': '*',
  'ec2:DescribeLaunchTemplateVersions': '*',
  'ec2:DescribeLaunchTemplates': '*',
  'ec2:DescribeSecurityGroups': '*',
  'ec2:DescribeSnapshots': '*',
  'ec2:DescribeSubnets': '*',
  'ec2:DescribeVolumes': '*',
  'ec2:DetachVolume': 'instance, volume',
  'ec2:GetConsoleOutput': 'instance',
  'ec2:GetConsoleScreenshot': 'instance',
  'ec2:GetEbsDefaultKmsKeyId': '*',
  'ec2:GetEbsEncryptionByDefault': '*',
  'ec2:GetInstanceTypesFromInstanceRequirements': '*',
  'ec2:ModifyInstanceAttribute': 'instance',
  'ec2:ModifyLaunchTemplate': 'launch-template',
  'ec2:RevokeSecurityGroupEgress': 'security-group',
  'ec2:RunInstances': 'image, instance, launch-template, network-interface, security-group, subnet, volume',
  'ec2:StartInstances': 'instance',
  'ec2:StopInstances': 'instance',
  'ec2:TerminateInstances': 'instance',
  'iam:PassRole':
    'AWSElasticDisasterRecoveryConversionServerRole, AWSElasticDisasterRecoveryRecoveryInstanceRole, AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole',
};

const kindOf = (resource: unknown): string => {
  const text = String(resource);
  if (text === ':*') return 'any of DRS';
  return /([\w-]+)\/\*$/.exec(text)?.[1] ?? text.slice(text.lastIndexOf('/') + 1);
};

it('the role that acts has what a launch and a termination through DRS need, on those resources, and no more', () => {
  const [policy, ...others] = resourcesOf(template, 'AWS::IAM::ManagedPolicy');
  expect(others).toEqual([]);
  const { Statement } = documentSchema.parse(policy?.[1].Properties['PolicyDocument']);
  const kinds = new Map<string, Set<string>>();
  for (const { Action, Resource } of Statement) {
    for (const action of Action) {
      kinds.set(action, new Set([...(kinds.get(action) ?? []), ...Resource.map(kindOf)]));
    }
  }
  expect(Object.fromEntries([...kinds].map(([action, found]) => [action, [...found].toSorted().join(', ')]))).toEqual(
    throughDrs,
  );
  const attached = resourcesOf(template, 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
    Properties['ManagedPolicyArns'] === undefined ? [] : [[Properties['RoleName'], Properties['ManagedPolicyArns']]],
  );
  expect(attached).toEqual([['BreakwaterTarget', [{ Ref: policy?.[0] }]]]);
});

it('an instance that DRS did not make is one whose owner allows it by a tag, and is neither stopped nor ended', () => {
  const [policy] = resourcesOf(template, 'AWS::IAM::ManagedPolicy');
  const { Statement } = documentSchema.parse(policy?.[1].Properties['PolicyDocument']);
  const statement = Statement.find(({ Sid }) => Sid === 'DrsExistingInstances');
  expect(statement?.['Condition']).toMatchObject({
    StringEquals: { 'ec2:ResourceTag/AWSDRS': 'AllowLaunchingIntoThisInstance' },
    'ForAnyValue:StringEquals': { 'aws:CalledVia': ['drs.amazonaws.com'] },
  });
  expect(statement?.Action.filter((action) => /Stop|Terminate|Modify/.test(action))).toEqual([]);
});

it('asks an account for nothing but its parameters: no bootstrap of AWS CDK, no file, as StackSets need it', () => {
  const { Parameters, Rules, Resources } = template;
  expect(Object.keys(z.record(z.string(), z.json()).parse(Parameters)).toSorted()).toEqual([
    'ExternalId',
    'HubAccountId',
    'HubRegion',
    'RoleRegion',
  ]);
  expect(Rules).toBeUndefined();
  expect(JSON.stringify(Resources)).not.toMatch(/cdk-hnb659fds|cdk-bootstrap/);
});

it('goes into a stack set by the lines of the guide: with all its parameters, its names, and as it is sent', async () => {
  const lines = commandLines('docs/operate/cross-account.md').filter((line) => line.startsWith('aws cloudformation '));
  const [set = '', instances = '', ...others] = lines;
  expect(others).toEqual([]);
  const given = (line: string) => [...line.matchAll(/ParameterKey=(\w+),ParameterValue=(\S+)/g)];
  const parameters = z
    .record(z.string(), z.looseObject({ AllowedPattern: z.string(), MinLength: z.number().optional() }))
    .parse(template['Parameters']);
  expect(
    given(set)
      .map(([, name = '']) => name)
      .toSorted(),
  ).toEqual(Object.keys(parameters).toSorted());
  for (const [, name = '', value = ''] of given(set)) {
    expect(value, name).toMatch(new RegExp(`^(?:${parameters[name]?.AllowedPattern})$`));
    expect(value.length, name).toBeGreaterThanOrEqual(parameters[name]?.MinLength ?? 1);
  }
  // The roles have names.
  expect(set).toContain(' --capabilities CAPABILITY_NAMED_IAM ');
  expect(given(instances).map(([, name]) => name)).toEqual(['ExternalId']);
  // One of the Regions makes the roles.
  const roleRegion = given(set).find(([, name]) => name === 'RoleRegion')?.[2];
  expect(/--regions ((?:[\w-]+ )+)--/.exec(instances)?.[1]?.trim().split(' ')).toContain(roleRegion);
  // CloudFormation takes so much as --template-body (CloudFormation guide, quotas).
  const { path } = await synthesized();
  expect(statSync(path('BreakwaterTarget')).size).toBeLessThanOrEqual(51_200);
});
