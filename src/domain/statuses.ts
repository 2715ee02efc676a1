import { isReadyToLaunch } from './activity-states.ts';
import type {
  ExecutionState,
  ExecutionStatus,
  JobServer,
  LaunchJob,
  LaunchJobState,
  ServerOutcome,
  Skip,
  WaveExecution,
  WaveStatus,
} from './model/execution.ts';
import { scopeKey } from './model/scope.ts';

/** What a status means for those who ask; the meaning in words is in docs/concepts.md. */
interface StatusTraits {
  readonly final: boolean;
}

const executionTraits: Readonly<Record<ExecutionStatus, StatusTraits>> = {
  INITIATED: { final: false },
  REFUSED: { final: true },
  POLLING: { final: false },
  PAUSED: { final: false },
  CANCELLING: { final: false },
  COMPLETED: { final: true },
  PARTIAL: { final: true },
  FAILED: { final: true },
  TIMED_OUT: { final: true },
  CANCELLED: { final: true },
};

const waveTraits: Readonly<Record<WaveStatus, StatusTraits & { readonly launching: boolean }>> = {
  PENDING: { final: false, launching: false },
  AWAITING_APPROVAL: { final: false, launching: false },
  STARTING: { final: false, launching: true },
  IN_PROGRESS: { final: false, launching: true },
  COMPLETED: { final: true, launching: false },
  PARTIAL: { final: true, launching: false },
  FAILED: { final: true, launching: false },
  TIMED_OUT: { final: true, launching: false },
  SKIPPED: { final: true, launching: false },
  CANCELLED: { final: true, launching: false },
};

const holdsQuota: Readonly<Record<LaunchJobState, boolean>> = {
  WAITING: false,
  PLANNED: true,
  CLAIMED: true,
  STARTED: true,
  ENDED: false,
  REFUSED: false,
  WITHDRAWN: false,
};

/** A final execution never changes again (I2). */
export const isFinalExecution = (status: ExecutionStatus): boolean => executionTraits[status].final;
/** A terminal wave keeps its status; jobs that still run are watched on. */
export const isTerminalWave = (wave: WaveExecution): boolean => waveTraits[wave.status].final;
/** The wave's servers are being launched, or wait for their turn to be. */
export const isLaunchingWave = (wave: Pick<WaveExecution, 'status'>): boolean => waveTraits[wave.status].launching;
/** The same, of a whole state. */
export const isEndedExecution = (state: ExecutionState): boolean => isFinalExecution(state.header.status);

/** The job holds a reservation in the ledger of its account and Region. */
export const holdsReservation = (job: LaunchJob): boolean => holdsQuota[job.state];

/**
 * The job may be started: its wave is launching, in this attempt, what is done before the launch has passed, and nobody
 * cancelled.
 */
export const mayStart = (state: ExecutionState, job: LaunchJob): boolean => {
  const wave = state.waves[job.waveNumber];
  if (wave === undefined || state.header.cancelRequested) return false;
  return isLaunchingWave(wave) && job.attempt === wave.attempt && isReadyToLaunch(wave);
};

/** It waits for somebody else's job, and may start when that has ended. */
export const isHeldByOthers = (state: ExecutionState, job: LaunchJob): boolean =>
  job.state === 'WAITING' && job.heldByOthers === true && mayStart(state, job);

/** Something may still happen to the job: it runs, or it waits and may start. */
export const isOpenJob = (state: ExecutionState, job: LaunchJob): boolean =>
  holdsReservation(job) || (job.state === 'WAITING' && mayStart(state, job));

/** The outcome for readers: an undecided server that will never be launched is NOT_STARTED. */
export const outcomeOf = (state: ExecutionState, job: LaunchJob, server: JobServer): ServerOutcome => {
  if (server.outcome !== 'UNDECIDED') return server.outcome;
  const wave = state.waves[job.waveNumber];
  const isVoid = job.state === 'WAITING' && wave !== undefined && (isTerminalWave(wave) || job.attempt < wave.attempt);
  return job.state === 'WITHDRAWN' || isVoid ? 'NOT_STARTED' : 'UNDECIDED';
};

