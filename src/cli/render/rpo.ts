import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { clockText } from './duration.ts';
import type { Style } from './line.ts';

/** How old the data was that servers came up with, against the plan's objective; nothing while none is launched, or without one. */
export function rpoOf({
  achievedRpo,
  rpo,
  rpoTargetSeconds,
}: Pick<ExecutionView, 'achievedRpo' | 'rpo' | 'rpoTargetSeconds'>):
  | { readonly text: string; readonly style: Style }
  | undefined {
  if (achievedRpo === undefined || rpoTargetSeconds === undefined) return undefined;
  const { secondsMax, serverName, unknownServers } = achievedRpo;
  const oldest = `data up to ${clockText(secondsMax)} old (${serverName})`;
  const left = unknownServers === 0 ? '' : `, not known of ${unknownServers}`;
  const target = `RPO target ${clockText(rpoTargetSeconds)}`;
  switch (rpo) {
    case 'MET':
      return { text: `${target}: met, ${oldest}`, style: 'good' };
    case 'MISSED':
      return { text: `${target}: missed, ${oldest}${left}`, style: 'bad' };
    default:
      return { text: `${target}: ${oldest}${left}`, style: 'plain' };
  }
}
