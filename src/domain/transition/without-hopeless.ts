import { limits } from '../limits.ts';
import type { EventData } from '../model/event.ts';
import type { LaunchJob } from '../model/execution.ts';
import type { ServerObstacle } from './input.ts';

/** DRS itself answered that others hold its servers: before a call only their jobs are seen. */
export const isConflict = ({ state }: LaunchJob, held: Extract<EventData, { type: 'JobHeld' }>): boolean =>
  state === 'CLAIMED' && (held.byOthers === true || held.conflict === true);

/** A server that DRS refused as held so often, and whose holder nobody sees: DRS's words are its reason. */
export const withoutHopeless = (
  { conflicts = 0 }: LaunchJob,
  obstacles: ReadonlyMap<string, ServerObstacle>,
): ReadonlyMap<string, ServerObstacle> =>
  conflicts < limits.unseenHolderTries
    ? obstacles
    : new Map(
        [...obstacles].map(([id, obstacle]) => [
          id,
          obstacle.kind === 'held' && obstacle.unseen === true
            ? { kind: 'refused', reason: obstacle.waitingFor }
            : obstacle,
        ]),
      );
