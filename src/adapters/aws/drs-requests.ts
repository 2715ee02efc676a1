import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import { addSeconds } from '../../domain/time.ts';

/** The servers of a `StartRecovery`. Without a snapshot DRS takes one of the latest data. */
export const sourceServersToStart = (
  sourceServerIds: readonly string[],
  recoverySnapshotIds: ReadonlyMap<string, string> = new Map(),
): { sourceServerID: string; recoverySnapshotID?: string }[] =>
  sourceServerIds.map((sourceServerID) => {
    const recoverySnapshotID = recoverySnapshotIds.get(sourceServerID);
    return { sourceServerID, ...(recoverySnapshotID === undefined ? {} : { recoverySnapshotID }) };
  });

/** Of `DescribeRecoverySnapshots`: the newest points first, from some minutes after the time on. */
export const newestBefore = (time: Instant | undefined) =>
  time === undefined
    ? {}
    : {
        filters: { toDateTime: addSeconds(time, limits.recoveryPointsMarginSeconds) },
        order: 'DESC' as const,
        maxResults: limits.recoveryPointsPerRequest,
      };