/** The outcome that a run is for. */
export const successOf = (state: ExecutionState): 'LAUNCHED' | 'TERMINATED' =>
  state.header.purpose === 'CLEAN_UP' ? 'TERMINATED' : 'LAUNCHED';

/** How many servers of the wave have that outcome. */
export const succeededCount = (wave: WaveExecution): number => wave.launchedCount + (wave.terminatedCount ?? 0);

/** A server as its wave counts it: in the last attempt that has it. */
export interface CurrentServer {
  readonly job: LaunchJob;
  readonly server: JobServer;
}

/** Every server of a wave once, as its last attempt has it; earlier attempts are history. */
export const currentServers = (state: ExecutionState, waveNumber: number): readonly CurrentServer[] => {
  const current = new Map<string, CurrentServer>();
  for (const job of state.jobs.filter((candidate) => candidate.waveNumber === waveNumber)) {
    for (const server of job.servers) {
      const known = current.get(server.sourceServerId);
      if (known === undefined || known.job.attempt < job.attempt) current.set(server.sourceServerId, { job, server });
    }
  }
  return [...current.values()];
};

/** The servers of a wave that are not up and that nobody decided to go without: what a retry is about. */
export const missingServers = (state: ExecutionState, wave: WaveExecution): readonly CurrentServer[] => {
  const skipped = new Set(wave.skippedServerIds);
  return currentServers(state, wave.waveNumber).filter(
    ({ server }) => server.outcome !== 'LAUNCHED' && !skipped.has(server.sourceServerId),
  );
};

/** The decision to go without the server, when somebody took it; without `sourceServerId`, the last one about the wave. */
export const skipOf = ({ skips = [] }: WaveExecution, sourceServerId?: string): Skip | undefined => {
  const skip = skips.findLast(
    ({ sourceServerIds }) =>
      sourceServerId === undefined || sourceServerIds === undefined || sourceServerIds.includes(sourceServerId),
  );
  if (skip === undefined) return undefined;
  const { sourceServerIds: _ids, ...decision } = skip;
  return decision;
};

/** True while a job of the wave runs or may start: nobody can retry what is not over. */
export const hasOpenJobs = (state: ExecutionState, waveNumber: number): boolean =>
  state.jobs.some((job) => job.waveNumber === waveNumber && isOpenJob(state, job));

/**
 * Whether a running execution still needs the server for itself (I5). Not when the server's wave is over without having
 * launched it and nobody can retry it; after a cancel, nor when it is up: only running jobs hold servers then.
 */
export const holdsServer = (state: ExecutionState, sourceServerId: string, place: string): boolean => {
  if (isFinalExecution(state.header.status)) return false;
  if (state.header.rosterId === undefined) return true;
  const uses = state.jobs.filter(
    (job) => scopeKey(job) === place && job.servers.some((server) => server.sourceServerId === sourceServerId),
  );
  return uses.some((job) => {
    const wave = state.waves[job.waveNumber];
    const server = job.servers.find((candidate) => candidate.sourceServerId === sourceServerId);
    if (wave === undefined || server === undefined || isOpenJob(state, job)) return true;
    if (state.header.cancelRequested) return false;
    return !isTerminalWave(wave) || awaitsFailureDecision(wave) || server.outcome === 'LAUNCHED';
  });
};

/** A failed wave that nobody has decided about yet: `onFailure: pause` holds every further wave back. */
export const awaitsFailureDecision = (wave: WaveExecution): boolean =>
  (wave.status === 'FAILED' || wave.status === 'TIMED_OUT') &&
  wave.onFailure === 'pause' &&
  wave.failureAcceptedBy === undefined;

/** A wave after which its dependants may start: it succeeded well enough, or its failure may be passed over. */
export const isPassedWave = (wave: WaveExecution): boolean => {
  if (wave.status === 'COMPLETED' || wave.status === 'PARTIAL') return true;
  if (wave.status === 'SKIPPED') return wave.skippedBy !== undefined;
  if (wave.status !== 'FAILED' && wave.status !== 'TIMED_OUT') return false;
  return wave.onFailure === 'continue' || wave.failureAcceptedBy !== undefined;
};
