/**
 * What stands in each account that Breakwater recovers servers in, and in each Region there: a role, and the rule that
 * forwards what DRS says. A template of its own, ready for StackSets.
 */
import {
  Aws,
  CfnCondition,
  CfnParameter,
  CfnResource,
  DefaultStackSynthesizer,
  Fn,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import {
  AccountPrincipal,
  Effect,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { readOnlyRoleOf } from '../../src/entry/lambda/functions.ts';
import { acknowledge } from './acknowledge.ts';

export const targetRoleName = 'BreakwaterTarget';
export const hubBusName = 'breakwater-drs-events';
/** The `detail-type`s of DRS that a run waits for (DRS guide, "Sample events for Elastic Disaster Recovery"). */
export const drsEventTypes = [
  'DRS Source Server Launch Result',
  'DRS Source Server Data Replication Stalled Change',
] as const;

/** What Breakwater itself calls. */
export const calledActions = {
  read: [
    'drs:DescribeJobLogItems',
    'drs:DescribeJobs',
    'drs:DescribeRecoveryInstances',
    'drs:DescribeRecoverySnapshots',
    'drs:DescribeSourceServers',
    'drs:GetLaunchConfiguration',
    'drs:ListExtensibleSourceServers',
    'drs:ListStagingAccounts',
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
  ],
  act: ['drs:StartRecovery', 'drs:TagResource', 'drs:TerminateRecoveryInstances', 'drs:UpdateLaunchConfiguration'],
  /** The launch settings of source servers. */
  template: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
  /** What it extends is a server of the staging account. */
  extend: ['drs:CreateExtendedSourceServer'],
} as const;

/**
 * What the actions of a plan may run: documents and functions whose names begin so, and commands on instances that DRS
 * launched alone. Whoever may write such a document or function says by its name that plans may run it.
 */
const actionPrefix = 'Breakwater-';

const statement = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Readonly<Record<string, unknown>> = {},
): PolicyStatement =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions });

const managed = (key: 'aws:ResourceTag' | 'aws:RequestTag') => ({
  Null: { [`${key}/AWSElasticDisasterRecoveryManaged`]: 'false' },
});
/** Only when DRS calls on our behalf; by itself the role can do none of this. */
const viaDrs = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['drs.amazonaws.com'] } };
const ec2 = (...kinds: readonly string[]): readonly string[] =>
  kinds.map((kind) => `arn:${Aws.PARTITION}:ec2:*:${Aws.ACCOUNT_ID}:${kind}/*`);
const images = `arn:${Aws.PARTITION}:ec2:*::image/*`;
const snapshots = `arn:${Aws.PARTITION}:ec2:*::snapshot/*`;

/**
 * DRS launches and terminates with its caller's permissions. These are those of the AWS managed policy
 * AWSElasticDisasterRecoveryConsoleFullAccess_v2 (version 9) that a launch and a termination need, narrowed to calls
 * through DRS. Snapshots and images have no account in their ARN.
 */
