import { isoDuration, isoTime } from '../../iso.ts';
import { tagsAt } from '../../world/cell.ts';
import { deviceName } from '../../world/disks.ts';
import { findReplication } from '../../world/find-replication.ts';
import { launchStatus } from '../../world/job.ts';
import type { Replication } from '../../world/replication.ts';
import {
  currentInstance,
  estateTags,
  lastLaunchJob,
  type Server,
  serverArn,
  stagingAccountOf,
} from '../../world/server.ts';
import { gibibyte, machineView } from './machine-view.ts';
import type { DrsContext } from './operation.ts';

/** Shape: SourceServer of the API model. */
export function sourceServerView({ world, cell, asOf }: DrsContext, server: Server): object {
  const replication = findReplication(world, cell, server, asOf);
  const instance = currentInstance(server, asOf);
  return {
    sourceServerID: server.id,
    arn: serverArn(server),
    tags: tagsAt(cell, serverArn(server), estateTags(server), asOf),
    ...(instance === undefined ? {} : { recoveryInstanceId: instance.instanceId }),
    ...lastLaunch(server, asOf),
    dataReplicationInfo: replicationView(server, replication, cell.region, asOf),
    ...machineView(cell, server),
    ...stagingView(server),
  };
}

function stagingView(server: Server): object {
  const stagingAccountID = stagingAccountOf(server);
  if (stagingAccountID === undefined) return {};
  const { stagingSourceServerArn } = server.spec;
  return { stagingArea: { status: 'EXTENDED', stagingAccountID, stagingSourceServerArn } };
}

/** LastLaunchResult for each LaunchStatus of the last launch job. */
const results = {
  PENDING: 'PENDING',
  IN_PROGRESS: 'PENDING',
  LAUNCHED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TERMINATED: 'SUCCEEDED',
} as const;

function lastLaunch(server: Server, at: number): object {
  const lifeCycle = {
    addedToServiceDateTime: isoTime(server.addedAt),
    firstByteDateTime: isoTime(server.addedAt + 600_000),
    elapsedReplicationDuration: isoDuration(at - server.addedAt),
    lastSeenByServiceDateTime: isoTime(at - (at % 60_000)),
  };
  const job = lastLaunchJob(server, at);
  const mine = job?.participants.find((participant) => participant.sourceServerId === server.id);
  if (job === undefined || mine === undefined) return { lastLaunchResult: 'NOT_STARTED', lifeCycle };
  const status = launchStatus(mine, at);
  const type = job.initiatedBy === 'START_DRILL' ? 'DRILL' : 'RECOVERY';
  const initiated = { apiCallDateTime: isoTime(job.createdAt), jobID: job.jobId, type };
  return { lastLaunchResult: results[status], lifeCycle: { ...lifeCycle, lastLaunch: { initiated, status } } };
}

function replicationView(
  server: Server,
  { state, lagMs, syncedUntil }: Replication,
  region: string,
  at: number,
): object {
  const synced = syncedUntil !== undefined;
  return {
    ...(synced ? { lagDuration: isoDuration(lagMs) } : { etaDateTime: isoTime(at + 6 * 3_600_000) }),
    dataReplicationState: state,
    replicatedDisks: server.spec.disksGiB.map((size, i) => ({
      deviceName: deviceName(server.spec, i),
      totalStorageBytes: size * gibibyte,
      replicatedStorageBytes: synced ? size * gibibyte : Math.floor((size * gibibyte) / 3),
      rescannedStorageBytes: 0,
      // A machine that is not copied falls behind by a mebibyte a second.
      backloggedStorageBytes: Math.max(0, Math.floor(lagMs / 1000)) * 1024 ** 2,
      volumeStatus: 'REGULAR',
    })),
    ...(state === 'STALLED' || state === 'DISCONNECTED'
      ? { dataReplicationError: { error: 'AGENT_NOT_SEEN', rawError: 'The replication agent has not been seen' } }
      : {}),
    stagingAvailabilityZone: `${region}a`,
  };
}
