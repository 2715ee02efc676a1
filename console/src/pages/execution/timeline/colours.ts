import type { ActivityState } from '../../../../../src/domain/model/activity.ts';
import type { ServerOutcome, WaveStatus } from '../../../../../src/domain/model/execution.ts';
import type { Phase } from './phases.ts';

export const failedColour = 'var(--drawn-bad)';
export const launchedColour = 'var(--drawn-good)';

export const phaseColours: Readonly<Record<Phase, string>> = {
  WAITING: 'var(--drawn-waiting)',
  SNAPSHOT: 'var(--drawn-snapshot)',
  CONVERSION: 'var(--drawn-conversion)',
  LAUNCH: 'var(--drawn-launch)',
};

export const waveColours: Readonly<Record<WaveStatus, string>> = {
  PENDING: 'var(--drawn-waiting)',
  AWAITING_APPROVAL: 'var(--drawn-waiting)',
  STARTING: 'var(--drawn-running)',
  IN_PROGRESS: 'var(--drawn-running)',
  COMPLETED: 'var(--drawn-good)',
  PARTIAL: 'var(--drawn-partial)',
  FAILED: 'var(--drawn-bad)',
  TIMED_OUT: 'var(--drawn-bad)',
  SKIPPED: 'var(--drawn-waiting)',
  CANCELLED: 'var(--drawn-waiting)',
};

export const activityColours: Readonly<Record<ActivityState, string>> = {
  PLANNED: 'var(--drawn-waiting)',
  CLAIMED: 'var(--drawn-running)',
  STARTED: 'var(--drawn-running)',
  SUCCEEDED: 'var(--drawn-good)',
  FAILED: 'var(--drawn-bad)',
  TIMED_OUT: 'var(--drawn-bad)',
  CANCELLED: 'var(--drawn-waiting)',
};

export const outcomeColours: Readonly<Partial<Record<ServerOutcome, string>>> = {
  LAUNCHED: launchedColour,
  TERMINATED: launchedColour,
  FAILED: failedColour,
};
