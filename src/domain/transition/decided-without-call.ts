import type { EventData } from '../model/event.ts';
import type { JobServer } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { shortened } from '../names.ts';
import type { ServerObstacle } from './input.ts';

/** DRS would launch it from its latest data: another state than the one that was asked for. */
const noPointChosen = (
  pointInTime: Instant | undefined,
  { recoverySnapshotId }: JobServer,
): ServerObstacle | undefined => {
  if (pointInTime === undefined || recoverySnapshotId !== undefined) return undefined;
  const reason = `no recovery point at or before ${pointInTime} was chosen for it, and it is not launched from its latest data instead`;
  return { kind: 'refused', reason };
};

export type DecidedServer = Extract<EventData, { type: 'ServersDecided' }>['servers'][number];

/** What is decided about a server before AWS is called: nothing, that it is refused, or that it is done already. */
export const decidedWithoutCall = (
  server: JobServer,
  pointInTime: Instant | undefined,
  found: ServerObstacle | undefined,
): readonly DecidedServer[] => {
  const obstacle = noPointChosen(pointInTime, server) ?? found;
  if (server.outcome !== 'UNDECIDED' || obstacle === undefined || obstacle.kind === 'held') return [];
  const { sourceServerId } = server;
  return obstacle.kind === 'done'
    ? [{ sourceServerId, outcome: 'TERMINATED' }]
    : [{ sourceServerId, outcome: 'FAILED', reason: shortened(obstacle.reason) }];
};
