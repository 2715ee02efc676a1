/** An execution as people read it: what was decided, and beside it what was last observed and when. */
import { activitiesOf, activityLabel, isRunningActivity } from '../domain/activity-states.ts';
import { automaticCleanUpAsItStands, can, canCleanUpAgain, canFollowUpAgain, canKeep } from '../domain/can.ts';
import { cancelledWatch, timedOutWatch } from '../domain/cancelled-watch.ts';
import type { WaveActivity } from '../domain/model/activity.ts';
import { type AutomaticCleanUp, automaticCleanUpViewSchema } from '../domain/model/automatic-clean-up.ts';
import type { DriverState, ExecutionState, LaunchJob, WaveExecution } from '../domain/model/execution.ts';
import type {
  ActivityView,
  CleanUpView,
  ExecutionView,
  FollowUpView,
  JobView,
  ServerView,
  WaveView,
} from '../domain/model/execution-view.ts';
import type { JobObservation, ScopeObservation } from '../domain/model/observation.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { countOf, firstFew, personLabel, waveLabel } from '../domain/names.ts';
import { awaitedApproval, nextActivity } from '../domain/next-activity.ts';
import { isIncomplete } from '../domain/polling.ts';
import { summarise, summarisePoints } from '../domain/recovery-points.ts';
import { rpoStanding } from '../domain/rpo.ts';
import {
  awaitsFailureDecision,
  currentServers,
  isFinalExecution,
  isLaunchingWave,
  isPassedWave,
  outcomeOf,
  skipOf,
} from '../domain/statuses.ts';
import { earlierOf } from '../domain/time.ts';
import type { LoadedExecution } from './store/execution-reader.ts';

/** What came, or comes, after the end of an execution. */
interface AfterTheEnd {
  readonly cleanUps: readonly CleanUpView[];
  /** Those of what it follows: what a follow-up stands on too. */
  readonly cleanUpsBefore: readonly CleanUpView[];
  readonly followUp: FollowUpView | undefined;
  /** Of what follows it, and follows that, the run that is not over. */
  readonly openFollowUp: FollowUpView | undefined;
  readonly automaticCleanUp: AutomaticCleanUp | undefined;
}

export const viewExecution = (
  loaded: LoadedExecution,
  observations: ReadonlyMap<string, JobObservation>,
  scopes: readonly ScopeObservation[],
  { cleanUps, cleanUpsBefore, followUp, openFollowUp, automaticCleanUp: stored }: AfterTheEnd,
): ExecutionView => {
  const { state, driver, version } = loaded;
  const automaticCleanUp = stored && automaticCleanUpAsItStands(stored, state, cleanUps);
  const {
    rosterId: _rosterId,
    decisionVersion: _decisionVersion,
    waitingGates: _waitingGates,
    pausedTime: _pausedTime,
    ...header
  } = state.header;
  // The oldest of the last looks at what runs now: nothing on the page is older than this.
  const looks = state.jobs
    .filter((job) => job.state === 'STARTED')
    .map((job) => observations.get(job.jobKey)?.lastPolledTime)
    .filter((time) => time !== undefined);
  const latest = [...observations.values()]
    .map((observation) => observation.lastPolledTime)
    .sort()
    .at(-1);
  const watch = cancelledWatch(state);
  const lastPolledTime = looks.length > 0 ? looks.reduce(earlierOf) : latest;
  return {
    ...header,
    ...(watch === undefined ? {} : { statusReason: [header.statusReason, watch].filter(Boolean).join('; ') }),
    version,
    launchedCount: state.waves.reduce((sum, wave) => sum + wave.launchedCount, 0),
    failedCount: state.waves.reduce((sum, wave) => sum + wave.failedCount, 0),
    ...(automaticCleanUp === undefined ? {} : { automaticCleanUp: automaticCleanUpViewSchema.parse(automaticCleanUp) }),
    ...(followUp === undefined ? {} : { followUp }),
    ...(cleanUps.length === 0 ? {} : { cleanUps: [...cleanUps] }),
    waves: state.waves.map((wave) => viewWave(state, wave, observations, driver.activityLooks)),
    ...rpoStanding(state, observations, header.rpoTargetSeconds),
    ...(lastPolledTime === undefined ? {} : { lastPolledTime }),
    ...(driver.nextWakeTime === undefined || header.endTime !== undefined ? {} : { nextWakeTime: driver.nextWakeTime }),
    pollFailures: [...scopes, ...enrichmentFailures(observations)].flatMap((scope) =>
      scope.failure === undefined
        ? []
        : [
            {
              accountId: scope.accountId,
              region: scope.region,
              time: scope.failure.time,
              message: scope.failure.message,
              consecutive: scope.failure.consecutive,
            },
          ],
    ),
    actions: {
      pause: can('pause', state),
      resume: can('resume', state),
      cancel: can('cancel', state),
      retry: can('retry', state),
      skip: can('skip', state),
      followUp: canFollowUpAgain(state, followUp, [...cleanUpsBefore, ...cleanUps]),
      cleanUp: canCleanUpAgain(state, cleanUps, openFollowUp),
      keep: canKeep(state, automaticCleanUp),
    },
  };
};

