import type { ExecutionStatus, ExecutionType, Purpose, WaveStatus } from '../../domain/model/execution.ts';
import type { ExecutionView } from '../../domain/model/execution-view.ts';
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
const badges: Readonly<Record<Purpose, Readonly<Record<ExecutionType, Line>>>> = {
  LAUNCH: { DRILL: say(' DRILL ', 'drill'), RECOVERY: say(' !! RECOVERY !! ', 'recovery') },
  CLEAN_UP: {
    DRILL: say(' CLEAN-UP of a drill ', 'drill'),
    RECOVERY: say(' !! CLEAN-UP of a RECOVERY !! ', 'recovery'),
  },
};
export const badgeOf = ({
  executionType,
  purpose = 'LAUNCH',
}: Pick<ExecutionView, 'executionType' | 'purpose'>): Line => badges[purpose][executionType];

/** What the run belongs to: `follow-up of exec-…`; nothing for a run that stands alone. */
export const relationOf = ({
  purpose,
  relatedExecutionId,
}: Pick<ExecutionView, 'purpose' | 'relatedExecutionId'>): string => {
  if (relatedExecutionId === undefined) return '';
  return purpose === 'CLEAN_UP'
    ? `terminates what ${relatedExecutionId} launched`
    : `follow-up of ${relatedExecutionId}`;
};
