import { createLaunchJob, type LaunchTarget } from '../../world/create-job.ts';
import { findReplication } from '../../world/find-replication.ts';
import { hasRecoveryPoint, recoveryPoints } from '../../world/replication.ts';
import { refuseHeldServer, refuseOverQuota } from './admission.ts';
import { conflict, invalid, notFound } from './errors.ts';
import { findServer } from './find.ts';
import { jobView } from './job-view.ts';
import { type DrsContext, drsOperation } from './operation.ts';
import { startRecoveryRequest } from './shapes.ts';

/** Answers 202 with the new job. There is no client token: the same call twice is two calls. */
export const startRecovery = drsOperation({
  name: 'StartRecovery',
  status: 202,
  input: startRecoveryRequest,
  run(context, { sourceServers, isDrill = false, tags = {} }) {
    refuseTwice(sourceServers.map((one) => one.sourceServerID));
    const targets = sourceServers.map((one) => findTarget(context, one.sourceServerID, one.recoverySnapshotID));
    refuseOverQuota(context, targets.length);
    return { job: jobView(context.cell, createLaunchJob(context, { targets, isDrill, tags }), context.now) };
  },
});

function refuseTwice(ids: readonly string[]): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) {
      throw invalid(`Source server ${id} is listed twice`, 'fieldValidationFailed', [
        { name: `sourceServers.${index}.sourceServerID`, message: 'is listed twice' },
      ]);
    }
    seen.add(id);
  });
}

/** Throws for a server that cannot be launched: gone, held by a job, without a point to recover from. */
function findTarget({ world, cell, now }: DrsContext, id: string, snapshotId: string | undefined): LaunchTarget {
  const server = findServer({ cell }, id);
  refuseHeldServer(server, now);
  const replication = findReplication(world, cell, server, now);
  if (replication.state === 'DISCONNECTED' || replication.state === 'STOPPED') {
    throw conflict(`Source server ${id} is not replicating: its state is ${replication.state}`, id, 'source-server');
  }
  if (!hasRecoveryPoint(server, replication, now)) {
    throw conflict(`Source server ${id} has no consistent recovery point`, id, 'source-server');
  }
  if (snapshotId === undefined) return { server };
  const points = recoveryPoints(world.seed, server, replication, now);
  const point = points.find((one) => one.snapshotId === snapshotId);
  if (point === undefined) {
    throw notFound(`Recovery snapshot ${snapshotId} of ${id} does not exist`, snapshotId, 'recovery-snapshot');
  }
  return { server, pointInTime: point.at };
}
