import { z } from 'zod';
import type { Instant } from '../../domain/model/identifiers.ts';
import { isBefore } from '../../domain/time.ts';
import type {
  JobLogItem,
  JobParticipant,
  RecoveryInstance,
  RecoveryJob,
  RecoverySnapshot,
  SourceServer,
} from '../../ports/recovery-service.ts';
import { present } from './present.ts';

/*
 * DRS's replies in the port's words. The API model makes nearly every member optional, and the SDK hands nested ones
 * through unchecked; what the port cannot do without is demanded here. Enums stay open: text is kept as it came.
 */
const text = z.string().optional();

/** For a status or event that DRS leaves out: shown as it is, and treated as "not done yet". */
const notSaid = 'UNKNOWN';

export const sourceServerSchema = z
  .object({
    sourceServerID: z.string(),
    arn: text,
    tags: z.record(z.string(), z.string()).default({}),
    recoveryInstanceId: text,
    lastLaunchResult: text,
    lifeCycle: z
      .object({ lastLaunch: z.object({ initiated: z.object({ apiCallDateTime: text }).optional() }).optional() })
      .optional(),
    dataReplicationInfo: z.object({ dataReplicationState: text, lagDuration: text }).default({}),
    sourceProperties: z
      .object({
        identificationHints: z.object({ hostname: text, fqdn: text, awsInstanceID: text }).default({}),
        os: z.object({ fullString: text }).optional(),
        architecture: text,
        networkInterfaces: z
          .array(z.object({ ips: z.array(z.string()).default([]), isPrimary: z.boolean().optional() }))
          .default([]),
      })
      .optional(),
    sourceCloudProperties: z.object({ originAccountID: text, originRegion: text }).optional(),
    stagingArea: z.object({ status: text, stagingAccountID: text, stagingSourceServerArn: text }).optional(),
  })
  .transform(
    ({
      sourceServerID,
      dataReplicationInfo,
      sourceProperties,
      sourceCloudProperties,
      stagingArea,
      lifeCycle,
      ...same
    }): SourceServer =>
      present({
        ...same,
        lastLaunchTime: lifeCycle?.lastLaunch?.initiated?.apiCallDateTime,
        sourceServerId: sourceServerID,
        hostname: sourceProperties?.identificationHints.hostname ?? sourceProperties?.identificationHints.fqdn,
        replicationState: dataReplicationInfo.dataReplicationState,
        lagDuration: dataReplicationInfo.lagDuration,
        stagingAccountId: stagingArea?.stagingAccountID,
        stagingServerArn: stagingArea?.status === 'EXTENDED' ? stagingArea.stagingSourceServerArn : undefined,
        originInstanceId: sourceProperties?.identificationHints.awsInstanceID,
        originAccountId: sourceCloudProperties?.originAccountID,
        originRegion: sourceCloudProperties?.originRegion,
        architecture: sourceProperties?.architecture,
        isWindows: isWindows(sourceProperties?.os?.fullString),
        primaryAddress: sourceProperties?.networkInterfaces
          .find(({ isPrimary }) => isPrimary === true)
          ?.ips.find((ip) => z.ipv4().safeParse(ip).success),
      }),
  );

/** DRS tells the operating system as text alone: `Microsoft Windows Server 2019 Datacenter`. */
const isWindows = (os: string | undefined): boolean | undefined =>
  os === undefined ? undefined : /\bwindows\b/i.test(os);

const jobParticipantSchema = z
  .object({
    // Optional in the model. A participant without it still counts in the quotas, so it is kept, with no id.
    sourceServerID: z.string().default(''),
    recoveryInstanceID: text,
    launchStatus: text,
  })
  .transform(
    ({ sourceServerID, recoveryInstanceID, launchStatus }): JobParticipant =>
      present({ sourceServerId: sourceServerID, recoveryInstanceId: recoveryInstanceID, launchStatus }),
  );

export const recoveryJobSchema = z
  .object({
    jobID: z.string(),
    type: text,
    initiatedBy: text,
    creationDateTime: text,
    endDateTime: text,
    status: z.string().default(notSaid),
    participatingServers: z.array(jobParticipantSchema).default([]),
  })
  .transform(
    (job): RecoveryJob =>
      present({
        jobId: job.jobID,
        jobType: job.type,
        initiatedBy: job.initiatedBy,
        creationTime: job.creationDateTime,
        endTime: job.endDateTime,
        jobStatus: job.status,
        servers: job.participatingServers,
      }),
  );

export const jobLogItemSchema = z
  .object({
    logDateTime: text,
    event: z.string().default(notSaid),
    eventData: z.object({ sourceServerID: text, rawError: text }).default({}),
  })
  .transform(
    ({ logDateTime, event, eventData }): JobLogItem =>
      present({
        time: logDateTime,
        event,
        sourceServerId: eventData.sourceServerID,
        rawError: eventData.rawError,
      }),
  );

export const recoveryInstanceSchema = z
  .object({
    recoveryInstanceID: z.string(),
    sourceServerID: z.string(),
    ec2InstanceID: text,
    ec2InstanceState: text,
    jobID: text,
    isDrill: z.boolean().optional(),
    pointInTimeSnapshotDateTime: text,
    failback: z.object({ state: text }).optional(),
    dataReplicationInfo: z.object({ dataReplicationState: text }).optional(),
  })
  .transform(
    (instance): RecoveryInstance =>
      present({
        recoveryInstanceId: instance.recoveryInstanceID,
        sourceServerId: instance.sourceServerID,
        instanceId: instance.ec2InstanceID,
        instanceState: instance.ec2InstanceState,
        jobId: instance.jobID,
        isDrill: instance.isDrill,
        pointInTime: instance.pointInTimeSnapshotDateTime,
        failbackState: instance.failback?.state,
        replicationState: instance.dataReplicationInfo?.dataReplicationState,
      }),
  );

/** `timestamp` is when it was taken; until then there is only when that is expected. */
export const recoverySnapshotSchema = z.object({ snapshotID: z.string(), timestamp: text });

/** All of them; or the newest one at or before a time. */
export const takenSnapshots = (
  snapshots: readonly z.infer<typeof recoverySnapshotSchema>[],
  newestAtOrBefore?: Instant,
): readonly RecoverySnapshot[] => {
  const taken = snapshots.flatMap(({ snapshotID, timestamp }) =>
    timestamp === undefined ? [] : [{ recoverySnapshotId: snapshotID, time: timestamp }],
  );
  if (newestAtOrBefore === undefined) return taken;
  return taken
    .filter(({ time }) => !isBefore(newestAtOrBefore, time))
    .toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time))
    .slice(0, 1);
};
