import { type Cell, tagsAt } from '../world/cell.ts';
import { instanceState } from '../world/instance.ts';
import { type Job, jobStatus, launchStatus } from '../world/job.ts';
import { currentInstance, type Server, serverArn, serverName } from '../world/server.ts';

/** A job as it stands, for tests and demonstrations; times in epoch ms. */
export type JobReport = {
  jobId: string;
  type: 'LAUNCH' | 'TERMINATE';
  isDrill: boolean;
  status: 'PENDING' | 'STARTED' | 'COMPLETED';
  createdAt: number;
  /** Fixed at the start, so known before it comes; null for never. */
  endedAt: number | null;
  servers: { sourceServerId: string; launchStatus: string; decidedAt: number | null; instanceId: string | undefined }[];
};

export function jobReport(job: Job, at: number): JobReport {
  return {
    jobId: job.jobId,
    type: job.type,
    isDrill: job.initiatedBy === 'START_DRILL',
    status: jobStatus(job, at),
    createdAt: job.createdAt,
    endedAt: job.endedAt,
    servers: job.participants.map((participant) => ({
      sourceServerId: participant.sourceServerId,
      launchStatus: launchStatus(participant, at),
      decidedAt: participant.decidedAt,
      instanceId: participant.instance?.instanceId ?? (job.type === 'TERMINATE' ? participant.removes[0] : undefined),
    })),
  };
}

/** A source server as it stands. */
export type ServerReport = {
  sourceServerId: string;
  name: string;
  hostname: string;
  tags: Record<string, string>;
  instanceId: string | undefined;
  instanceState: string | undefined;
};

export function serverReport(cell: Cell, server: Server, at: number): ServerReport {
  const instance = currentInstance(server, at);
  return {
    sourceServerId: server.id,
    name: serverName(server),
    hostname: server.spec.hostname,
    tags: tagsAt(cell, serverArn(server), server.spec.tags, at),
    instanceId: instance?.instanceId,
    instanceState: instance === undefined ? undefined : instanceState(instance, at),
  };
}
