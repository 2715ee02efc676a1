import { otherId } from '../../ids.ts';
import { isoDuration, isoTime } from '../../iso.ts';
import { findReplication } from '../../world/find-replication.ts';
import { jobStatus, launchStatus } from '../../world/job.ts';
import { sourceIp } from '../../world/network.ts';
import type { Replication } from '../../world/replication.ts';
import { currentInstance, type lastJob, type Server, serverName } from '../../world/server.ts';
import type { DrsContext } from './operation.ts';

const gibibyte = 1024 ** 3;
/** Agent release that the sample machines run. */
export const agentVersion = '6.3.12';

/** Shape: SourceServer of the API model. */
export function sourceServerView({ world, cell, asOf }: DrsContext, server: Server): object {
  const { spec } = server;
  const replication = findReplication(world, cell, server, asOf);
  const instance = currentInstance(server, asOf);
  return {
    sourceServerID: server.id,
    arn: `arn:aws:drs:${cell.region}:${cell.accountId}:source-server/${server.id}`,
    tags: { Name: serverName(server), ...spec.tags },
    ...(instance === undefined ? {} : { recoveryInstanceId: instance.instanceId }),
    ...lastLaunch(server, asOf),
    dataReplicationInfo: replicationView(server, replication, cell.region, asOf),
    sourceProperties: {
      lastUpdatedDateTime: isoTime(asOf - (asOf % 3_600_000)),
      recommendedInstanceType: spec.instanceType,
      identificationHints: {
        hostname: spec.hostname,
        fqdn: `${spec.hostname}.corp.example`,
        ...(spec.origin === undefined ? { vmWareUuid: otherId('vm', server.id) } : {}),
        ...(spec.origin === undefined ? {} : { awsInstanceID: otherId('i', 'source', server.id) }),
      },
      networkInterfaces: [{ macAddress: macAddress(server), ips: [sourceIp(cell, server.position)], isPrimary: true }],
      disks: spec.disksGiB.map((size, i) => ({ deviceName: deviceName(server, i), bytes: size * gibibyte })),
      cpus: [{ cores: spec.cores, modelName: 'Intel(R) Xeon(R) Gold 6342' }],
      ramBytes: spec.ramGiB * gibibyte,
      os: { fullString: osName(server) },
      supportsNitroInstances: true,
    },
    stagingArea: { status: 'NOT_EXTENDED' },
    ...(spec.origin === undefined
      ? {}
      : {
          sourceCloudProperties: {
            originAccountID: spec.origin.accountId,
            originRegion: spec.origin.region,
            originAvailabilityZone: spec.origin.availabilityZone,
          },
        }),
    replicationDirection: 'FAILOVER',
    agentVersion,
  };
}

export const osName = ({ spec }: Server): string =>
  spec.osName ?? (spec.os === 'windows' ? 'Microsoft Windows Server 2022 Standard' : 'Linux');

export const deviceName = ({ spec }: Server, index: number): string =>
  spec.os === 'windows' ? `c:${index}` : `/dev/sd${String.fromCharCode(97 + (index % 26))}`;

export function macAddress(server: Server): string {
  const digits = otherId('mac', server.id).slice(4, 14);
  return `02:${(digits.match(/../g) ?? []).join(':')}`;
}

function lastLaunch(server: Server, at: number): object {
  const job = lastLaunchJob(server, at);
  const lifeCycle = {
    addedToServiceDateTime: isoTime(server.addedAt),
    firstByteDateTime: isoTime(server.addedAt + 600_000),
    elapsedReplicationDuration: isoDuration(at - server.addedAt),
    lastSeenByServiceDateTime: isoTime(at - (at % 60_000)),
  };
  const mine = job?.participants.find((participant) => participant.sourceServerId === server.id);
  if (job === undefined || mine === undefined) return { lastLaunchResult: 'NOT_STARTED', lifeCycle };
  const status = launchStatus(mine, at);
  const type = job.initiatedBy === 'START_DRILL' ? 'DRILL' : 'RECOVERY';
  return {
    lastLaunchResult: status === 'LAUNCHED' ? 'SUCCEEDED' : status === 'FAILED' ? 'FAILED' : 'PENDING',
    lifeCycle: {
      ...lifeCycle,
      lastLaunch: {
        initiated: { apiCallDateTime: isoTime(job.createdAt), jobID: job.jobId, type },
        status: jobStatus(job, at) === 'PENDING' ? 'PENDING' : status,
      },
    },
  };
}

function lastLaunchJob(server: Server, at: number): ReturnType<typeof lastJob> {
  return server.jobs.findLast((job) => job.type === 'LAUNCH' && job.createdAt <= at);
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
      deviceName: deviceName(server, i),
      totalStorageBytes: size * gibibyte,
      replicatedStorageBytes: synced ? size * gibibyte : Math.floor((size * gibibyte) / 3),
      rescannedStorageBytes: 0,
      // A stopped copy falls behind by a mebibyte a second.
      backloggedStorageBytes: Math.floor(lagMs / 1000) * 1024 ** 2,
      volumeStatus: 'REGULAR',
    })),
    ...(state === 'STALLED' || state === 'DISCONNECTED'
      ? { dataReplicationError: { error: 'AGENT_NOT_SEEN', rawError: 'The replication agent has not been seen' } }
      : {}),
    stagingAvailabilityZone: `${region}a`,
  };
}
