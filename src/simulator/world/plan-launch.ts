import { type Cell, tagsAt } from './cell.ts';
import { instanceState } from './instance.ts';
import { addressKey, drsTags } from './instance-settings.ts';
import { findInstanceType } from './instance-types.ts';
import type { InstanceSettings } from './job.ts';
import { allowsLaunching, rootVolumeId } from './launch-into.ts';
import type { TemplateData } from './launch-template.ts';
import {
  automaticIp,
  defaultSubnet,
  findSecurityGroup,
  findSubnet,
  isInSubnet,
  type Subnet,
  sourceIp,
} from './network.ts';
import { estateTags, type Server, serverArn, serverName } from './server.ts';
import { launchConfigurationOf } from './server-settings.ts';
import { defaultVersion } from './server-template.ts';

/** How a server will come up, and why EC2 will refuse to start it, if it will. */
export type LaunchPlan = {
  settings: InstanceSettings;
  readyState: 'running' | 'stopped';
  /** EC2's code and words. */
  refusal?: string;
  /** The existing instance that DRS launches it into. */
  intoInstanceId?: string;
};

type Order = {
  cell: Cell;
  server: Server;
  now: number;
  ordinal: number;
  /** Is this address held by somebody whom this launch does not replace? */
  isTaken: (addressKey: string) => boolean;
};

/** Reads the DRS launch configuration and the default version of the launch template, as they are now. */
export function planLaunch(order: Order): LaunchPlan {
  const { cell, server, now } = order;
  const configuration = launchConfigurationOf(server, now);
  const { data } = defaultVersion(server, now);
  const readyState = configuration.launchDisposition === 'STOPPED' ? 'stopped' : 'running';
  const { launchIntoInstanceId: intoInstanceId } = configuration;
  if (intoInstanceId !== undefined) {
    const refusal = intoRefusal(cell, intoInstanceId, now);
    return refusal === undefined ? { settings: {}, readyState, intoInstanceId } : refused(refusal);
  }
  const nic = primaryInterface(data);
  const instanceType = configuration.rightSizing === 'NONE' ? data.instanceType : undefined;
  const groups = nic?.groups ?? data.securityGroupIds;
  const publicIp = nic?.associatePublicIpAddress ?? false;
  const subnet = nic?.subnetId === undefined ? defaultSubnet(cell) : findSubnet(cell, nic.subnetId);
  if (subnet === undefined) return refused(`InvalidSubnetID.NotFound: The subnet ID '${nic?.subnetId}' does not exist`);
  const chosenIp = configuration.copyPrivateIp ? sourceIp(cell, server.position) : nic?.privateIpAddress;
  const refusal = refusalOf(order, { instanceType, groups, subnet, chosenIp });
  if (refusal !== undefined) return refused(refusal);
  const privateIp = chosenIp ?? freeIp(order, subnet);
  const instanceProfileArn = profileArn(cell, data);
  return {
    readyState,
    settings: {
      ...(instanceType === undefined || instanceType === server.spec.instanceType ? {} : { instanceType }),
      ...(nic?.subnetId === undefined ? {} : { subnetId: nic.subnetId }),
      ...(groups === undefined ? {} : { securityGroupIds: groups }),
      ...(privateIp === automaticIp(subnet, order.ordinal) ? {} : { privateIp }),
      ...(publicIp === server.spec.publicIp ? {} : { publicIp }),
      ...tagSettings(order, configuration.copyTags, data),
      ...(data.disableApiTermination === true ? { terminationProtection: true } : {}),
      ...(instanceProfileArn === undefined ? {} : { instanceProfileArn }),
    },
  };
}

const refused = (refusal: string): LaunchPlan => ({ settings: {}, readyState: 'running', refusal });

/** In the words of EC2's DetachVolume and DescribeInstances. */
function intoRefusal(cell: Cell, id: string, now: number): string | undefined {
  const instance = cell.instances.get(id);
  const state = instance === undefined ? undefined : instanceState(instance, now);
  if (instance === undefined || state === undefined || state === 'terminated') {
    return `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`;
  }
  if (!allowsLaunching(cell, instance, now)) {
    return `UnauthorizedOperation: You are not authorized to perform: ec2:DetachVolume on ${id}`;
  }
  if (state === 'stopped') return undefined;
  return `IncorrectState: Unable to detach root volume '${rootVolumeId(instance, now)}' from instance '${id}'`;
}

/** The interface that DRS manages: device index 0. */
export const primaryInterface = (data: TemplateData) =>
  data.networkInterfaces?.find((one) => (one.deviceIndex ?? 0) === 0);

type Choices = {
  instanceType: string | undefined;
  groups: readonly string[] | undefined;
  subnet: Subnet;
  chosenIp: string | undefined;
};

/** In the words of EC2's RunInstances. */
function refusalOf({ cell, server, isTaken }: Order, choices: Choices): string | undefined {
  const { instanceType, groups = [], subnet, chosenIp } = choices;
  if (
    instanceType !== undefined &&
    instanceType !== server.spec.instanceType &&
    findInstanceType(instanceType) === undefined
  ) {
    return `InvalidParameterValue: Invalid value '${instanceType}' for InstanceType.`;
  }
  const unknown = groups.find((id) => findSecurityGroup(cell, id) === undefined);
  if (unknown !== undefined) return `InvalidGroup.NotFound: The security group '${unknown}' does not exist`;
  if (chosenIp === undefined) return undefined;
  if (!isInSubnet(subnet, chosenIp)) {
    return `InvalidParameterValue: Address ${chosenIp} does not fall within the subnet's address range`;
  }
  if (isTaken(addressKey(subnet.id, chosenIp))) return `InvalidIPAddress.InUse: Address ${chosenIp} is in use.`;
  return undefined;
}

/** The address that comes with the ordinal, unless somebody chose it before. */
function freeIp({ ordinal, isTaken }: Order, subnet: Subnet): string {
  for (let candidate = ordinal; ; candidate += 7919) {
    const ip = automaticIp(subnet, candidate);
    if (!isTaken(addressKey(subnet.id, ip))) return ip;
  }
}

function profileArn(cell: Cell, { iamInstanceProfile }: TemplateData): string | undefined {
  if (iamInstanceProfile?.arn !== undefined) return iamInstanceProfile.arn;
  const { name } = iamInstanceProfile ?? {};
  return name === undefined ? undefined : `arn:aws:iam::${cell.accountId}:instance-profile/${name}`;
}

/** Tags of the launch template take precedence over those of the source server (DRS guide, launch templates). */
function tagSettings({ cell, server, now }: Order, copyTags: boolean, data: TemplateData): InstanceSettings {
  const own = tagsAt(cell, serverArn(server), estateTags(server), now);
  const fromTemplate = (data.tagSpecifications ?? [])
    .filter((one) => one.resourceType === 'instance')
    .flatMap((one) => one.tags.map(({ key, value }) => [key, value] as const));
  const name = own['Name'] ?? server.spec.hostname;
  if (!copyTags && fromTemplate.length === 0 && name === serverName(server)) return {};
  return { tags: { ...(copyTags ? own : {}), ...drsTags(server.id, name), ...Object.fromEntries(fromTemplate) } };
}
