import type { Instant } from './model/identifiers.ts';
import type { RecoveryPoints } from './model/point-in-time.ts';
import type { RosterServer } from './model/roster.ts';
import { earlierOf, laterOf, secondsBetween } from './time.ts';

/** How the points that were chosen for servers lie to the time that was asked for. Nothing when none was chosen. */
export const summarisePoints = (
  pointInTime: Instant | undefined,
  servers: readonly Pick<RosterServer, 'recoverySnapshotTime'>[],
): RecoveryPoints | undefined =>
  summarise(
    pointInTime,
    servers.flatMap((server) => server.recoverySnapshotTime ?? []),
  );

/** The same of any times: of those that DRS says it launched from. */
export const summarise = (pointInTime: Instant | undefined, times: readonly string[]): RecoveryPoints | undefined => {
  if (pointInTime === undefined || times.length === 0) return undefined;
  const oldestTime = times.reduce(earlierOf);
  return { oldestTime, newestTime: times.reduce(laterOf), skewSecondsMax: secondsBetween(oldestTime, pointInTime) };
};
