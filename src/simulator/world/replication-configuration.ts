import { z } from 'zod';
import type { Cell } from './cell.ts';
import { deviceName } from './disks.ts';
import { valueAt } from './history.ts';
import { defaultSubnet } from './network.ts';
import { type Server, serverName } from './server.ts';

/** A rule of the point-in-time policy: a snapshot every `interval` units, kept for `retentionDuration` units. */
export const pointInTimeRule = z.object({
  ruleID: z.number().optional(),
  units: z.enum(['MINUTE', 'HOUR', 'DAY']),
  interval: z.number(),
  retentionDuration: z.number(),
  enabled: z.boolean().optional(),
});
export type PointInTimeRule = z.infer<typeof pointInTimeRule>;

const diskType = z.enum(['AUTO', 'GP2', 'GP3', 'IO1', 'SC1', 'ST1', 'STANDARD']);

export const replicatedDisk = z.object({
  deviceName: z.string(),
  isBootDisk: z.boolean(),
  stagingDiskType: diskType,
  iops: z.number().optional(),
  throughput: z.number().optional(),
});
export type ReplicatedDisk = z.infer<typeof replicatedDisk>;

/** Shape: ReplicationConfiguration of the API model, without the server's id. */
export const replicationConfiguration = z.object({
  name: z.string(),
  stagingAreaSubnetId: z.string(),
  associateDefaultSecurityGroup: z.boolean(),
  replicationServersSecurityGroupsIDs: z.array(z.string()),
  replicationServerInstanceType: z.string(),
  useDedicatedReplicationServer: z.boolean(),
  defaultLargeStagingDiskType: z.enum(['GP2', 'GP3', 'ST1', 'AUTO']),
  replicatedDisks: z.array(replicatedDisk),
  ebsEncryption: z.enum(['DEFAULT', 'CUSTOM', 'NONE']),
  ebsEncryptionKeyArn: z.string().optional(),
  bandwidthThrottling: z.number(),
  dataPlaneRouting: z.enum(['PRIVATE_IP', 'PUBLIC_IP']),
  createPublicIP: z.boolean(),
  stagingAreaTags: z.record(z.string(), z.string()),
  pitPolicy: z.array(pointInTimeRule),
  autoReplicateNewDisks: z.boolean(),
  internetProtocol: z.enum(['IPV4', 'IPV6']),
});
export type ReplicationConfiguration = z.infer<typeof replicationConfiguration>;

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
      ebsEncryption: 'DEFAULT',
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
