/**
 * Where each server of a job is, from the job's log. For showing, for pacing the polls, and for DRS's own words about a
 * failure; nothing is decided from it (design 6.7). Read sparsely: it is one call per job, or one per 100 lines.
 */
import type { JobObservation, LaunchPhase, ServerObservation } from '../domain/model/observation.ts';
import type { Scope } from '../domain/model/scope.ts';
import { cutText } from '../domain/names.ts';
import { secondsBetween } from '../domain/time.ts';
import { isUnexplained } from '../domain/transition/settle.ts';
import type { JobLogItem, RecoveryService } from '../ports/recovery-service.ts';
import type { Addition, Look } from './look.ts';

/** The log event that begins a phase. Others (ends, clean-up, unknown ones) begin none. */
const phaseOfEvent: Readonly<Record<string, LaunchPhase>> = {
  SNAPSHOT_START: 'SNAPSHOT',
  CONVERSION_START: 'CONVERSION',
  LAUNCH_START: 'LAUNCH',
};

const order: readonly LaunchPhase[] = ['WAITING', 'SNAPSHOT', 'CONVERSION', 'LAUNCH', 'DONE'];

/** Reads the logs that are wanted, all at once. Without its log an observation is still whole: phases stay as they were. */
export const readPhases = async (
  recovery: Pick<RecoveryService, 'describeJobLog'>,
  scope: Scope,
  looks: readonly Look[],
): Promise<Addition> => {
  const logs = new Map(
    await Promise.all(
      looks
        .filter(isLogWanted)
        .map(async ({ after }) => [after.jobKey, await recovery.describeJobLog(scope, after.jobId)] as const),
    ),
  );
  return (observation) => {
    const log = logs.get(observation.jobKey);
    return log?.ok ? withLog(observation, log.value) : observation;
  };
};

/** While servers are before their launch, and when one has failed and the log has not said why. */
const isLogWanted = ({ before, after }: Look): boolean => {
  const failedUnread = after.servers.some(
    (server) =>
      server.launchStatus === 'FAILED' &&
      server.error === undefined &&
      (isNewlyFailed(before, server) || isUnexplained(server, after.logReadTime)),
  );
  const preparing = after.servers.some((server) => server.phase !== 'LAUNCH' && server.phase !== 'DONE');
  return failedUnread || (preparing && isStale(before, after));
};

/** Phases that are younger than this are shown as they are. */
const FRESH_SECONDS = 55;

const isStale = (before: JobObservation | undefined, { lastPolledTime }: JobObservation): boolean =>
  before?.logReadTime === undefined || secondsBetween(before.logReadTime, lastPolledTime) >= FRESH_SECONDS;

/** A log that answers is asked twice at most for a failure: some failures have no words. */
const isNewlyFailed = (before: JobObservation | undefined, server: ServerObservation): boolean => {
  const old = before?.servers.find((candidate) => candidate.sourceServerId === server.sourceServerId);
  return old?.launchStatus !== 'FAILED' || old.decidedTime === before?.lastPolledTime;
};

const withLog = (observation: JobObservation, log: readonly JobLogItem[]): JobObservation => {
  const items = Map.groupBy(log, (item) => item.sourceServerId);
  return {
    ...observation,
    logReadTime: observation.lastPolledTime,
    servers: observation.servers.map((server) => withItems(server, items.get(server.sourceServerId) ?? [])),
  };
};

const withItems = (server: ServerObservation, items: readonly JobLogItem[]): ServerObservation => {
  const phases = items.map((item) => phaseOfEvent[item.event]).filter((phase) => phase !== undefined);
  const furthest = phases.reduce<LaunchPhase>(
    (far, phase) => (order.indexOf(phase) > order.indexOf(far) ? phase : far),
    server.phase ?? 'WAITING',
  );
  const error = items.findLast((item) => item.rawError !== undefined)?.rawError;
  const launchStartTime = items.findLast((item) => item.event === 'LAUNCH_START' && isTime(item.time))?.time;
  return {
    ...server,
    phase: furthest,
    ...(launchStartTime === undefined ? {} : { launchStartTime }),
    ...(server.launchStatus === 'FAILED' && error !== undefined ? { error: cutText(error, 500) } : {}),
  };
};

const isTime = (text: string | undefined): boolean => text !== undefined && !Number.isNaN(Date.parse(text));
