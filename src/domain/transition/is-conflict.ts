import type { EventData } from '../model/event.ts';
import type { LaunchJob } from '../model/execution.ts';

/** DRS itself answered that others hold its servers: before a call only their jobs are seen. */
export const isConflict = ({ state }: LaunchJob, held: Extract<EventData, { type: 'JobHeld' }>): boolean =>
  state === 'CLAIMED' && (held.byOthers === true || held.conflict === true);
