/** What the statuses mean, written down a second time: a checker must not believe what it checks. */
import type { LaunchJob, WaveExecution } from '../../../src/domain/model/execution.ts';

export const finalStatuses: ReadonlySet<string> = new Set([
  'REFUSED',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'TIMED_OUT',
  'CANCELLED',
]);

export const terminalWaveStatuses: ReadonlySet<string> = new Set([
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'TIMED_OUT',
  'SKIPPED',
  'CANCELLED',
]);

/** A job that may be with DRS, or is about to be: it uses up the quotas. */
export const isRunning = (job: LaunchJob): boolean =>
  job.state === 'PLANNED' || job.state === 'CLAIMED' || job.state === 'STARTED';

/** A job of which nothing more comes. */
export const isOver = (job: LaunchJob): boolean =>
  job.state === 'ENDED' || job.state === 'REFUSED' || job.state === 'WITHDRAWN';

/** Dependants may start: it succeeded, or somebody or something said that its failure does not matter. */
export const isPassed = (wave: WaveExecution | undefined): boolean => {
  switch (wave?.status) {
    case 'COMPLETED':
    case 'PARTIAL':
      return true;
    case 'FAILED':
    case 'TIMED_OUT':
      return wave.onFailure === 'continue' || wave.failureAcceptedBy !== undefined;
    case 'SKIPPED':
      return wave.skippedBy !== undefined;
    default:
      return false;
  }
};

export const placeOf = (job: Pick<LaunchJob, 'accountId' | 'region'>): string => `${job.accountId}/${job.region}`;
