import { otherId } from '../../ids.ts';
import { isoTime } from '../../iso.ts';
import { findReplication } from '../../world/find-replication.ts';
import { type RecoveryPoint, recoveryPoints } from '../../world/replication.ts';
import { findServer } from './find.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages } from './paging.ts';
import { describeRecoverySnapshotsRequest } from './shapes.ts';

/** Newest first unless `order` is ASC. */
export const describeRecoverySnapshots = drsOperation({
  name: 'DescribeRecoverySnapshots',
  input: describeRecoverySnapshotsRequest,
  run({ world, cell, asOf }, input) {
    const { sourceServerID, order = 'DESC' } = input;
    const server = findServer({ cell }, sourceServerID);
    const { fromDateTime = 0, toDateTime = Number.POSITIVE_INFINITY } = input.filters ?? {};
    const oldestFirst = recoveryPoints(world.seed, server, findReplication(world, cell, server, asOf), asOf);
    const points = order === 'ASC' ? oldestFirst : oldestFirst.reverse();
    return drsPage<RecoveryPoint>(
      input,
      {
        operation: 'DescribeRecoverySnapshots',
        filters: { sourceServerID, order, ...input.filters },
        limits: drsPages.snapshots,
        // Points come and go while somebody pages; their times do not.
        position: (point) => point.at,
        *from(position) {
          for (const point of points) {
            const reached = position === undefined || (order === 'ASC' ? point.at >= position : point.at <= position);
            if (reached && point.at >= fromDateTime && point.at <= toDateTime) yield point;
          }
        },
      },
      ({ snapshotId, at }) => ({
        snapshotID: snapshotId,
        sourceServerID,
        expectedTimestamp: isoTime(at),
        timestamp: isoTime(at),
        ebsSnapshots: server.spec.disksGiB.map((_, disk) => otherId('snap', snapshotId, disk)),
      }),
    );
  },
});
