import { otherId, volumeId } from '../../ids.ts';
import { isoTime } from '../../iso.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { Cell } from '../../world/cell.ts';
import { type Instance, type InstanceState, instanceState } from '../../world/instance.ts';
import {
  availabilityZone,
  privateDnsName,
  privateIp,
  publicIp,
  securityGroupId,
  subnetId,
  vpcId,
} from '../../world/network.ts';
import { serverName } from '../../world/server.ts';

/** EC2 API reference, InstanceState. */
export const stateCodes: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopped: 80,
};

/** Tags that DRS puts on what it launches. */
export const instanceTags = ({ server }: Instance): (readonly [string, string])[] => [
  ['AWSElasticDisasterRecoveryManaged', 'drs.amazonaws.com'],
  ['AWSElasticDisasterRecoverySourceServerID', server.id],
  ['Name', serverName(server)],
];

export const imageId = (instance: Instance): string => otherId('ami', instance.server.spec.os);

/** `reservationSet` item with one instance. A terminated instance has no addresses any more. */
export function reservationView(cell: Cell, instance: Instance, at: number): XmlObject {
  const { instanceId, server, ordinal } = instance;
  return {
    reservationId: otherId('r', instanceId),
    ownerId: cell.accountId,
    groupSet: {},
    instancesSet: {
      item: {
        instanceId,
        imageId: imageId(instance),
        ...stateView(instance, at),
        ...addressView(cell, instance, at),
        instanceType: server.spec.instanceType,
        amiLaunchIndex: 0,
        launchTime: isoTime(instance.createdAt),
        placement: { availabilityZone: availabilityZone(cell), groupName: '', tenancy: 'default' },
        ...(server.spec.os === 'windows' ? { platform: 'windows' } : {}),
        platformDetails: server.spec.os === 'windows' ? 'Windows' : 'Linux/UNIX',
        monitoring: { state: 'disabled' },
        architecture: 'x86_64',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/sda1',
        blockDeviceMapping: {
          item: server.spec.disksGiB.map((_, disk) => ({
            deviceName: `/dev/sd${String.fromCharCode(97 + (disk % 26))}${disk === 0 ? '1' : ''}`,
            ebs: { volumeId: volumeId(instanceId, disk), status: 'attached', deleteOnTermination: true },
          })),
        },
        virtualizationType: 'hvm',
        hypervisor: 'xen',
        tagSet: { item: instanceTags(instance).map(([key, value]) => ({ key, value })) },
        ebsOptimized: true,
        networkInterfaceSet: {},
        // Keeps instances of one subnet apart even where addresses have wrapped around.
        clientToken: `drs-${instance.job.jobId}-${ordinal}`,
      },
    },
  };
}

function stateView(instance: Instance, at: number): XmlObject {
  const name = instanceState(instance, at) ?? 'terminated';
  const state = { instanceState: { code: stateCodes[name], name } };
  if (name !== 'terminated' && name !== 'shutting-down') return state;
  const message = 'Client.UserInitiatedShutdown: User initiated shutdown';
  return { ...state, stateReason: { code: 'Client.UserInitiatedShutdown', message } };
}

function addressView(cell: Cell, instance: Instance, at: number): XmlObject {
  const state = instanceState(instance, at);
  if (state === 'terminated') return { privateDnsName: '', dnsName: '' };
  const ip = privateIp(cell, instance.ordinal);
  const hasPublicIp = instance.server.spec.publicIp && state === 'running';
  return {
    privateDnsName: privateDnsName(cell, ip),
    dnsName: '',
    privateIpAddress: ip,
    ...(hasPublicIp ? { ipAddress: publicIp(cell, instance.ordinal) } : {}),
    subnetId: subnetId(cell),
    vpcId: vpcId(cell),
    sourceDestCheck: true,
    groupSet: { item: { groupId: securityGroupId(cell), groupName: 'recovery' } },
  };
}