type PlacedFailure = Pick<ScopeObservation, 'accountId' | 'region' | 'failure'>;

/** What EC2 or DRS did not tell of the servers of jobs: the last failure in each account and Region. */
const enrichmentFailures = (observations: ReadonlyMap<string, JobObservation>): readonly PlacedFailure[] => {
  const places = Map.groupBy(observations.values(), scopeKey);
  return [...places.values()].flatMap((jobs) => unknownFates(jobs) ?? missingAddresses(jobs) ?? []);
};

/** Jobs are over that left servers undecided, and nobody can look what became of these. */
const unknownFates = (jobs: readonly JobObservation[]): PlacedFailure | undefined => {
  const failed = jobs.filter(({ instanceLookFailure }) => instanceLookFailure !== undefined);
  if (failed.length === 0) return undefined;
  const last = failed.reduce((a, b) => (b.lastPolledTime > a.lastPolledTime ? b : a));
  const { accountId, region, instanceLookFailure } = last;
  if (instanceLookFailure === undefined) return undefined;
  const open = failed.flatMap(({ servers }) => servers.filter(({ decidedTime }) => decidedTime === undefined));
  const message = `what became of ${countOf(open.length, 'server')} is not known: ${instanceLookFailure.message}`;
  return { accountId, region, failure: { ...instanceLookFailure, message } };
};

const missingAddresses = (jobs: readonly JobObservation[]): PlacedFailure | undefined => {
  const failed = jobs.filter(
    ({ enrichmentFailure, servers }) => enrichmentFailure !== undefined && servers.some(isIncomplete),
  );
  if (failed.length === 0) return undefined;
  const last = failed.reduce((a, b) => ((b.enrichedTime ?? '') > (a.enrichedTime ?? '') ? b : a));
  const { accountId, region, lastPolledTime, enrichedTime: time = lastPolledTime, enrichmentFailure } = last;
  if (enrichmentFailure === undefined) return undefined;
  const message = `addresses and states of launched servers are missing: ${enrichmentFailure.message}`;
  const { consecutive } = enrichmentFailure;
  return { accountId, region, failure: { time, message, consecutive, retryTime: time } };
};

const viewWave = (
  state: ExecutionState,
  wave: WaveExecution,
  observations: ReadonlyMap<string, JobObservation>,
  looks: DriverState['activityLooks'],
): WaveView => {
  const jobs = state.jobs.filter((job) => job.waveNumber === wave.waveNumber);
  const waitsFor = waitsForText(state, wave, jobs);
  const approval = awaitedApproval(state, wave);
  const watch = timedOutWatch(state, wave);
  return {
    ...wave,
    ...(watch === undefined ? {} : { statusReason: [wave.statusReason, watch].filter(Boolean).join('; ') }),
    activities: activitiesOf(wave).map((activity) => viewActivity(activity, looks)),
    ...(approval === undefined ? {} : { awaitedApproval: approval.activityName }),
    jobs: jobs.map((job) => viewJob(job, observations.get(job.jobKey))),
    ...viewRecoveryPoints(state, wave, observations),
    ...(waitsFor === undefined ? {} : { waitsFor }),
  };
};

