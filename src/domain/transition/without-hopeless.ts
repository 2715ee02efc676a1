import { limits } from '../limits.ts';
import type { LaunchJob } from '../model/execution.ts';
import type { ServerObstacle } from './input.ts';

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