const onBehalf = (): readonly PolicyStatement[] => [
  statement(
    'DrsLooks',
    [
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeCapacityReservations',
      'ec2:DescribeHosts',
      'ec2:DescribeImages',
      'ec2:DescribeInstanceAttribute',
      'ec2:DescribeInstanceStatus',
      'ec2:DescribeInstanceTypeOfferings',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeKeyPairs',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:DescribeLaunchTemplates',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSnapshots',
      'ec2:DescribeSubnets',
      'ec2:DescribeVolumes',
      'ec2:GetEbsDefaultKmsKeyId',
      'ec2:GetEbsEncryptionByDefault',
      'ec2:GetInstanceTypesFromInstanceRequirements',
    ],
    ['*'],
    viaDrs,
  ),
  statement(
    'DrsRecoveryInstances',
    ['drs:CreateRecoveryInstanceForDrs', 'drs:ListTagsForResource', 'drs:TagResource'],
    [`arn:${Aws.PARTITION}:drs:*:${Aws.ACCOUNT_ID}:*`],
    viaDrs,
  ),
  statement(
    'DrsTemplates',
    ['ec2:CreateLaunchTemplateVersion', 'ec2:DeleteLaunchTemplateVersions', 'ec2:ModifyLaunchTemplate'],
    ec2('launch-template'),
    { ...managed('aws:ResourceTag'), ...viaDrs },
  ),
  statement('DrsNewTemplates', ['ec2:CreateLaunchTemplate'], ec2('launch-template'), {
    ...managed('aws:RequestTag'),
    ...viaDrs,
  }),
  statement(
    'DrsInstances',
    ['ec2:ModifyInstanceAttribute', 'ec2:StartInstances', 'ec2:StopInstances', 'ec2:TerminateInstances'],
    ec2('instance'),
    { ...managed('aws:ResourceTag'), ...viaDrs },
  ),
  statement('DrsVolumesOfInstances', ['ec2:AttachVolume', 'ec2:DetachVolume'], ec2('instance'), {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  // An existing instance, whose owner allows by this tag that servers are launched into it. To stop or end it is not allowed.
  statement(
    'DrsExistingInstances',
    ['ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:GetConsoleOutput', 'ec2:GetConsoleScreenshot', 'ec2:StartInstances'],
    ec2('instance'),
    { StringEquals: { 'ec2:ResourceTag/AWSDRS': 'AllowLaunchingIntoThisInstance' }, ...viaDrs },
  ),
  statement('DrsAttachesVolumes', ['ec2:AttachVolume', 'ec2:DeleteVolume'], ec2('volume'), {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  // The conversion server's volume has no tag of DRS's yet.
  statement('DrsDetachesVolumes', ['ec2:DetachVolume'], ec2('volume'), viaDrs),
  statement('DrsNewVolumes', ['ec2:CreateVolume'], ec2('volume'), { ...managed('aws:RequestTag'), ...viaDrs }),
  statement('DrsVolumesOfSnapshots', ['ec2:CreateVolume', 'ec2:DeleteSnapshot'], [snapshots], {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  statement('DrsSnapshotsOfVolumes', ['ec2:CreateSnapshot'], ec2('volume'), {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  statement('DrsNewSnapshots', ['ec2:CreateSnapshot'], [snapshots], { ...managed('aws:RequestTag'), ...viaDrs }),
  statement(
    'DrsSecurityGroups',
    ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'],
    ec2('security-group'),
    { ...managed('aws:ResourceTag'), ...viaDrs },
  ),
  statement('DrsNewSecurityGroups', ['ec2:CreateSecurityGroup'], ec2('security-group'), {
    ...managed('aws:RequestTag'),
    ...viaDrs,
  }),
  statement('DrsNewSecurityGroupsIn', ['ec2:CreateSecurityGroup'], ec2('vpc'), viaDrs),
  statement('DrsNewInterfaces', ['ec2:CreateNetworkInterface'], ec2('network-interface'), {
    ...managed('aws:RequestTag'),
    ...viaDrs,
  }),
  statement('DrsNewInterfacesIn', ['ec2:CreateNetworkInterface'], ec2('subnet', 'security-group'), viaDrs),
  statement('DrsInterfaces', ['ec2:CreateNetworkInterfacePermission'], ec2('network-interface'), {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  statement('DrsRuns', ['ec2:RunInstances'], ec2('instance'), { ...managed('aws:RequestTag'), ...viaDrs }),
  statement(
    'DrsRunsWith',
    ['ec2:RunInstances'],
    [...ec2('security-group', 'volume', 'subnet', 'network-interface', 'launch-template'), images],
    viaDrs,
  ),
  statement(
    'DrsFleets',
    ['ec2:CreateFleet'],
    [...ec2('instance', 'fleet', 'volume', 'subnet', 'launch-template'), images],
    viaDrs,
  ),
  statement(
    'DrsTags',
    ['ec2:CreateTags'],
    [...ec2('security-group', 'volume', 'instance', 'network-interface', 'launch-template'), snapshots],
    {
      StringEquals: {
        'ec2:CreateAction': [
          'CreateSecurityGroup',
          'CreateVolume',
          'CreateSnapshot',
          'RunInstances',
          'CreateNetworkInterface',
          'CreateLaunchTemplate',
          'CreateFleet',
        ],
      },
      ...viaDrs,
    },
  ),
  statement('DrsProfiles', ['ec2:AssociateIamInstanceProfile'], ec2('instance'), {
    ...managed('aws:ResourceTag'),
    ...viaDrs,
  }),
  statement(
    'DrsRoles',
    ['iam:PassRole'],
    [
      'AWSElasticDisasterRecoveryConversionServerRole',
      'AWSElasticDisasterRecoveryRecoveryInstanceRole',
      'AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole',
    ].map((name) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/service-role/${name}`),
    { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  ),
];

const inAccount = (service: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:*:${Aws.ACCOUNT_ID}:${resource}`;

const roleArn = (name: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${name}`;

const planActions = (): readonly PolicyStatement[] => [
  statement(
    'RunsRunbooks',
    ['ssm:StartAutomationExecution'],
    [inAccount('ssm', `automation-definition/${actionPrefix}*`)],
  ),
  statement('LooksAtRunbooks', ['ssm:GetAutomationExecution'], [inAccount('ssm', 'automation-execution/*')]),
  statement('RunsCommands', ['ssm:SendCommand'], [inAccount('ssm', `document/${actionPrefix}*`)]),
  statement('OnLaunchedInstances', ['ssm:SendCommand'], ec2('instance'), {
    Null: { 'ssm:resourceTag/AWSElasticDisasterRecoveryManaged': 'false' },
  }),
  statement('LooksAtCommands', ['ssm:ListCommandInvocations', 'ssm:ListCommands'], [inAccount('ssm', '*')]),
  statement('CallsFunctions', ['lambda:InvokeFunction'], [inAccount('lambda', `function:${actionPrefix}*`)]),
];

/** In every Region where DRS is used; the role, which knows no Region, in one of them only. */
export class TargetAccountStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    // StackSets bring it to accounts that nobody has bootstrapped for AWS CDK: it must not ask for that.
    super(scope, id, { ...props, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    const hubAccountId = new CfnParameter(this, 'HubAccountId', {
      description: 'The account that Breakwater is deployed in',
      allowedPattern: '\\d{12}',
    });
    const hubRegion = new CfnParameter(this, 'HubRegion', {
      description: 'The Region that Breakwater is deployed in',
      allowedPattern: '[a-z]{2}(-[a-z]+)+-\\d',
    });
    const externalId = new CfnParameter(this, 'ExternalId', {
      description: 'As it stands in the account registry of Breakwater: long and random, one for each account',
      minLength: 16,
      maxLength: 1224,
      allowedPattern: '[\\w+=,.@:/-]+',
      noEcho: true,
    });
    const roleRegion = new CfnParameter(this, 'RoleRegion', {
      description: 'The one Region whose stack makes the roles',
      allowedPattern: '[a-z]{2}(-[a-z]+)+-\\d',
    });
    const makesRoles = new CfnCondition(this, 'MakesRoles', {
      expression: Fn.conditionEquals(roleRegion.valueAsString, Aws.REGION),
    });

    const launches = new ManagedPolicy(this, 'LaunchesThroughDrs', {
      description: 'What DRS does with the permissions of its caller when it launches and terminates',
      document: new PolicyDocument({ statements: [...onBehalf()] }),
    });
    acknowledge(launches, {
      'AwsSolutions-IAM5[Resource::*]': 'The describing actions of EC2 take no resource; and only through DRS.',
      ...Object.fromEntries(
        wildResources.map((resource) => [
          `AwsSolutions-IAM5[Resource::${resource}]`,
          'DRS makes these resources anew at each launch; it may act on those with its own tag, and only when it is DRS that acts.',
        ]),
      ),
    });
    const role = new Role(this, 'TargetRole', {
      roleName: targetRoleName,
      description: 'Assumed by Breakwater: looks at DRS and EC2, launches and terminates through DRS',
      assumedBy: new AccountPrincipal(hubAccountId.valueAsString),
      externalIds: [externalId.valueAsString],
      managedPolicies: [launches],
      inlinePolicies: {
        planActions: new PolicyDocument({ statements: [...planActions()] }),
        calls: new PolicyDocument({
          statements: [
            statement('Looks', calledActions.read, ['*']),
            statement('Acts', calledActions.act, [
              `arn:${Aws.PARTITION}:drs:*:${Aws.ACCOUNT_ID}:source-server/*`,
              `arn:${Aws.PARTITION}:drs:*:${Aws.ACCOUNT_ID}:recovery-instance/*`,
            ]),
            statement('Templates', calledActions.template, ec2('launch-template'), managed('aws:ResourceTag')),
            // What it may do itself, and of nobody else.
            statement('AsksWhatItMay', ['iam:SimulatePrincipalPolicy'], [roleArn(targetRoleName)]),
            statement('Extends', calledActions.extend, [`arn:${Aws.PARTITION}:drs:*:*:source-server/*`]),
          ],
        }),
      },
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'The describing actions of DRS and EC2 take no resource.',
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:drs:*:*:source-server/*]`]:
        'Which staging accounts there are is said by the entry of the account, and decided by their trust.',
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:drs:*:<AWS::AccountId>:source-server/*]`]:
        'Which servers are recovered is decided by protection groups, from day to day.',
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:drs:*:<AWS::AccountId>:recovery-instance/*]`]:
        'Recovery instances exist only once they are launched.',
      ...Object.fromEntries(
        wildActionResources.map((resource) => [
          `AwsSolutions-IAM5[Resource::${resource}]`,
          "What a plan's actions run begins with Breakwater-, on instances that DRS launched; what became of it is looked at.",
        ]),
      ),
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:launch-template/*]`]:
        'DRS makes a launch template for each source server; only those with its own tag.',
    });
    const reader = new Role(this, 'ReadOnlyRole', {
      roleName: readOnlyRoleOf(targetRoleName),
      description: 'Assumed by what polls for Breakwater: looks at DRS and EC2, and changes nothing',
      assumedBy: new AccountPrincipal(hubAccountId.valueAsString),
      externalIds: [externalId.valueAsString],
      inlinePolicies: {
        // What polling asks. The lists of staging accounts are looked at before they are changed, never while a run is.
        looks: new PolicyDocument({
          statements: [
            statement(
              'Looks',
              calledActions.read.filter((action) => /:Describe/.test(action)),
              ['*'],
            ),
          ],
        }),
      },
    });
    acknowledge(reader, {
      'AwsSolutions-IAM5[Resource::*]': 'The describing actions of DRS and EC2 take no resource.',
    });
    for (const { defaultChild } of [role.node, reader.node, launches.node]) {
      if (!(defaultChild instanceof CfnResource)) throw new Error('bug: a role is one resource');
      defaultChild.cfnOptions.condition = makesRoles;
    }

    const forwarder = new Role(this, 'ForwarderRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      inlinePolicies: {
        forward: new PolicyDocument({
          statements: [
            statement('Forward', ['events:PutEvents'], [busArn(hubRegion.valueAsString, hubAccountId.valueAsString)]),
          ],
        }),
      },
    });
    new CfnRule(this, 'ForwardDrsEvents', {
      description: 'What DRS says of launches and replication goes to Breakwater',
      state: 'ENABLED',
      eventPattern: { source: ['aws.drs'], 'detail-type': [...drsEventTypes] },
      targets: [
        {
          id: 'Hub',
          arn: busArn(hubRegion.valueAsString, hubAccountId.valueAsString),
          roleArn: forwarder.roleArn,
        },
      ],
    });
  }
}

/** As cdk-nag writes them. */
const wildActionResources = [
  'arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:automation-definition/Breakwater-*',
  'arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:automation-execution/*',
  'arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:document/Breakwater-*',
  'arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:*',
  'arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:instance/*',
  'arn:<AWS::Partition>:lambda:*:<AWS::AccountId>:function:Breakwater-*',
];

/** As cdk-nag writes them. */
const wildResources = [
  'arn:<AWS::Partition>:drs:*:<AWS::AccountId>:*',
  ...['fleet', 'instance', 'launch-template', 'network-interface', 'security-group', 'subnet', 'volume', 'vpc'].map(
    (kind) => `arn:<AWS::Partition>:ec2:*:<AWS::AccountId>:${kind}/*`,
  ),
  'arn:<AWS::Partition>:ec2:*::image/*',
  'arn:<AWS::Partition>:ec2:*::snapshot/*',
];

const busArn = (region: string, accountId: string): string =>
  `arn:${Aws.PARTITION}:events:${region}:${accountId}:event-bus/${hubBusName}`;
