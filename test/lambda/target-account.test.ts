/** The template of a target account: what launches need is all there, and StackSets take it as it stands. */
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
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