const viewRecoveryPoints = (
  state: ExecutionState,
  { waveNumber, pointInTime }: WaveExecution,
  observations: ReadonlyMap<string, JobObservation>,
): Pick<WaveView, 'recoveryPoints' | 'achievedRecoveryPoints'> => {
  if (pointInTime === undefined) return {};
  const current = currentServers(state, waveNumber);
  const launched = current.flatMap(({ job, server }) =>
    server.outcome === 'LAUNCHED'
      ? (observations.get(job.jobKey)?.servers ?? []).filter((seen) => seen.sourceServerId === server.sourceServerId)
      : [],
  );
  const chosen = summarisePoints(
    pointInTime,
    current.map(({ server }) => server),
  );
  const achieved = summarise(
    pointInTime,
    launched.flatMap((seen) => seen.pointInTime ?? []),
  );
  return {
    ...(chosen === undefined ? {} : { recoveryPoints: chosen }),
    ...(achieved === undefined ? {} : { achievedRecoveryPoints: achieved }),
  };
};

/** Claim, token and the like are ours alone. */
const viewActivity = (activity: WaveActivity, looks: DriverState['activityLooks']): ActivityView => {
  const { claim: _claim, token: _token, tryTime: _tryTime, ...told } = activity;
  const look = isRunningActivity(activity) ? looks?.[activity.activityKey] : undefined;
  return { ...told, ...(look === undefined ? {} : { lastLook: { time: look.time, message: look.message } }) };
};

const waitsForText = (state: ExecutionState, wave: WaveExecution, jobs: readonly LaunchJob[]): string | undefined => {
  if (wave.status === 'AWAITING_APPROVAL') return 'a person to open its gate';
  if (awaitsFailureDecision(wave)) {
    // After a cancel there is nothing to decide any more.
    const isOver = state.header.cancelRequested || isFinalExecution(state.header.status);
    return isOver ? undefined : 'a person to decide whether to go on without what failed';
  }
  if (wave.status === 'PENDING') {
    const before = wave.dependsOnWaves
      .map((waveNumber) => state.waves[waveNumber])
      .filter((dependency) => dependency !== undefined)
      .filter((dependency) => !isPassedWave(dependency));
    if (before.length > 0)
      return firstFew(
        before.map((dependency) => `${waveLabel(dependency)}: ${dependency.status}`),
        3,
      );
    if (state.header.pauseRequested)
      return `the end of the pause that ${state.header.pauseRequestedBy ?? 'somebody'} asked for`;
    const failed = state.waves.find(awaitsFailureDecision);
    return failed === undefined ? undefined : `a decision about ${waveLabel(failed)}`;
  }
  if (!isLaunchingWave(wave)) return undefined;
  const activity = nextActivity(state, wave);
  if (activity !== undefined) return waitsForActivity(activity);
  const reasons = new Set(jobs.map((job) => job.waitingFor).filter((reason) => reason !== undefined));
  return reasons.size === 0 ? undefined : firstFew([...reasons], 3);
};

const waitsForActivity = (activity: WaveActivity): string =>
  activity.kind === 'APPROVAL'
    ? `a person to approve ${activityLabel(activity)}`
    : `${activityLabel(activity)}${activity.message === undefined ? '' : `: ${activity.message}`}`;

