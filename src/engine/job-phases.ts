/**
 * Where each server of a job is, from the job's log. For showing, for pacing the polls, and for DRS's own words about a
 * failure; nothing is decided from it (design 6.7). Read sparsely: it is one call per job.
 */
import type { JobObservation, LaunchPhase, ServerObservation } from '../domain/model/observation.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { JobLogItem, RecoveryService } from '../ports/recovery-service.ts';

/** The log event that begins a phase. Others (ends, clean-up, unknown ones) begin none. */
const phaseOfEvent: Readonly<Record<string, LaunchPhase>> = {
  SNAPSHOT_START: 'SNAPSHOT',
  CONVERSION_START: 'CONVERSION',
  LAUNCH_START: 'LAUNCH',
};

const order: readonly LaunchPhase[] = ['WAITING', 'SNAPSHOT', 'CONVERSION', 'LAUNCH', 'DONE'];

export const readPhases = async (
  recovery: RecoveryService,
  scope: Scope,
  before: JobObservation | undefined,
  observation: JobObservation,
): Promise<JobObservation> => {
  if (!isLogWanted(before, observation)) return observation;
  const log = await recovery.describeJobLog(scope, observation.jobId);
  // Without the log the observation is still whole: phases are kept as they were.
  return log.ok
    ? { ...observation, servers: observation.servers.map((server) => withLog(server, log.value)) }
    : observation;
};

/** While servers are before their launch, and when one has failed and nobody has read why. */
const isLogWanted = (before: JobObservation | undefined, observation: JobObservation): boolean => {
  const failedUnread = observation.servers.some(
    (server) => server.launchStatus === 'FAILED' && server.error === undefined && isNewlyFailed(before, server),
  );
  const preparing = observation.servers.some(
    (server) => server.phase === undefined || (server.phase !== 'LAUNCH' && server.phase !== 'DONE'),
  );
  return failedUnread || (preparing && before !== undefined);
};

/** The log is asked twice at most for a failure: some failures have no words. */
const isNewlyFailed = (before: JobObservation | undefined, server: ServerObservation): boolean => {
  const old = before?.servers.find((candidate) => candidate.sourceServerId === server.sourceServerId);
  return old?.launchStatus !== 'FAILED' || old.decidedTime === before?.lastPolledTime;
};

const withLog = (server: ServerObservation, log: readonly JobLogItem[]): ServerObservation => {
  const own = log.filter((item) => item.sourceServerId === server.sourceServerId);
  const phases = own.map((item) => phaseOfEvent[item.event]).filter((phase) => phase !== undefined);
  const furthest = phases.reduce<LaunchPhase>(
    (far, phase) => (order.indexOf(phase) > order.indexOf(far) ? phase : far),
    server.phase ?? 'WAITING',
  );
  const error = own.findLast((item) => item.rawError !== undefined)?.rawError;
  return {
    ...server,
    phase: furthest,
    ...(server.launchStatus === 'FAILED' && error !== undefined ? { error: error.slice(0, 500) } : {}),
  };
};
