import type { ExecutionView, JobView } from '../../../src/domain/model/execution-view.ts';

/** Servers that are what the run is for: launched, or terminated. */
export const doneCount = ({ purpose, waves, launchedCount }: ExecutionView): number =>
  purpose === 'CLEAN_UP' ? waves.reduce((sum, wave) => sum + (wave.terminatedCount ?? 0), 0) : launchedCount;

/** Jobs that DRS runs, or may have been given: a cancel does not stop them. */
export const runningJobs = ({ waves }: Pick<ExecutionView, 'waves'>): readonly JobView[] =>
  waves.flatMap(({ jobs }) => jobs).filter(({ state }) => state === 'STARTED' || state === 'CLAIMED');

/** Of jobs that run, the servers that are not decided. */
export const openCount = (jobs: readonly JobView[]): number =>
  jobs.reduce(
    (sum, { serverCount, launchedCount, failedCount, terminatedCount = 0 }) =>
      sum + serverCount - launchedCount - failedCount - terminatedCount,
    0,
  );

/** "17 of 300 launched, 2 failed, 281 to go"; once it is cancelled only what runs is still to go. */
export function progressText(execution: ExecutionView): string {
  const { serverCount, failedCount, purpose, cancelRequested, endTime } = execution;
  const done = doneCount(execution);
  const rest = Math.max(0, serverCount - done - failedCount);
  const comes = cancelRequested ? Math.min(rest, openCount(runningJobs(execution))) : rest;
  const toGo = endTime === undefined ? comes : 0;
  return [
    `${done} of ${serverCount} ${purpose === 'CLEAN_UP' ? 'terminated' : 'launched'}`,
    ...(failedCount > 0 ? [`${failedCount} failed`] : []),
    ...(toGo > 0 ? [`${toGo} to go`] : []),
    ...(rest > toGo ? [`${rest - toGo} not started`] : []),
  ].join(', ');
}