const viewJob = (job: LaunchJob, observation: JobObservation | undefined): JobView => ({
  jobKey: job.jobKey,
  attempt: job.attempt,
  accountId: job.accountId,
  region: job.region,
  state: job.state,
  ...(job.jobId === undefined ? {} : { jobId: job.jobId }),
  ...(job.adopted === undefined ? {} : { adopted: job.adopted }),
  ...(job.waitingFor === undefined ? {} : { waitingFor: job.waitingFor }),
  ...(job.startedTime === undefined ? {} : { startedTime: job.startedTime }),
  ...(job.endTime === undefined ? {} : { endTime: job.endTime }),
  serverCount: job.servers.length,
  launchedCount: job.servers.filter((server) => server.outcome === 'LAUNCHED').length,
  failedCount: job.servers.filter((server) => server.outcome === 'FAILED').length,
  ...terminatedIn(job),
  ...(job.unansweredClaim === undefined ? {} : { unanswered: true }),
  ...(observation === undefined ? {} : { observed: viewObservation(observation) }),
});

const terminatedIn = ({ servers }: LaunchJob): Pick<JobView, 'terminatedCount'> => {
  const terminatedCount = servers.filter((server) => server.outcome === 'TERMINATED').length;
  return terminatedCount === 0 ? {} : { terminatedCount };
};

const viewObservation = (observation: JobObservation): NonNullable<JobView['observed']> => {
  const undecided = observation.servers.filter((server) => server.decidedTime === undefined);
  const phases = Map.groupBy(undecided, (server) => server.phase ?? 'WAITING');
  return {
    jobStatus: observation.jobStatus,
    lastPolledTime: observation.lastPolledTime,
    launchedCount: observation.servers.filter((server) => server.launchStatus === 'LAUNCHED').length,
    failedCount: observation.servers.filter((server) => server.launchStatus === 'FAILED').length,
    phases: Object.fromEntries([...phases].map(([phase, servers]) => [phase, servers.length])),
  };
};

const cancelledText = ({ header }: ExecutionState, wave: WaveExecution | undefined): string | undefined =>
  header.cancelRequested && wave?.status === 'CANCELLED'
    ? `not started: cancelled by ${personLabel(header.cancelRequestedBy)}`
    : undefined;

/** The servers of one job, decided and observed. */
export const viewServers = (
  state: ExecutionState,
  job: LaunchJob,
  observation: JobObservation | undefined,
): readonly ServerView[] => {
  const wave = state.waves[job.waveNumber];
  const observed = new Map((observation?.servers ?? []).map((server) => [server.sourceServerId, server]));
  return job.servers.map((server): ServerView => {
    const seen = observed.get(server.sourceServerId);
    const { sourceServerId: _id, ...facts } = seen ?? { sourceServerId: '' };
    const outcome = outcomeOf(state, job, server);
    // Retried after all, and up: then nothing goes on without it.
    const skipped = wave === undefined || outcome === 'LAUNCHED' ? undefined : skipOf(wave, server.sourceServerId);
    const reason = server.reason ?? (outcome === 'NOT_STARTED' ? cancelledText(state, wave) : undefined);
    return {
      sourceServerId: server.sourceServerId,
      serverName: server.serverName,
      ...(server.hostname === undefined ? {} : { hostname: server.hostname }),
      waveNumber: job.waveNumber,
      waveName: wave?.waveName ?? '',
      jobKey: job.jobKey,
      ...(job.jobId === undefined ? {} : { jobId: job.jobId }),
      accountId: job.accountId,
      region: job.region,
      outcome,
      ...(skipped === undefined ? {} : { skipped }),
      ...(reason === undefined ? {} : { reason }),
      ...(server.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: server.recoveryInstanceId }),
      ...(wave?.pointInTime === undefined ? {} : { pointInTime: wave.pointInTime }),
      ...(server.recoverySnapshotId === undefined ? {} : { recoverySnapshotId: server.recoverySnapshotId }),
      ...(server.recoverySnapshotTime === undefined ? {} : { recoverySnapshotTime: server.recoverySnapshotTime }),
      ...(observation === undefined || seen === undefined
        ? {}
        : { observed: { launchStatus: seen.launchStatus, ...facts, lastPolledTime: observation.lastPolledTime } }),
    };
  });
};
