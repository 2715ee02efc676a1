/** What a run of a plan needs to be allowed in an account and Region, as far as that can be asked without doing it. */
import type { WaveAction } from './model/wave-action.ts';

export interface NeededPermission {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Condition keys; a list where the key has many values. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface PlaceNeeds {
  readonly accountId: string;
  readonly region: string;
  /** One of the servers stands for all. Absent: nothing is launched there. */
  readonly sourceServerId?: string;
  /** Whether launch settings are applied there. */
  readonly appliesSettings: boolean;
  /** Whether a server is launched into an existing instance there. */
  readonly launchesIntoInstances: boolean;
  readonly actions: readonly WaveAction[];
}

/** Those of the managed policy for DRS that concern one resource each, as DRS calls EC2 for its caller. */
const viaDrs = { 'aws:CalledVia': ['drs.amazonaws.com'] };
const managedByDrs = { 'aws:ResourceTag/AWSElasticDisasterRecoveryManaged': 'drs.amazonaws.com' };

/** No instance or template has it: policies are about their kind, and their tag is given beside it. */
const INSTANCE = 'i-00000000000000000';
const TEMPLATE = 'lt-00000000000000000';
const AUTOMATION = '00000000-0000-0000-0000-000000000000';

export const neededPermissions = (needs: PlaceNeeds): readonly NeededPermission[] => [
  ...launchNeeds(needs),
  ...needs.actions.flatMap((action) => actionNeeds(needs, action)),
];

const launchNeeds = (needs: PlaceNeeds): readonly NeededPermission[] => {
  const { region, sourceServerId, appliesSettings, launchesIntoInstances } = needs;
  if (sourceServerId === undefined) return [];
  const arn = arnIn(needs);
  const updates = appliesSettings ? ['drs:UpdateLaunchConfiguration'] : [];
  return [
    { actions: ['drs:StartRecovery', ...updates], resource: arn('drs', `source-server/${sourceServerId}`) },
    {
      actions: ['drs:CreateRecoveryInstanceForDrs', 'drs:TagResource'],
      resource: arn('drs', `source-server/${sourceServerId}`),
      context: viaDrs,
    },
    { actions: ['drs:TerminateRecoveryInstances'], resource: arn('drs', `recovery-instance/${INSTANCE}`) },
    {
      actions: ['ec2:StartInstances', 'ec2:TerminateInstances', 'ec2:ModifyInstanceAttribute'],
      resource: arn('ec2', `instance/${INSTANCE}`),
      context: { ...viaDrs, ...managedByDrs },
    },
    {
      actions: ['iam:PassRole'],
      resource: `arn:${partitionOf(region)}:iam::${needs.accountId}:role/service-role/AWSElasticDisasterRecoveryConversionServerRole`,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
    ...(launchesIntoInstances
      ? [
          {
            actions: ['ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:StartInstances'],
            resource: arn('ec2', `instance/${INSTANCE}`),
            context: { ...viaDrs, 'ec2:ResourceTag/AWSDRS': 'AllowLaunchingIntoThisInstance' },
          },
        ]
      : []),
    ...(appliesSettings
      ? [
          {
            actions: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
            resource: arn('ec2', `launch-template/${TEMPLATE}`),
            context: managedByDrs,
          },
        ]
      : []),
  ];
};

const actionNeeds = (needs: PlaceNeeds, action: WaveAction): readonly NeededPermission[] => {
  switch (action.kind) {
    case 'SSM_AUTOMATION': {
      const definition = documentArn(needs, action.documentName).replace(':document/', ':automation-definition/');
      return [
        {
          actions: ['ssm:StartAutomationExecution'],
          resource: `${definition}:${action.documentVersion ?? '$DEFAULT'}`,
        },
        {
          actions: ['ssm:GetAutomationExecution'],
          resource: arnIn(needs)('ssm', `automation-execution/${AUTOMATION}`),
        },
      ];
    }
    case 'SSM_COMMAND':
      return [
        { actions: ['ssm:SendCommand'], resource: documentArn(needs, action.documentName) },
        {
          actions: ['ssm:SendCommand'],
          resource: arnIn(needs)('ec2', `instance/${INSTANCE}`),
          context: { ...managedByDrs, 'ssm:resourceTag/AWSElasticDisasterRecoveryManaged': 'drs.amazonaws.com' },
        },
        // The lists are about no resource: AWS names the whole account and Region when it denies them.
        { actions: ['ssm:ListCommandInvocations', 'ssm:ListCommands'], resource: arnIn(needs)('ssm', '*') },
      ];
    case 'LAMBDA':
      return [{ actions: ['lambda:InvokeFunction'], resource: functionArn(needs, action.functionName) }];
    default:
      return [];
  }
};

/** AWS's own documents belong to no account (Service Authorization Reference, "Systems Manager"). */
const documentArn = ({ accountId, region }: PlaceNeeds, name: string): string => {
  const owner = /^(AWS|Amazon)/.test(name) ? '' : accountId;
  return name.startsWith('arn:') ? name : `arn:${partitionOf(region)}:ssm:${region}:${owner}:document/${name}`;
};

/** A name, with an alias or not, a partial ARN (`123456789012:function:name`), or a whole one. */
const functionArn = (needs: PlaceNeeds, name: string): string => {
  if (name.startsWith('arn:')) return name;
  const isPartial = /^\d{12}:function:/.test(name);
  return isPartial
    ? `arn:${partitionOf(needs.region)}:lambda:${needs.region}:${name}`
    : arnIn(needs)('lambda', `function:${name}`);
};

const arnIn =
  ({ accountId, region }: Pick<PlaceNeeds, 'accountId' | 'region'>) =>
  (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
