import { limits } from '../limits.ts';
import type { LaunchJob } from '../model/execution.ts';
import type { ServerObstacle } from './input.ts';

/** A server whose holder nobody sees is tried so often; then DRS's words are its reason. */
export const withoutHopeless = (
  { tries }: LaunchJob,
  obstacles: ReadonlyMap<string, ServerObstacle>,
): ReadonlyMap<string, ServerObstacle> =>
  tries < limits.unseenHolderTries
    ? obstacles
    : new Map(
        [...obstacles].map(([id, obstacle]) => [
          id,
          obstacle.kind === 'held' && obstacle.unseen === true
            ? { kind: 'refused', reason: obstacle.waitingFor }
            : obstacle,
        ]),
      );
