import type { ReplicatedDisk, ReplicationConfiguration } from '../../world/replication-configuration.ts';
import { replicationConfigurationOf } from '../../world/server-settings.ts';
import { getReplicationConfigurationRequest, updateReplicationConfigurationRequest } from './configuration-shapes.ts';
import { invalid } from './errors.ts';
import { findServer } from './find.ts';
import { drsOperation } from './operation.ts';

export const getReplicationConfiguration = drsOperation({
  name: 'GetReplicationConfiguration',
  input: getReplicationConfigurationRequest,
  run(context, { sourceServerID }) {
    const server = findServer(context, sourceServerID);
    return { sourceServerID, ...replicationConfigurationOf(context.cell, server, context.asOf) };
  },
});

/** Bound of this simulator; AWS's console allows 365 daily points and fewer of the others. */
const maxPoints = 1000;

/** Members that are not named stay as they are; of the disks, those that are named change. */
export const updateReplicationConfiguration = drsOperation({
  name: 'UpdateReplicationConfiguration',
  input: updateReplicationConfigurationRequest,
  run(context, { sourceServerID, replicatedDisks, ...members }) {
    const { world, cell, now } = context;
    const server = findServer(context, sourceServerID);
    for (const { interval, retentionDuration } of members.pitPolicy ?? []) {
      if (retentionDuration > maxPoints * interval) throw invalid('pitPolicy: a rule keeps too many points', 'other');
    }
    const before = replicationConfigurationOf(cell, server, now);
    const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
    const configuration: ReplicationConfiguration = {
      ...before,
      ...given,
      replicatedDisks: (replicatedDisks ?? []).reduce(withDisk, before.replicatedDisks),
    };
    if (JSON.stringify(configuration) !== JSON.stringify(before)) {
      const { accountId, region } = cell;
      const sourceServerId = server.id;
      world.commit({ kind: 'replication-configuration', at: now, accountId, region, sourceServerId, configuration });
    }
    return { sourceServerID, ...configuration };
  },
});

type DiskChange = { deviceName?: string | undefined } & {
  [K in keyof Omit<ReplicatedDisk, 'deviceName'>]?: ReplicatedDisk[K] | undefined;
};

function withDisk(disks: ReplicatedDisk[], change: DiskChange, index: number): ReplicatedDisk[] {
  const { deviceName } = change;
  if (!disks.some((disk) => disk.deviceName === deviceName)) {
    throw invalid(`The server has no replicated disk ${deviceName}`, 'fieldValidationFailed', [
      { name: `replicatedDisks.${index}.deviceName`, message: 'is not a disk of the source server' },
    ]);
  }
  return disks.map((disk) =>
    disk.deviceName === deviceName
      ? {
          ...disk,
          isBootDisk: change.isBootDisk ?? disk.isBootDisk,
          stagingDiskType: change.stagingDiskType ?? disk.stagingDiskType,
          ...(change.iops === undefined ? {} : { iops: change.iops }),
          ...(change.throughput === undefined ? {} : { throughput: change.throughput }),
        }
      : disk,
  );
}
