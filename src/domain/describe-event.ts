import { activityLabel } from './activity-states.ts';
import type { EventData, ExecutionEvent } from './model/event.ts';
import type { ExecutionState, JobServer, WaveExecution } from './model/execution.ts';
import type { PointsInTime } from './model/point-in-time.ts';
import { countOf, firstFew, serverLabel, TAKEN_OUT, waveLabel } from './names.ts';

type NamedWave = Pick<WaveExecution, 'waveNumber' | 'waveName'>;
/** Where the names of waves and servers are read. */
type Names = { readonly waves: readonly NamedWave[] } & Pick<ExecutionState, 'jobs'>;
type Of<T extends EventData['type']> = Extract<EventData, { type: T }>;

const describePoints = (
  { pointInTime, wavePointsInTime = [] }: PointsInTime,
  wave: (waveNumber: number) => string,
): string => {
  const waves = wavePointsInTime.map((each) => `${wave(each.waveNumber)} as of ${each.pointInTime}`);
  return [...(pointInTime === undefined ? [] : [`as of ${pointInTime}`]), ...waves].map((text) => `, ${text}`).join('');
};

/** One event as a sentence that an operator understands; AWS's own words are kept. */
export function describeEvent({ actor, data }: ExecutionEvent, names: Names): string {
  const wave = (waveNumber: number) => nameOf(waveNumber, names.waves);
  const servers = (ids: readonly string[], count = ids.length) =>
    `${countOf(count, 'server')}${few(ids, count, names)}`;
  /** Servers leave a job and never join it: those that it has now were among those that it had. */
  const ofJob = (jobKey: string, count?: number) => {
    const ids = idsOf(jobKey, names);
    return few(ids, count ?? ids.length, names);
  };
  const job = (jobKey: string) => `job ${jobKey} of ${wave(waveNumberOf(jobKey))}`;
  switch (data.type) {
    case 'ExecutionStarted': {
      const accepted = data.acceptedInstanceDeletions ?? [];
      const started = `Started by ${actor}${describePoints(data.pointsInTime ?? {}, wave)}`;
      return accepted.length === 0
        ? started
        : `${started}, who accepted that DRS deletes ${countOf(accepted.length, 'live recovery instance')}: ${firstFew(accepted, 20, ', ')}`;
    }
    case 'ChecksPostponed':
      return capital(data.reason);
    case 'ExecutionBegun':
      return describeBegun(data);
    case 'ExecutionRefused':
      return describeRefused(data);
    case 'GateReached':
      return `${capital(wave(data.waveNumber))} is ready and waits for approval`;
    case 'GateOpened':
      return `${actor} approved ${wave(data.waveNumber)}`;
    case 'WaveStarting':
      return `${capital(wave(data.waveNumber))} starts`;
    case 'JobPlanned':
      return `${capital(job(data.jobKey))} is next: ${countOf(data.serverCount, 'server')}${ofJob(data.jobKey, data.serverCount)}`;
    case 'JobSplit':
      return data.waitingFor === TAKEN_OUT
        ? `${servers(data.sourceServerIds)} of ${job(data.jobKey)} cannot be launched and ${data.sourceServerIds.length === 1 ? 'is' : 'are'} taken out`
        : `${servers(data.sourceServerIds)} of ${job(data.jobKey)} wait in ${data.newJobKey} for ${data.waitingFor}`;
    case 'JobHeld':
      return `${capital(job(data.jobKey))}${ofJob(data.jobKey)} waits${data.retry ? ' and will be tried again' : ''}: ${data.waitingFor}`;
    case 'JobClaimed':
      return `Asking DRS to start ${job(data.jobKey)}`;
    case 'JobReplyLost':
      return `The reply about ${job(data.jobKey)} was lost (${wordsOf(data.error)}); looking whether DRS made the job before trying again`;
    case 'JobLookFailed':
      return `Could not look for ${job(data.jobKey)}, whose reply was lost (${wordsOf(data.error)}); looking again`;
    case 'JobNotFound':
      return `DRS shows no job of the lost call for ${job(data.jobKey)}; trying again`;
    case 'JobLookedForStill':
      return `Nothing starts any more, but an earlier call may have made ${job(data.jobKey)}: still looking for it in DRS`;
    case 'JobStarted':
      return data.adopted
        ? `Found ${data.jobId} in DRS: it is ${job(data.jobKey)}${ofJob(data.jobKey)}, whose reply was lost`
        : `DRS accepted ${job(data.jobKey)} as ${data.jobId}${ofJob(data.jobKey)}`;
    case 'JobRefused':
      return `${capital(job(data.jobKey))}${ofJob(data.jobKey)} was not launched: ${wordsOf(data.error)}`;
    case 'JobWithdrawn':
      return `${capital(job(data.jobKey))}${ofJob(data.jobKey)} is withdrawn: ${data.reason}`;
    case 'ServersDecided':
      return describeServers(data, job(data.jobKey), names);
    case 'JobEnded':
      return `${capital(job(data.jobKey))} ${jobEnds[data.how]}`;
    case 'WaveEnded':
      return `${capital(wave(data.waveNumber))} is ${data.status}: ${data.reason}`;
    case 'WaveSettled':
      return `${capital(wave(data.waveNumber))} is over: ${data.reason}`;
    case 'WaveFailureAccepted':
      return `${actor} decided to go on without what failed in ${wave(data.waveNumber)}`;
    case 'WaveRetried':
      return `${actor} retries ${wave(data.waveNumber)}: attempt ${data.attempt} over ${servers(data.jobs.flatMap(({ sourceServerIds }) => sourceServerIds))}`;
    case 'ActivityClaimed':
      return `Starting ${activityLabel(data)} of ${wave(data.waveNumber)}`;
    case 'ActivityStarted':
      return `${capital(activityLabel(data))} of ${wave(data.waveNumber)} has begun: ${data.message}`;
    case 'ActivityHeld':
      return `${capital(activityLabel(data))} of ${wave(data.waveNumber)} could not be started and will be tried again: ${data.message}`;
    case 'ActivityEnded':
      return describeActivityEnd(data, wave(data.waveNumber));
    case 'ActivitiesDropped':
      return `${countOf(data.activityKeys.length, 'action')} of ${wave(data.waveNumber)} will not be done`;
    case 'WaveSkipped':
      return `${actor} skipped ${wave(data.waveNumber)}: ${data.reason}`;
    case 'ServersSkipped':
      return `${actor} goes on without ${servers(data.sourceServerIds)} of ${wave(data.waveNumber)}: ${data.reason}`;
    case 'PauseRequested':
      return `${actor} asked for a pause${data.reason === undefined ? '' : `, because ${data.reason}`}: waves that have started go on, no further wave starts`;
    case 'ExecutionPaused':
      return `Paused: ${data.reason}`;
    case 'ExecutionResumed':
      return `${actor} ended the pause`;
    case 'CancelRequested':
      return capital(data.reason);
    case 'ExecutionEnded':
      return `Ended ${data.status}: ${data.reason}`;
  }
}

