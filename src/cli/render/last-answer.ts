import { ageText } from '../../domain/duration.ts';
import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { secondsBetween } from '../../domain/time.ts';

/**
 * The status is decided; this is how old the last answer of AWS is. While no job runs there (at a gate, for days perhaps)
 * nothing is asked: then an age would say nothing, and look like an outage.
 */
export function lastAnswerText(
  { lastPolledTime, status, waves }: Pick<ExecutionView, 'lastPolledTime' | 'status' | 'waves'>,
  now: string | undefined,
  timeText: (instant: string) => string,
): string | undefined {
  if (lastPolledTime === undefined) return undefined;
  if (status === 'PAUSED') return `AWS is not asked while paused (last ${timeText(lastPolledTime)})`;
  const answered = `AWS last answered ${timeText(lastPolledTime)}`;
  const isAsked = waves.some(({ jobs }) => jobs.some(({ state }) => state === 'STARTED'));
  return now === undefined || !isAsked ? answered : `${answered}, ${ageText(secondsBetween(lastPolledTime, now))} ago`;
}
