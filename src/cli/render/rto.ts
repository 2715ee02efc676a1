import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { secondsBetween } from '../../domain/time.ts';
import { clockText } from './duration.ts';
import type { Style } from './line.ts';

/** How the run stands against the plan's recovery time objective; nothing when the plan has none. `now`: the server's. */
export function rtoOf(
  execution: ExecutionView,
  now: string | undefined,
): { readonly text: string; readonly style: Style } | undefined {
  const { rtoTargetMinutes, status, startTime, endTime = now } = execution;
  if (rtoTargetMinutes === undefined || status === 'REFUSED') return undefined;
  const targetSeconds = rtoTargetMinutes * 60;
  const target = `RTO target ${clockText(targetSeconds)}`;
  if (endTime === undefined) return { text: target, style: 'plain' };
  const seconds = secondsBetween(startTime, endTime);
  const over = clockText(seconds - targetSeconds);
  if (!isFinalExecution(status)) {
    return seconds <= targetSeconds
      ? { text: `${target}: ${clockText(seconds)} of it gone`, style: 'plain' }
      : { text: `${target}: missed, over it by ${over}`, style: 'bad' };
  }
  if (status !== 'COMPLETED') return { text: `${target}: missed, not every server is up`, style: 'bad' };
  return seconds <= targetSeconds
    ? { text: `${target}: met in ${clockText(seconds)}`, style: 'good' }
    : { text: `${target}: missed by ${over}, took ${clockText(seconds)}`, style: 'bad' };
}