const jobEnds: Readonly<Record<Of<'JobEnded'>['how'], string>> = {
  COMPLETED: 'has ended in DRS, and every server of it is decided',
  MISSING: 'is no longer listed by DRS; its servers were settled from their recovery instances',
  GIVEN_UP: 'did not end in time and is no longer watched',
  NOTHING_LEFT: 'has no server left to launch',
};

function describeBegun({ serverCount, warnings }: Of<'ExecutionBegun'>): string {
  const text = `Begun with ${countOf(serverCount, 'server')}`;
  return warnings.length === 0 ? text : `${text}. Mind: ${firstFew(warnings)}`;
}

const describeRefused = ({ refusals, refusalCount }: Of<'ExecutionRefused'>): string =>
  `Refused for ${countOf(refusalCount, 'reason')}, nothing was started: ${firstFew(refusals.map((refusal) => refusal.message))}`;

function describeServers({ servers }: Of<'ServersDecided'>, job: string, names: Names): string {
  const decided = (outcome: (typeof servers)[number]['outcome'], noun: string) => {
    const ids = servers.filter((server) => server.outcome === outcome).map(({ sourceServerId }) => sourceServerId);
    return ids.length === 0
      ? []
      : [`${countOf(ids.length, noun)} ${outcome.toLowerCase()}${few(ids, ids.length, names)}`];
  };
  const failed = servers.filter((server) => server.outcome === 'FAILED');
  const failures = failed.slice(0, FAILURES_TOLD).map((server) => {
    const known = findServer(server.sourceServerId, names);
    return `${known === undefined ? server.sourceServerId : serverLabel(known)}: ${server.reason ?? 'no reason given'}`;
  });
  const more = failed.length > FAILURES_TOLD ? [`and ${failed.length - FAILURES_TOLD} more`] : [];
  const parts = [
    ...decided('LAUNCHED', 'server'),
    ...decided('TERMINATED', 'instance'),
    ...(failed.length > 0 ? [`${failed.length} failed: ${[...failures, ...more].join('; ')}`] : []),
  ];
  return `${capital(job)}: ${parts.join(', ')}`;
}

const activityEnds: Readonly<Record<Of<'ActivityEnded'>['state'], string>> = {
  SUCCEEDED: 'has succeeded',
  FAILED: 'has failed',
  TIMED_OUT: 'has timed out',
  CANCELLED: 'is cancelled',
};

function describeActivityEnd(data: Of<'ActivityEnded'>, wave: string): string {
  const again = data.retryTime === undefined ? '' : ' and will be tried again';
  const isWarning = !data.required && (data.state === 'FAILED' || data.state === 'TIMED_OUT');
  const warning = isWarning && again === '' ? ' (not required: the wave goes on)' : '';
  return `${capital(activityLabel(data))} of ${wave} ${activityEnds[data.state]}${again}${warning}: ${data.message}`;
}

const FAILURES_TOLD = 5;
const NAMED_MAX = 3;

/** ` (shop-db-01, shop-db-02, shop-db-03 and 12 more)`: enough to know which ones; nothing where no name is known. */
function few(ids: readonly string[], count: number, names: Names): string {
  const named = ids.slice(0, NAMED_MAX).flatMap((id) => findServer(id, names)?.serverName ?? []);
  if (named.length === 0) return '';
  const more = count - named.length;
  return ` (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

const findServer = (sourceServerId: string, { jobs }: Names): JobServer | undefined => {
  for (const { servers } of jobs) {
    const server = servers.find((candidate) => candidate.sourceServerId === sourceServerId);
    if (server !== undefined) return server;
  }
  return undefined;
};

const idsOf = (jobKey: string, { jobs }: Names): readonly string[] =>
  (jobs.find((job) => job.jobKey === jobKey)?.servers ?? []).map(({ sourceServerId }) => sourceServerId);

const nameOf = (waveNumber: number, waves: readonly NamedWave[]): string => {
  const wave = waves.find((candidate) => candidate.waveNumber === waveNumber);
  return wave === undefined ? `wave ${waveNumber}` : waveLabel(wave);
};

/** A job key begins with `w` and its wave's number. */
const waveNumberOf = (jobKey: string): number => Number.parseInt(jobKey.slice(1), 10);

const wordsOf = (error: { readonly code: string; readonly message: string }): string =>
  `${error.code}: ${error.message}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
