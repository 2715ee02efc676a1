import type { JobServer, LaunchJob } from '../domain/model/execution.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { ServerObstacle } from '../domain/transition/input.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import { answerOf } from './ask-each-server.ts';
import { keptText, type ReadingPorts, readSnapshots } from './recovery-points.ts';

type Obstacles = readonly (readonly [string, ServerObstacle])[];

/**
 * Servers whose recovery point, chosen when the execution began, DRS no longer keeps: its retention goes on while a gate
 * waits. Another point is another state of the data, and nobody asked for that.
 */
export const goneRecoveryPoints = async (
  ports: ReadingPorts,
  scope: Scope,
  jobs: readonly LaunchJob[],
  /** They wait in any case, and are looked at again. */
  held: ReadonlyMap<string, ServerObstacle>,
): Promise<Outcome<Obstacles>> => {
  const servers = jobs
    .flatMap((job) => job.servers)
    .filter(({ sourceServerId, recoverySnapshotId }) => recoverySnapshotId !== undefined && !held.has(sourceServerId));
  if (servers.length === 0) return { ok: true, value: [] };
  const sourceServerIds = servers.map(({ sourceServerId }) => sourceServerId);
  const read = await readSnapshots(ports, [{ ...scope, sourceServerIds }]);
  const [failure] = read.failures;
  if (failure !== undefined) return { ok: false, failure };
  return {
    ok: true,
    value: servers.flatMap((server) => {
      const snapshots = answerOf(read, scope, server.sourceServerId) ?? [];
      const isKept = snapshots.some(({ recoverySnapshotId }) => recoverySnapshotId === server.recoverySnapshotId);
      return isKept ? [] : [[server.sourceServerId, goneObstacle(server, keptText(snapshots))] as const];
    }),
  };
};

const goneObstacle = ({ recoverySnapshotId, recoverySnapshotTime }: JobServer, kept: string): ServerObstacle => ({
  kind: 'refused',
  reason: `its recovery point of ${recoverySnapshotTime} (${recoverySnapshotId}), chosen at the start, is no longer kept by DRS: ${kept}. A follow-up chooses again`,
});
