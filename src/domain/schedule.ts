/**
 * Which waiting jobs may start now (design 6.5). Our own jobs never exceed DRS's quotas (I6); what does not fit waits
 * its turn; the most urgent path goes first.
 */
import { limits } from './limits.ts';
import type { ExecutionState, LaunchJob, WaveExecution } from './model/execution.ts';
import type { Ledger, Reservation } from './model/ledger.ts';
import type { ForeignJob } from './model/observation.ts';
import { scopeKey } from './model/scope.ts';
import { holdsReservation } from './statuses.ts';
import { byJobKey } from './transition/initial-state.ts';

/** What is in use in one account and Region. */
export interface ScopeUse {
  readonly jobs: number;
  readonly servers: number;
}

/** Our reservations, all executions together. */
export const usedByUs = (ledger: Ledger): ScopeUse => ({
  jobs: ledger.reservations.length,
  servers: ledger.reservations.reduce((sum, reservation) => sum + reservation.serverCount, 0),
});

/** Jobs of others that are not over: they count against the same quotas. */
export const usedByOthers = (foreignJobs: readonly ForeignJob[]): ScopeUse => ({
  jobs: foreignJobs.length,
  servers: foreignJobs.reduce((sum, job) => sum + job.sourceServerIds.length, 0),
});

export const sumOfUse = (a: ScopeUse, b: ScopeUse): ScopeUse => ({
  jobs: a.jobs + b.jobs,
  servers: a.servers + b.servers,
});

export type Fit =
  /** The job fits, with this many of its servers: all, or the first so many (the rest goes into a job of its own). */
  { readonly fits: true; readonly serverCount: number } | { readonly fits: false; readonly waitingFor: string };

/** Whether a job of so many servers may start beside what is in use. */
export const fitJob = (serverCount: number, use: ScopeUse, place: string): Fit => {
  if (use.jobs >= limits.jobsPerScope) {
    return { fits: false, waitingFor: `a free job in ${place}: DRS runs at most ${limits.jobsPerScope} at a time` };
  }
  const free = limits.serversInAllJobs - use.servers;
  const wanted = Math.min(serverCount, limits.serversPerJob);
  if (wanted <= free) return { fits: true, serverCount: wanted };
  if (free >= limits.serversPerFragmentMin) return { fits: true, serverCount: free };
  return {
    fits: false,
    waitingFor: `free servers in the jobs of ${place}: DRS takes at most ${limits.serversInAllJobs} in all jobs`,
  };
};

/** How many waves long the longest path from a wave to an end of the graph is. */
export const pathLengthIn = (waves: readonly WaveExecution[]): ((wave: WaveExecution) => number) => {
  const known = new Map<number, number>();
  const lengthFrom = ({ waveNumber }: WaveExecution): number => {
    const cached = known.get(waveNumber);
    if (cached !== undefined) return cached;
    const dependants = waves.filter((other) => other.dependsOnWaves.includes(waveNumber));
    const length = 1 + Math.max(0, ...dependants.map(lengthFrom));
    known.set(waveNumber, length);
    return length;
  };
  return lengthFrom;
};

/** Most urgent first: the longest path behind the wave, then the lower wave number, then the job's own order. */
export const byUrgency = (waves: readonly WaveExecution[]): ((a: LaunchJob, b: LaunchJob) => number) => {
  const lengthOf = pathLengthIn(waves);
  const inTurn = waves.toSorted((a, b) => lengthOf(b) - lengthOf(a)).map(({ waveNumber }) => waveNumber);
  return (a, b) => inTurn.indexOf(a.waveNumber) - inTurn.indexOf(b.waveNumber) || byJobKey(a, b);
};

/** What this execution holds in the ledger of one account and Region: derived from its jobs, so it cannot drift. */
export const reservationsOf = (state: ExecutionState, place: string): readonly Reservation[] =>
  state.jobs
    .filter((job) => holdsReservation(job) && scopeKey(job) === place)
    .map((job) => ({
      executionId: state.header.executionId,
      jobKey: job.jobKey,
      serverCount: job.servers.length,
      ...(job.purpose === undefined ? {} : { purpose: job.purpose }),
      ...(job.jobId === undefined ? {} : { jobId: job.jobId }),
    }));

/** The ledger of one account and Region as it is once this state is saved; what others hold stays. */
export const withOwnReservations = (ledger: Ledger, state: ExecutionState, place: string): Ledger => ({
  reservations: [
    ...ledger.reservations.filter((reservation) => reservation.executionId !== state.header.executionId),
    ...reservationsOf(state, place),
  ],
});
