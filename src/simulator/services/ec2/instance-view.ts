import { otherId } from '../../ids.ts';
import { isoTime } from '../../iso.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { Cell } from '../../world/cell.ts';
import { type Instance, type InstanceState, instanceState, launchTime } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import { architectureOf, volumeIdAt } from '../../world/launch-into.ts';
import { findSecurityGroup, privateDnsName, publicIp, vpcId } from '../../world/network.ts';
import { instanceTags, tagSet } from './tags.ts';

/** EC2 API reference, InstanceState. */
export const stateCodes: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateView = (name: InstanceState): XmlObject => ({ code: stateCodes[name], name });

const images = { linux: otherId('ami', 'linux'), windows: otherId('ami', 'windows') };
export const imageId = (instance: Instance): string => images[instance.server.spec.os];

const interfaces = new WeakMap<Instance, string>();

export function networkInterfaceId(instance: Instance): string {
  const id = interfaces.get(instance) ?? otherId('eni', instance.instanceId);
  interfaces.set(instance, id);
  return id;
}

/** `reservationSet` item with one instance. A terminated instance has no addresses any more. */
export function reservationView(cell: Cell, instance: Instance, at: number): XmlObject {
  const { instanceId, server, ordinal, existing } = instance;
  const settled = settledInstance(cell, instance);
  const { os, disksGiB } = server.spec;
  return {
    reservationId: otherId('r', instanceId),
    ownerId: cell.accountId,
    groupSet: {},
    instancesSet: {
      item: {
        instanceId,
        imageId: imageId(instance),
        ...lifeView(instance, at),
        ...addressView(cell, instance, at),
        instanceType: settled.instanceType,
        amiLaunchIndex: 0,
        launchTime: isoTime(launchTime(instance, at)),
        placement: { availabilityZone: settled.subnet.zone, groupName: '', tenancy: existing?.tenancy ?? 'default' },
        ...(os === 'windows' ? { platform: 'windows' } : {}),
        platformDetails: os === 'windows' ? 'Windows' : 'Linux/UNIX',
        monitoring: { state: 'disabled' },
        architecture: architectureOf(settled.instanceType),
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/sda1',
        blockDeviceMapping: {
          item: disksGiB.map((_, disk) => ({
            deviceName: `/dev/sd${String.fromCharCode(97 + (disk % 26))}${disk === 0 ? '1' : ''}`,
            ebs: { volumeId: volumeIdAt(instance, disk, at), status: 'attached', deleteOnTermination: true },
          })),
        },
        virtualizationType: 'hvm',
        bootMode: existing?.bootMode ?? 'legacy-bios',
        currentInstanceBootMode: existing?.bootMode ?? 'legacy-bios',
        hypervisor: 'xen',
        ...(settled.instanceProfileArn === undefined
          ? {}
          : {
              iamInstanceProfile: {
                arn: settled.instanceProfileArn,
                id: otherId('AIPA', settled.instanceProfileArn),
              },
            }),
        tagSet: tagSet(instanceTags(cell, instance, at)),
        ebsOptimized: true,
        // Keeps instances of one subnet apart even where addresses have wrapped around.
        ...(existing === undefined ? { clientToken: `drs-${instance.job.jobId}-${ordinal}` } : {}),
      },
    },
  };
}

function lifeView(instance: Instance, at: number): XmlObject {
  const name = instanceState(instance, at) ?? 'terminated';
  const state = { instanceState: stateView(name) };
  if (name === 'running' || name === 'pending') return state;
  const message = 'Client.UserInitiatedShutdown: User initiated shutdown';
  return { ...state, stateReason: { code: 'Client.UserInitiatedShutdown', message } };
}

export const groupItems = (cell: Cell, ids: readonly string[]): XmlObject[] =>
  ids.map((groupId) => ({ groupId, groupName: findSecurityGroup(cell, groupId)?.name }));

function addressView(cell: Cell, instance: Instance, at: number): XmlObject {
  const state = instanceState(instance, at);
  if (state === 'terminated') return { privateDnsName: '', dnsName: '', networkInterfaceSet: {} };
  const { privateIp, hasPublicIp, subnet, securityGroupIds } = settledInstance(cell, instance);
  const groupSet = { item: groupItems(cell, securityGroupIds) };
  return {
    privateDnsName: privateDnsName(cell, privateIp),
    dnsName: '',
    privateIpAddress: privateIp,
    ...(hasPublicIp && state === 'running' ? { ipAddress: publicIp(cell, instance.ordinal) } : {}),
    subnetId: subnet.id,
    vpcId: vpcId(cell),
    sourceDestCheck: true,
    groupSet,
    networkInterfaceSet: {
      item: {
        networkInterfaceId: networkInterfaceId(instance),
        subnetId: subnet.id,
        vpcId: vpcId(cell),
        status: 'in-use',
        privateIpAddress: privateIp,
        groupSet,
        attachment: { deviceIndex: 0, status: 'attached', deleteOnTermination: true },
      },
    },
  };
}
