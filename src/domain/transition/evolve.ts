/**
 * How an event changes the state: the only assignment of an execution's, a wave's or a job's status.
 * `decide` chooses events; `evolve` applies them, without judgement. Replaying all events over the initial state gives
 * the stored state (I9).
 */
import type { EventData, ExecutionEvent } from '../model/event.ts';
import type { ExecutionHeader, ExecutionState, JobServer, LaunchJob, WaveExecution } from '../model/execution.ts';
import { shortened } from '../names.ts';
import { currentServers, successOf } from '../statuses.ts';
import { withTolerated } from '../tolerated.ts';
import { evolveActivities, retriedActivity } from './evolve-activity.ts';
import { byJobKey, nextJobKey } from './initial-state.ts';
import { isConflict } from './is-conflict.ts';
import { deletionsAccepted, gateLeft, pauseAsked, pauseEnded, polling } from './people.ts';

type Of<T extends EventData['type']> = Extract<EventData, { type: T }>;

const withHeader = (state: ExecutionState, change: Partial<ExecutionHeader>): ExecutionState => ({
  ...state,
  header: { ...state.header, ...change },
});

const withWave = (
  state: ExecutionState,
  waveNumber: number,
  change: (wave: WaveExecution) => Partial<WaveExecution>,
): ExecutionState => ({
  ...state,
  waves: state.waves.map((wave) => (wave.waveNumber === waveNumber ? { ...wave, ...change(wave) } : wave)),
});

const withJob = (state: ExecutionState, jobKey: string, change: (job: LaunchJob) => LaunchJob): ExecutionState => ({
  ...state,
  jobs: state.jobs.map((job) => (job.jobKey === jobKey ? change(job) : job)),
});

/** What a job no longer waits for, once it moves on. */
const moving = ({ waitingFor: _for, notBefore: _notBefore, heldByOthers: _held, ...job }: LaunchJob): LaunchJob => job;
const unclaimed = ({ claim: _claim, ...job }: LaunchJob): LaunchJob => job;
/** What became of every call is known, or no longer matters. */
const answered = ({ claim: _claim, unansweredClaim: _unanswered, ...job }: LaunchJob): LaunchJob => job;

/** One claim for all calls that nobody saw answered: from the mark of the first to the end of the last. */
const unansweredBy = ({ claim, unansweredClaim }: LaunchJob): Pick<LaunchJob, 'unansweredClaim'> =>
  claim === undefined
    ? {}
    : {
        unansweredClaim: unansweredClaim === undefined ? claim : { ...unansweredClaim, expiresTime: claim.expiresTime },
      };

const waveOfJob = (state: ExecutionState, jobKey: string): number => {
  const job = state.jobs.find((candidate) => candidate.jobKey === jobKey);
  if (job === undefined) throw new Error(`bug: event about unknown job ${jobKey}`);
  return job.waveNumber;
};

/** Counts are kept from the servers themselves, so that they cannot drift. */
const recount = (state: ExecutionState, waveNumber: number): ExecutionState => {
  const servers = currentServers(state, waveNumber).map((current) => current.server);
  return withWave(state, waveNumber, () => ({
    launchedCount: servers.filter((server) => server.outcome === 'LAUNCHED').length,
    failedCount: servers.filter((server) => server.outcome === 'FAILED').length,
    ...(successOf(state) === 'TERMINATED'
      ? { terminatedCount: servers.filter((server) => server.outcome === 'TERMINATED').length }
      : {}),
  }));
};

