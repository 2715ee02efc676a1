import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { rtoStanding } from '../../domain/rto.ts';
import { clockText } from './duration.ts';
import type { Style } from './line.ts';

/** How the run stands against the plan's recovery time objective; nothing when the plan has none. `now`: the server's. */
export function rtoOf(
  execution: ExecutionView,
  now: string | undefined,
): { readonly text: string; readonly style: Style } | undefined {
  const standing = rtoStanding(execution, now);
  if (standing === undefined) return undefined;
  const { targetSeconds, elapsedSeconds, verdict } = standing;
  const target = `RTO target ${clockText(targetSeconds)}`;
  if (elapsedSeconds === undefined) return { text: target, style: 'plain' };
  const took = clockText(elapsedSeconds);
  const over = clockText(elapsedSeconds - targetSeconds);
  switch (verdict) {
    case 'RUNNING':
      return { text: `${target}: ${took} of it gone`, style: 'plain' };
    case 'LATE':
      return { text: `${target}: missed, over it by ${over}`, style: 'bad' };
    case 'NOT_UP':
      return { text: `${target}: missed, not every server is up`, style: 'bad' };
    case 'MET':
      return { text: `${target}: met in ${took}`, style: 'good' };
    case 'MISSED':
      return { text: `${target}: missed by ${over}, took ${took}`, style: 'bad' };
  }
}
