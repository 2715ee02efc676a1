/** What became of servers in earlier attempts of their wave: a retry takes nothing from the record. */
import type { ExecutionState, JobServer, LaunchJob } from '../domain/model/execution.ts';
import type { AttemptView } from '../domain/model/execution-view.ts';
import type { JobObservation } from '../domain/model/observation.ts';

export interface EarlierAttempt {
  readonly job: LaunchJob;
  readonly server: JobServer;
}

/** By wave and server, oldest first; of servers that were tried once nothing. */
export const earlierAttempts = ({ jobs }: ExecutionState): ReadonlyMap<string, readonly EarlierAttempt[]> => {
  const tries = Map.groupBy(
    jobs.flatMap((job) => job.servers.map((server) => ({ job, server }))),
    ({ job, server }) => attemptsKey(job.waveNumber, server.sourceServerId),
  );
  return new Map(
    [...tries].flatMap(([key, attempts]) =>
      attempts.length === 1 ? [] : [[key, attempts.toSorted((a, b) => a.job.attempt - b.job.attempt).slice(0, -1)]],
    ),
  );
};

export const attemptsKey = (waveNumber: number, sourceServerId: string): string => `${waveNumber}#${sourceServerId}`;

export const viewAttempt = ({ job, server }: EarlierAttempt, observation: JobObservation | undefined): AttemptView => {
  const seen = observation?.servers.find(({ sourceServerId }) => sourceServerId === server.sourceServerId);
  const decidedTime = seen?.decidedTime ?? job.endTime;
  return {
    attempt: job.attempt,
    jobKey: job.jobKey,
    ...(job.jobId === undefined ? {} : { jobId: job.jobId }),
    outcome: server.outcome === 'UNDECIDED' ? 'NOT_STARTED' : server.outcome,
    ...(server.reason === undefined ? {} : { reason: server.reason }),
    ...(job.startedTime === undefined ? {} : { startedTime: job.startedTime }),
    ...(decidedTime === undefined ? {} : { decidedTime }),
  };
};
