/** How a run stands against the recovery time objective of its plan. */
import type { ExecutionView } from './model/execution-view.ts';
import type { Instant } from './model/identifiers.ts';
import { isFinalExecution } from './statuses.ts';
import { secondsBetween } from './time.ts';

export interface RtoStanding {
  readonly targetSeconds: number;
  /** Since the start; of a run that is over, all of it. Absent when the time is not known. */
  readonly elapsedSeconds?: number;
  /** NOT_UP: over, and not every server is up, however fast. */
  readonly verdict: 'RUNNING' | 'LATE' | 'MET' | 'MISSED' | 'NOT_UP';
}

type Run = Pick<ExecutionView, 'rtoTargetMinutes' | 'status' | 'startTime' | 'endTime'>;

/** Nothing when the plan has no objective, nothing was started, or it was cancelled in time and still ends. `now`: the server's. */
export function rtoStanding(run: Run, now: Instant | undefined): RtoStanding | undefined {
  const { rtoTargetMinutes, status, startTime, endTime = now } = run;
  if (rtoTargetMinutes === undefined || status === 'REFUSED') return undefined;
  const targetSeconds = rtoTargetMinutes * 60;
  if (endTime === undefined) return { targetSeconds, verdict: 'RUNNING' };
  const elapsedSeconds = secondsBetween(startTime, endTime);
  const isInTime = elapsedSeconds <= targetSeconds;
  if (!isFinalExecution(status)) {
    if (!isInTime) return { targetSeconds, elapsedSeconds, verdict: 'LATE' };
    // Once it is cancelled nobody brings up the rest: how much time that would have is not worth telling.
    return status === 'CANCELLING' ? undefined : { targetSeconds, elapsedSeconds, verdict: 'RUNNING' };
  }
  if (status !== 'COMPLETED') return { targetSeconds, elapsedSeconds, verdict: 'NOT_UP' };
  return { targetSeconds, elapsedSeconds, verdict: isInTime ? 'MET' : 'MISSED' };
}
