import {
  colorChartsBlue2500,
  colorChartsPaletteCategorical3,
  colorChartsPaletteCategorical5,
  colorChartsStatusHigh,
  colorChartsStatusInfo,
  colorChartsStatusNeutral,
  colorChartsStatusPositive,
} from '@cloudscape-design/design-tokens';
import type { ServerOutcome, WaveStatus } from '../../../../../src/domain/model/execution.ts';
import type { Phase } from './phases.ts';

export const failedColour = colorChartsStatusHigh;
export const launchedColour = colorChartsStatusPositive;

export const phaseColours: Readonly<Record<Phase, string>> = {
  WAITING: colorChartsStatusNeutral,
  SNAPSHOT: colorChartsBlue2500,
  CONVERSION: colorChartsPaletteCategorical3,
  LAUNCH: colorChartsPaletteCategorical5,
};

export const waveColours: Readonly<Record<WaveStatus, string>> = {
  PENDING: colorChartsStatusNeutral,
  AWAITING_APPROVAL: colorChartsStatusNeutral,
  STARTING: colorChartsStatusInfo,
  IN_PROGRESS: colorChartsStatusInfo,
  COMPLETED: colorChartsStatusPositive,
  PARTIAL: colorChartsPaletteCategorical5,
  FAILED: colorChartsStatusHigh,
  TIMED_OUT: colorChartsStatusHigh,
  SKIPPED: colorChartsStatusNeutral,
  CANCELLED: colorChartsStatusNeutral,
};

export const outcomeColours: Readonly<Partial<Record<ServerOutcome, string>>> = {
  LAUNCHED: launchedColour,
  TERMINATED: launchedColour,
  FAILED: failedColour,
};