const retryWave = (state: ExecutionState, event: Of<'WaveRetried'>): ExecutionState => {
  const servers = new Map(
    currentServers(state, event.waveNumber).map(({ server }) => [server.sourceServerId, server] as const),
  );
  const jobs = event.jobs.map(
    (job): LaunchJob => ({
      jobKey: job.jobKey,
      waveNumber: event.waveNumber,
      attempt: event.attempt,
      accountId: job.accountId,
      region: job.region,
      state: 'WAITING',
      servers: job.sourceServerIds.map((sourceServerId) => {
        const known = servers.get(sourceServerId);
        if (known === undefined) throw new Error(`bug: a retry of ${sourceServerId}, which the wave does not have`);
        const { reason: _reason, recoveryInstanceId: _instance, ...server } = known;
        return { ...server, outcome: 'UNDECIDED' };
      }),
      tries: 0,
    }),
  );
  const waves = state.waves.map((wave): WaveExecution => {
    if (wave.waveNumber !== event.waveNumber) return wave;
    const { statusReason: _reason, endTime: _end, firstLaunchTime: _first, settledTime: _settled, ...kept } = wave;
    const activities = wave.activities?.map((activity) => retriedActivity(activity, jobs.length > 0));
    return {
      ...kept,
      ...(activities === undefined ? {} : { activities }),
      status: jobs.length > 0 ? 'STARTING' : 'IN_PROGRESS',
      attempt: event.attempt,
    };
  });
  return polling(recount({ ...state, waves, jobs: [...state.jobs, ...jobs].sort(byJobKey) }, event.waveNumber));
};

const splitJob = (state: ExecutionState, event: Of<'JobSplit'>, time: string): ExecutionState => {
  const parent = state.jobs.find((job) => job.jobKey === event.jobKey);
  if (parent === undefined) throw new Error(`bug: split of unknown job ${event.jobKey}`);
  const expectedKey = nextJobKey(state.jobs, parent.waveNumber, parent.attempt);
  if (event.newJobKey !== expectedKey) throw new Error(`bug: split into ${event.newJobKey}, next is ${expectedKey}`);
  const leaving = new Set(event.sourceServerIds);
  const rest = parent.servers.filter((server) => !leaving.has(server.sourceServerId));
  const moved = parent.servers.filter((server) => leaving.has(server.sourceServerId));
  const child: LaunchJob = {
    jobKey: event.newJobKey,
    waveNumber: parent.waveNumber,
    attempt: parent.attempt,
    ...(parent.purpose === undefined ? {} : { purpose: parent.purpose }),
    accountId: parent.accountId,
    region: parent.region,
    state: 'WAITING',
    servers: moved,
    waitingFor: event.waitingFor,
    waitingSince: parent.waitingSince ?? time,
    tries: 0,
  };
  const jobs = state.jobs.map((job) => (job.jobKey === event.jobKey ? { ...answered(job), servers: rest } : job));
  return { ...state, jobs: [...jobs, child].sort(byJobKey) };
};

const decideServers = (state: ExecutionState, event: Of<'ServersDecided'>): ExecutionState => {
  const decided = new Map(event.servers.map((server) => [server.sourceServerId, server]));
  const apply = (server: JobServer): JobServer => {
    const decision = decided.get(server.sourceServerId);
    if (decision === undefined || server.outcome !== 'UNDECIDED') return server;
    return {
      ...server,
      outcome: decision.outcome,
      ...(decision.reason === undefined ? {} : { reason: decision.reason }),
      ...(decision.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: decision.recoveryInstanceId }),
    };
  };
  const next = withJob(state, event.jobKey, (job) => ({ ...job, servers: job.servers.map(apply) }));
  return recount(next, waveOfJob(state, event.jobKey));
};

/** Ends a refused job: AWS's words stand at each of its servers. */
const failServers = (job: LaunchJob, reason: string): JobServer[] =>
  job.servers.map((server) => (server.outcome === 'UNDECIDED' ? { ...server, outcome: 'FAILED', reason } : server));

const startJob = (state: ExecutionState, event: Of<'JobStarted'>, time: string): ExecutionState => {
  const waveNumber = waveOfJob(state, event.jobKey);
  const started = withJob(state, event.jobKey, (job) => {
    const { waitingSince: _waitingSince, ...rest } = answered(moving(job));
    return { ...rest, state: 'STARTED', jobId: event.jobId, adopted: event.adopted, startedTime: time, tries: 0 };
  });
  return withWave(started, waveNumber, (wave) => ({
    // A wave that ended in the meantime (timed out, cancelled) keeps its status; its job is watched all the same.
    ...(wave.status === 'STARTING' ? { status: 'IN_PROGRESS' } : {}),
    firstLaunchTime: wave.firstLaunchTime ?? time,
  }));
};

