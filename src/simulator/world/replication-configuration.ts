import { z } from 'zod';

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
