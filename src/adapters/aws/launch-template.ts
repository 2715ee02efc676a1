/** A version of an EC2 launch template, read and written anew. */
import type { _InstanceType } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { TemplateSettings } from '../../domain/model/launch-config.ts';
import { present } from './present.ts';

/** Members that we do not know go with the interface as they are. */
const networkInterfaceSchema = z.looseObject({
  DeviceIndex: z.number().optional(),
  SubnetId: z.string().optional(),
  Groups: z.array(z.string()).optional(),
  PrivateIpAddress: z.string().optional(),
  PrivateIpAddresses: z.array(z.looseObject({ Primary: z.boolean().optional() })).optional(),
});
type NetworkInterface = z.infer<typeof networkInterfaceSchema>;

/** The SDK's list is of its day: EC2 has newer types. */
const instanceTypeSchema = z.custom<_InstanceType>((value) => typeof value === 'string');

const templateDataSchema = z.object({
  InstanceType: instanceTypeSchema.optional(),
  IamInstanceProfile: z.object({ Arn: z.string().optional(), Name: z.string().optional() }).optional(),
  SecurityGroupIds: z.array(z.string()).optional(),
  NetworkInterfaces: z.array(networkInterfaceSchema).optional(),
});
type TemplateData = z.infer<typeof templateDataSchema>;

export const templateVersionSchema = z.object({
  LaunchTemplateId: z.string(),
  VersionNumber: z.number(),
  LaunchTemplateData: templateDataSchema.default({}),
});

/** The interface that an instance starts with. */
const primaryInterface = ({ NetworkInterfaces = [] }: TemplateData): NetworkInterface | undefined =>
  NetworkInterfaces.find(({ DeviceIndex = 0 }) => DeviceIndex === 0);

/** EC2 leaves out what a version does not say. */
const listed = (ids: readonly string[] | undefined): string[] | undefined =>
  ids === undefined || ids.length === 0 ? undefined : [...ids];

export const settingsOfTemplate = (data: TemplateData) => {
  const primary = primaryInterface(data);
  return present({
    subnetId: primary?.SubnetId,
    securityGroupIds: listed(primary?.Groups) ?? listed(data.SecurityGroupIds),
    instanceType: data.InstanceType,
    instanceProfileName: data.IamInstanceProfile?.Name ?? data.IamInstanceProfile?.Arn?.split('/').at(-1),
    staticPrivateIp: primary?.PrivateIpAddress,
  });
};

/**
 * What a new version says otherwise than the one that it is made from. A member that is given replaces the whole of the
 * old one (EC2 API reference, CreateLaunchTemplateVersion), so interfaces are given with all that they had.
 */
export const templateDataOf = (wanted: TemplateSettings, data: TemplateData) =>
  present({
    InstanceType: instanceTypeSchema.optional().parse(wanted.instanceType),
    IamInstanceProfile: wanted.instanceProfileName === undefined ? undefined : { Name: wanted.instanceProfileName },
    NetworkInterfaces: interfacesOf(wanted, data),
  });

const interfacesOf = (wanted: TemplateSettings, data: TemplateData): NetworkInterface[] | undefined => {
  const { subnetId, securityGroupIds, staticPrivateIp } = wanted;
  if (subnetId === undefined && securityGroupIds === undefined && staticPrivateIp === undefined) return undefined;
  const before = primaryInterface(data) ?? { DeviceIndex: 0, Groups: listed(data.SecurityGroupIds) };
  const { PrivateIpAddress, PrivateIpAddresses, ...rest } = before;
  // An address of another subnet is of no use in this one.
  const isMoved = subnetId !== undefined && subnetId !== before.SubnetId;
  const address = staticPrivateIp ?? (isMoved ? undefined : PrivateIpAddress);
  const secondary = (isMoved ? [] : (PrivateIpAddresses ?? [])).filter(({ Primary = false }) => !Primary);
  const primary: NetworkInterface = present({
    ...rest,
    SubnetId: subnetId ?? before.SubnetId,
    Groups: securityGroupIds ?? listed(before.Groups),
    PrivateIpAddress: address,
    PrivateIpAddresses: secondary.length === 0 ? undefined : secondary,
  });
  const others = (data.NetworkInterfaces ?? []).filter((one) => one !== before);
  return [primary, ...others];
};

/** EC2 takes groups of the instance or interfaces, not both, and a version cannot unsay what the one before said. */
export const cannotTakeInterface = (wanted: TemplateSettings, data: TemplateData): boolean =>
  interfacesOf(wanted, data) !== undefined && listed(data.SecurityGroupIds) !== undefined;