/** The state after one event. Events of a higher sequence number only: a gap is a bug and throws. */
export const evolve = (before: ExecutionState, event: ExecutionEvent): ExecutionState => {
  if (event.sequence !== before.header.eventCount + 1) {
    throw new Error(`bug: event ${event.sequence} after ${before.header.eventCount}`);
  }
  const state = withHeader(before, { eventCount: event.sequence });
  const { data, time, actor } = event;
  switch (data.type) {
    case 'ExecutionStarted':
      return withHeader(state, deletionsAccepted(state.header, data.acceptedInstanceDeletions));
    case 'ChecksPostponed':
      return withHeader(state, { statusReason: data.reason });
    case 'ExecutionBegun': {
      const { statusReason: _statusReason, ...header } = state.header;
      const { type: _type, warnings: _warnings, ...begun } = data;
      return { ...state, header: { ...header, status: 'POLLING', ...begun } };
    }
    case 'ExecutionRefused':
      return withHeader(state, {
        status: 'REFUSED',
        refusals: data.refusals,
        statusReason: `refused for ${data.refusalCount} ${data.refusalCount === 1 ? 'reason' : 'reasons'}; nothing was started`,
        endTime: time,
      });
    case 'GateReached':
      return withHeader(
        withWave(state, data.waveNumber, () => ({ status: 'AWAITING_APPROVAL' })),
        { waitingGates: [...(state.header.waitingGates ?? []), { waveNumber: data.waveNumber, reachedTime: time }] },
      );
    case 'GateOpened':
      return gateLeft(
        withWave(state, data.waveNumber, () => ({
          status: 'PENDING',
          gateOpenedBy: actor,
          gateOpenedTime: time,
        })),
        data.waveNumber,
      );
    case 'WaveStarting':
      return polling(withWave(state, data.waveNumber, () => ({ status: 'STARTING', startTime: time })));
    case 'JobPlanned':
      return withJob(state, data.jobKey, (job) => ({ ...moving(job), state: 'PLANNED' }));
    case 'JobSplit':
      return splitJob(state, data, time);
    case 'JobHeld':
      return withJob(state, data.jobKey, (job) => ({
        ...unclaimed(moving(job)),
        state: 'WAITING',
        waitingFor: data.waitingFor,
        waitingSince: job.waitingSince ?? time,
        notBefore: data.notBefore,
        ...(data.byOthers === true ? { heldByOthers: true } : {}),
        tries: data.retry ? job.tries + 1 : job.tries,
        ...(isConflict(job, data) ? { conflicts: (job.conflicts ?? 0) + 1 } : {}),
      }));
    case 'JobClaimed':
      return withJob(state, data.jobKey, (job) => ({ ...job, state: 'CLAIMED', claim: data.claim }));
    case 'JobReplyLost':
      return withJob(state, data.jobKey, (job) =>
        job.claim === undefined
          ? job
          : {
              ...job,
              claim: { ...job.claim, expiresTime: data.claimEndsTime },
              waitingFor: `the reply of StartRecovery was lost (${data.error.message}); looking whether DRS made the job`,
            },
      );
    case 'JobLookFailed':
      return withJob(state, data.jobKey, (job) => ({
        ...job,
        waitingFor: `the reply of StartRecovery was lost, and DRS cannot be asked whether it made the job (${data.error.code}: ${data.error.message})`,
        notBefore: data.retryTime,
        tries: job.tries + 1,
      }));
    case 'JobNotFound':
      return withJob(state, data.jobKey, (job) => ({
        ...unclaimed(job),
        ...unansweredBy(job),
        state: 'WAITING',
        waitingFor: 'another try: the earlier call of StartRecovery made no job',
        waitingSince: job.waitingSince ?? time,
        notBefore: time,
      }));
    case 'JobLookedForStill':
      return withJob(state, data.jobKey, ({ unansweredClaim, ...job }) =>
        unansweredClaim === undefined
          ? job
          : {
              ...moving(job),
              state: 'CLAIMED',
              claim: unansweredClaim,
              waitingFor: 'whether DRS made a job of an earlier call, whose reply was lost',
            },
      );
    case 'JobStarted':
      return startJob(state, data, time);
    case 'JobRefused':
      return recount(
        withJob(state, data.jobKey, (job) => ({
          ...answered(moving(job)),
          state: 'REFUSED',
          servers: failServers(job, shortened(`${data.error.code}: ${data.error.message}`)),
          endTime: time,
        })),
        waveOfJob(state, data.jobKey),
      );
    case 'JobWithdrawn':
      return withJob(state, data.jobKey, (job) => ({
        ...answered(moving(job)),
        state: 'WITHDRAWN',
        endTime: time,
      }));
    case 'ServersDecided':
      return decideServers(state, data);
    case 'JobEnded':
      return withJob(state, data.jobKey, (job) => ({ ...answered(moving(job)), state: 'ENDED', endTime: time }));
    case 'WaveEnded':
      return gateLeft(
        withWave(state, data.waveNumber, () => ({
          status: data.status,
          statusReason: data.reason,
          endTime: time,
        })),
        data.waveNumber,
      );
    case 'WaveSettled':
      return withWave(state, data.waveNumber, () => ({ statusReason: data.reason, settledTime: time }));
    case 'WaveFailureAccepted':
      return polling(withWave(state, data.waveNumber, () => ({ failureAcceptedBy: actor })));
    case 'WaveRetried':
      return retryWave(state, data);
    case 'WaveSkipped':
      return polling(
        gateLeft(
          withWave(state, data.waveNumber, () => ({
            status: 'SKIPPED',
            statusReason: `skipped by ${actor}: ${data.reason}`,
            skippedBy: actor,
            skips: [{ skippedBy: actor, skippedTime: time, reason: data.reason }],
            endTime: time,
          })),
          data.waveNumber,
        ),
      );
    case 'ServersSkipped':
      return withWave(state, data.waveNumber, (wave) => ({
        skippedServerIds: [...(wave.skippedServerIds ?? []), ...data.sourceServerIds],
        skips: [
          ...(wave.skips ?? []),
          { skippedBy: actor, skippedTime: time, reason: data.reason, sourceServerIds: data.sourceServerIds },
        ],
      }));
    case 'ActivityClaimed':
    case 'ActivityStarted':
    case 'ActivityHeld':
    case 'ActivityEnded':
    case 'ActivitiesDropped':
      return withWave(data.type === 'ActivityEnded' ? polling(state) : state, data.waveNumber, (wave) =>
        evolveActivities(wave, data, time),
      );
    case 'PauseRequested':
      return withHeader(state, pauseAsked(actor, data.reason));
    case 'ExecutionPaused':
      return withHeader(state, { status: 'PAUSED', statusReason: data.reason, pausedTime: time });
    case 'ExecutionResumed':
      return polling(pauseEnded(state));
    case 'CancelRequested':
      return withHeader(state, {
        status: 'CANCELLING',
        cancelRequested: true,
        cancelRequestedBy: actor,
        statusReason: data.reason,
      });
    case 'ExecutionEnded':
      return withHeader(withTolerated(state), { status: data.status, statusReason: data.reason, endTime: time });
    default:
      return unknownEvent(data);
  }
};

const unknownEvent = (data: never): never => {
  throw new Error(`bug: unknown event ${JSON.stringify(data)}`);
};

/** The state that a history gives (I9). */
export const replay = (initial: ExecutionState, events: readonly ExecutionEvent[]): ExecutionState =>
  events.reduce(evolve, initial);
