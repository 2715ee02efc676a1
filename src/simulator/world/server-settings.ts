import { deviceName } from './disks.ts';
import type { Cell, Server } from './entities.ts';
import { valueAt } from './history.ts';
import type { LaunchConfiguration } from './launch-configuration.ts';
import { defaultSubnet } from './network.ts';
import type { PointInTimeRule, ReplicationConfiguration } from './replication-configuration.ts';
import { serverName } from './server.ts';

/** Right-sizing is active unless somebody says otherwise (DRS guide, launch settings). */
export function launchConfigurationOf(server: Server, at: number): LaunchConfiguration {
  return (
    valueAt(server.launchConfigurations, at) ?? {
      name: serverName(server),
      launchDisposition: server.spec.launchDisposition,
      rightSizing: 'BASIC',
      copyPrivateIp: false,
      copyTags: false,
      osByol: false,
      postLaunchEnabled: false,
      recoveryMode: 'OPTIMAL',
    }
  );
}

/** The DRS guide's default: every 10 minutes for an hour, hourly for a day, daily for 7 days. */
const defaultPolicy: PointInTimeRule[] = [
  { ruleID: 1, units: 'MINUTE', interval: 10, retentionDuration: 60, enabled: true },
  { ruleID: 2, units: 'HOUR', interval: 1, retentionDuration: 24, enabled: true },
  { ruleID: 3, units: 'DAY', interval: 1, retentionDuration: 7, enabled: true },
];

export const pointInTimePolicy = (server: Server, at: number): readonly PointInTimeRule[] =>
  valueAt(server.replicationConfigurations, at)?.pitPolicy ?? defaultPolicy;

export function replicationConfigurationOf(cell: Cell, server: Server, at: number): ReplicationConfiguration {
  return (
    valueAt(server.replicationConfigurations, at) ?? {
      name: serverName(server),
      stagingAreaSubnetId: defaultSubnet(cell).id,
      associateDefaultSecurityGroup: true,
      replicationServersSecurityGroupsIDs: [],
      replicationServerInstanceType: 't3.small',
      useDedicatedReplicationServer: false,
      defaultLargeStagingDiskType: 'GP3',
      replicatedDisks: server.spec.disksGiB.map((_, index) => ({
        deviceName: deviceName(server.spec, index),
        isBootDisk: index === 0,
        stagingDiskType: 'AUTO',
      })),
      ebsEncryption: server.spec.ebsEncryption,
      bandwidthThrottling: 0,
      dataPlaneRouting: 'PRIVATE_IP',
      createPublicIP: false,
      stagingAreaTags: {},
      pitPolicy: defaultPolicy,
      autoReplicateNewDisks: false,
      internetProtocol: 'IPV4',
    }
  );
}
