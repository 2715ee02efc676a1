import type { ExecutionStatus, ExecutionType, WaveStatus } from '../../domain/model/execution.ts';
import { type Line, type Style, say } from './line.ts';

const executionStyles: Readonly<Record<ExecutionStatus, Style>> = {
  INITIATED: 'plain',
  REFUSED: 'bad',
  POLLING: 'plain',
  PAUSED: 'attention',
  CANCELLING: 'attention',
  COMPLETED: 'good',
  PARTIAL: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  CANCELLED: 'bad',
};

const waveStyles: Readonly<Record<WaveStatus, Style>> = {
  PENDING: 'dim',
  AWAITING_APPROVAL: 'attention',
  STARTING: 'bold',
  IN_PROGRESS: 'bold',
  COMPLETED: 'good',
  PARTIAL: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  SKIPPED: 'dim',
  CANCELLED: 'dim',
};

export const styleOfExecution = (status: ExecutionStatus): Style => executionStyles[status];
export const styleOfWave = (status: WaveStatus): Style => waveStyles[status];

/** Unmistakable with and without colours. */
const badges: Readonly<Record<ExecutionType, Line>> = {
  DRILL: say(' DRILL ', 'drill'),
  RECOVERY: say(' !! RECOVERY !! ', 'recovery'),
};
export const badgeOf = (type: ExecutionType): Line => badges[type];
