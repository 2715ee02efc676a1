import type { Cell } from './cell.ts';
import type { Instance } from './instance.ts';
import { automaticIp, defaultSecurityGroup, defaultSubnet, findSubnet, type Subnet } from './network.ts';
import { serverName } from './server.ts';

/** Everything that EC2 says of an instance and that its launch decided. */
export type SettledInstance = {
  instanceType: string;
  subnet: Subnet;
  securityGroupIds: readonly string[];
  privateIp: string;
  hasPublicIp: boolean;
  tags: Record<string, string>;
  terminationProtection: boolean;
  instanceProfileArn: string | undefined;
};

type Launched = Pick<Instance, 'server' | 'ordinal' | 'settings'>;

const known = new WeakMap<Instance, SettledInstance>();

/** What the instance was launched with; nothing of it changes later. */
export function settledInstance(cell: Cell, instance: Instance): SettledInstance {
  if (instance.into !== undefined) return settledInstance(cell, instance.into);
  const settled = known.get(instance) ?? settle(cell, instance);
  known.set(instance, settled);
  return settled;
}

/** Its settings, and where they are silent what follows from its server. */
function settle(cell: Cell, { server, ordinal, settings = {} }: Launched): SettledInstance {
  const subnet = settings.subnetId === undefined ? defaultSubnet(cell) : findSubnet(cell, settings.subnetId);
  if (subnet === undefined) throw new Error(`${cell.accountId}/${cell.region} has no subnet ${settings.subnetId}`);
  return {
    instanceType: settings.instanceType ?? server.spec.instanceType,
    subnet,
    securityGroupIds: settings.securityGroupIds ?? [defaultSecurityGroup(cell).id],
    privateIp: settings.privateIp ?? automaticIp(subnet, ordinal),
    hasPublicIp: settings.publicIp ?? server.spec.publicIp,
    tags: settings.tags ?? drsTags(server.id, serverName(server)),
    terminationProtection: settings.terminationProtection ?? false,
    instanceProfileArn: settings.instanceProfileArn,
  };
}

/** Tags that DRS puts on whatever it launches. */
export const drsTags = (sourceServerId: string, name: string): Record<string, string> => ({
  AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com',
  AWSElasticDisasterRecoverySourceServerID: sourceServerId,
  Name: name,
});

/** Where an address is looked up. */
export const addressKey = (subnetId: string, ip: string): string => `${subnetId} ${ip}`;

/** Where somebody would look it up. */
export function addressOf(cell: Cell, instance: Launched): string {
  const { subnetId = defaultSubnet(cell).id, privateIp } = instance.settings ?? {};
  return addressKey(subnetId, privateIp ?? settle(cell, instance).privateIp);
}
