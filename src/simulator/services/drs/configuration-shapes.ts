import { z } from 'zod';
import { arn, boolean, list, oneOf, sourceServerId, tagsMap, text, whole } from './text-shapes.ts';

/** Request shapes about launch and replication settings. */
export const getLaunchConfigurationRequest = z.object({ sourceServerID: sourceServerId });
export const getReplicationConfigurationRequest = z.object({ sourceServerID: sourceServerId });

export const updateLaunchConfigurationRequest = z.object({
  sourceServerID: sourceServerId,
  name: text(0, 128).optional(),
  launchDisposition: oneOf('STOPPED', 'STARTED').optional(),
  targetInstanceTypeRightSizingMethod: oneOf('NONE', 'BASIC', 'IN_AWS').optional(),
  copyPrivateIp: boolean.optional(),
  copyTags: boolean.optional(),
  licensing: z.object({ osByol: boolean.optional() }).optional(),
  postLaunchEnabled: boolean.optional(),
  launchIntoInstanceProperties: z
    .object({ launchIntoEC2InstanceID: text(0, 255, 'i-[0-9a-fA-F]{8,}').optional() })
    .optional(),
  recoveryMode: oneOf('FAST', 'OPTIMAL').optional(),
});

const diskType = oneOf('AUTO', 'GP2', 'GP3', 'IO1', 'SC1', 'ST1', 'STANDARD');

const replicatedDisk = z.object({
  deviceName: text(0, 256).optional(),
  isBootDisk: boolean.optional(),
  stagingDiskType: diskType.optional(),
  iops: whole(0).optional(),
  throughput: whole(0).optional(),
  /** Read-only: taken and left. */
  optimizedStagingDiskType: diskType.optional(),
});

const pointInTimeRule = z.object({
  ruleID: whole(0).optional(),
  units: oneOf('MINUTE', 'HOUR', 'DAY'),
  interval: whole(1),
  retentionDuration: whole(1),
  enabled: boolean.optional(),
});

export const updateReplicationConfigurationRequest = z.object({
  sourceServerID: sourceServerId,
  name: text(0, 128).optional(),
  stagingAreaSubnetId: text(0, 255, 'subnet-[0-9a-fA-F]{8,}').optional(),
  associateDefaultSecurityGroup: boolean.optional(),
  replicationServersSecurityGroupsIDs: list(text(0, 255, 'sg-[0-9a-fA-F]{8,}'), 0, 32).optional(),
  replicationServerInstanceType: text(0, 255).optional(),
  useDedicatedReplicationServer: boolean.optional(),
  defaultLargeStagingDiskType: oneOf('GP2', 'GP3', 'ST1', 'AUTO').optional(),
  replicatedDisks: list(replicatedDisk, 0, 60).optional(),
  ebsEncryption: oneOf('DEFAULT', 'CUSTOM', 'NONE').optional(),
  ebsEncryptionKeyArn: arn.optional(),
  bandwidthThrottling: whole(0).optional(),
  dataPlaneRouting: oneOf('PRIVATE_IP', 'PUBLIC_IP').optional(),
  createPublicIP: boolean.optional(),
  stagingAreaTags: tagsMap.optional(),
  pitPolicy: list(pointInTimeRule, 3, 3).optional(),
  autoReplicateNewDisks: boolean.optional(),
  internetProtocol: oneOf('IPV4', 'IPV6').optional(),
});
