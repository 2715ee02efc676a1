import type { ExecutionView } from '../../../src/domain/model/execution-view.ts';

/** Servers that are what the run is for: launched, or terminated. */
export const doneCount = ({ purpose, waves, launchedCount }: ExecutionView): number =>
  purpose === 'CLEAN_UP' ? waves.reduce((sum, wave) => sum + (wave.terminatedCount ?? 0), 0) : launchedCount;

/** "17 of 300 launched, 2 failed, 281 to go". */
export function progressText(execution: ExecutionView): string {
  const { serverCount, failedCount, purpose, endTime } = execution;
  const done = doneCount(execution);
  const rest = Math.max(0, serverCount - done - failedCount);
  return [
    `${done} of ${serverCount} ${purpose === 'CLEAN_UP' ? 'terminated' : 'launched'}`,
    ...(failedCount > 0 ? [`${failedCount} failed`] : []),
    ...(rest > 0 ? [`${rest} ${endTime === undefined ? 'to go' : 'not started'}`] : []),
  ].join(', ');
}
