import { isoTime } from '../../iso.ts';
import { tagsAt } from '../../world/cell.ts';
import { deviceName } from '../../world/disks.ts';
import { type Instance, instanceState } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import { volumeIdAt } from '../../world/launch-into.ts';
import { macAddress } from '../../world/network.ts';
import { serverName } from '../../world/server.ts';
import { agentVersion, gibibyte, osName } from './machine-view.ts';
import type { DrsContext } from './operation.ts';

/** EC2InstanceState of DRS; it writes SHUTTING-DOWN with a hyphen. */
const states = {
  pending: 'PENDING',
  running: 'RUNNING',
  stopping: 'STOPPING',
  stopped: 'STOPPED',
  'shutting-down': 'SHUTTING-DOWN',
  terminated: 'TERMINATED',
} as const;

/** Tags of the recovery instance in DRS; those of the instance in EC2 are others. */
export const recoveryInstanceTags = ({ server }: Instance): Record<string, string> => ({
  Name: serverName(server),
  AWSElasticDisasterRecoverySourceServerID: server.id,
});

/**
 * Shape: RecoveryInstance of the API model. `lagDuration` and `elapsedReplicationDuration` are left out: the model types
 * them as date-times although they are durations, and nothing replicates back before a failback.
 */
export function recoveryInstanceView({ cell, asOf }: DrsContext, instance: Instance): object {
  const { server, job, participant, instanceId } = instance;
  const { subnet, privateIp } = settledInstance(cell, instance);
  const state = instanceState(instance, asOf);
  const arn = `arn:aws:drs:${cell.region}:${cell.accountId}:recovery-instance/${instanceId}`;
  const isDisconnected = instance.disconnectedAt !== undefined && instance.disconnectedAt <= asOf;
  return {
    recoveryInstanceID: instanceId,
    ec2InstanceID: instanceId,
    ec2InstanceState: state === undefined ? 'NOT_FOUND' : states[state],
    jobID: job.jobId,
    sourceServerID: server.id,
    arn,
    tags: tagsAt(cell, arn, recoveryInstanceTags(instance), asOf),
    failback: { state: 'FAILBACK_NOT_STARTED', failbackToOriginalServer: false },
    dataReplicationInfo: {
      dataReplicationState: isDisconnected ? 'DISCONNECTED' : 'NOT_STARTED',
      stagingAvailabilityZone: subnet.zone,
    },
    recoveryInstanceProperties: {
      lastUpdatedDateTime: isoTime(instance.listedAt),
      identificationHints: { hostname: server.spec.hostname, awsInstanceID: instanceId },
      networkInterfaces: [{ macAddress: macAddress(server.id), ips: [privateIp], isPrimary: true }],
      disks: server.spec.disksGiB.map((size, i) => ({
        internalDeviceName: deviceName(server.spec, i),
        bytes: size * gibibyte,
        ebsVolumeID: volumeIdAt(instance.into ?? instance, i, asOf),
      })),
      cpus: [{ cores: server.spec.cores, modelName: 'Intel(R) Xeon(R) Platinum 8375C' }],
      ramBytes: server.spec.ramGiB * gibibyte,
      os: { fullString: osName(server) },
    },
    ...(participant.pointInTime === undefined ? {} : { pointInTimeSnapshotDateTime: isoTime(participant.pointInTime) }),
    isDrill: job.initiatedBy === 'START_DRILL',
    originEnvironment: server.spec.origin === undefined ? 'ON_PREMISES' : 'AWS',
    originAvailabilityZone: server.spec.origin?.availabilityZone ?? `${cell.region}a`,
    agentVersion,
  };
}
