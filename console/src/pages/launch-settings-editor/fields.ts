/** Every field of launch settings, in the order in which it is edited. The names are those of a plan file. */
import type { ServerLaunchConfig } from '../../../../src/domain/model/launch-config.ts';

export type FieldName = keyof ServerLaunchConfig;

export interface LaunchField {
  readonly name: FieldName;
  readonly label: string;
  readonly description: string;
  /** How it is typed: `licence` is yes or no to `osByol`. */
  readonly kind: 'text' | 'list' | 'choice' | 'yesNo' | 'licence';
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  /** Of single servers only. */
  readonly isOwn?: true;
}

const yesNo = ['yes', 'no'] as const;

export const launchFields: readonly LaunchField[] = [
  {
    name: 'subnetId',
    label: 'Subnet',
    description: 'Of the first network interface',
    kind: 'text',
    placeholder: 'subnet-0123456789abcdef0',
  },
  {
    name: 'securityGroupIds',
    label: 'Security groups',
    description: 'Several with commas between them; in the VPC of the subnet',
    kind: 'list',
    placeholder: 'sg-0123456789abcdef0',
  },
  {
    name: 'instanceType',
    label: 'Instance type',
    description: 'Takes effect without right-sizing only',
    kind: 'text',
    placeholder: 'm5.large',
  },
  {
    name: 'targetInstanceTypeRightSizingMethod',
    label: 'Right-sizing',
    description: 'Whether DRS chooses the type by itself, at every launch',
    kind: 'choice',
    choices: ['NONE', 'BASIC', 'IN_AWS'],
  },
  {
    name: 'instanceProfileName',
    label: 'Instance profile',
    description: 'The IAM instance profile, without its path',
    kind: 'text',
    placeholder: 'AppServer',
  },
  {
    name: 'launchDisposition',
    label: 'Launch disposition',
    description: 'Whether the launched instance is started',
    kind: 'choice',
    choices: ['STARTED', 'STOPPED'],
  },
  {
    name: 'copyPrivateIp',
    label: 'Copy private IP',
    description: 'Launch with the private address that the source machine has',
    kind: 'yesNo',
    choices: yesNo,
  },
  {
    name: 'copyTags',
    label: 'Copy tags',
    description: 'Copy the tags of the source server to the instance',
    kind: 'yesNo',
    choices: yesNo,
  },
  {
    name: 'licensing',
    label: 'Own licence',
    description: 'Bring your own licence for the operating system (osByol)',
    kind: 'licence',
    choices: yesNo,
  },
  {
    name: 'staticPrivateIp',
    label: 'Static private IP',
    description: 'In its subnet; the address of the source is then not copied',
    kind: 'text',
    placeholder: '10.0.1.20',
    isOwn: true,
  },
  {
    name: 'launchIntoInstanceId',
    label: 'Launch into instance',
    description:
      'DRS replaces the volumes of this EC2 instance, which has the tag AWSDRS = AllowLaunchingIntoThisInstance and is stopped at the launch. The rest of it stays, and no clean-up terminates it',
    kind: 'text',
    placeholder: 'i-0123456789abcdef0',
    isOwn: true,
  },
];

/** What a person calls a field; a field that is not known here by its own name. */
export const labelOf = (name: string): string => launchFields.find((field) => field.name === name)?.label ?? name;
