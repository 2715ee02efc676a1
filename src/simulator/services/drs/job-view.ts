import { takeFault } from '../../faults/faults.ts';
import { isoTime } from '../../iso.ts';
import { type Cell, tagsAt } from '../../world/cell.ts';
import { type Job, jobStatus, launchStatus, type Participant } from '../../world/job.ts';
import type { DrsContext } from './operation.ts';

/** Faults that change what a job shows for the length of one call. */
export type JobLens = { jobStatus?: string; launchStatus?: { value: string; concerns: (id: string) => boolean } };

/** Uses up one call of an unknown-status fault, if one holds. */
export function takeJobLens({ world, now, scope }: DrsContext): JobLens {
  if (world.faults.length === 0) return {};
  // A fault about certain servers holds for any call here; `concerns` then picks the servers.
  const fault = takeFault(world, 'unknown-status', now, { ...scope, concerns: () => true });
  if (fault === undefined) return {};
  const { sourceServerIds, value } = fault;
  if (fault.field === 'jobStatus') return { jobStatus: value };
  return { launchStatus: { value, concerns: (id) => sourceServerIds === undefined || sourceServerIds.includes(id) } };
}

/** Shape: Job of the API model. */
export function jobView(cell: Cell, job: Job, at: number, lens: JobLens = {}): object {
  const arn = `arn:aws:drs:${job.region}:${job.accountId}:job/${job.jobId}`;
  return {
    jobID: job.jobId,
    arn,
    type: job.type,
    initiatedBy: job.initiatedBy,
    creationDateTime: isoTime(job.createdAt),
    ...(job.endedAt !== null && at >= job.endedAt ? { endDateTime: isoTime(job.endedAt) } : {}),
    status: lens.jobStatus ?? jobStatus(job, at),
    participatingServers: job.participants.map((participant) => participantView(participant, at, lens)),
    tags: tagsAt(cell, arn, job.tags, at),
  };
}

function participantView(participant: Participant, at: number, lens: JobLens): object {
  const status = launchStatus(participant, at);
  const launchedId = status === 'LAUNCHED' ? participant.instance?.instanceId : undefined;
  const recoveryInstanceID = participant.outcome === 'TERMINATED' ? participant.removes[0] : launchedId;
  const { sourceServerId } = participant;
  return {
    sourceServerID: sourceServerId,
    ...(recoveryInstanceID === undefined ? {} : { recoveryInstanceID }),
    launchStatus: lens.launchStatus?.concerns(sourceServerId) === true ? lens.launchStatus.value : status,
  };
}
