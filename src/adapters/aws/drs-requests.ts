/** The servers of a `StartRecovery`. Without a snapshot DRS takes one of the latest data. */
export const sourceServersToStart = (
  sourceServerIds: readonly string[],
  recoverySnapshotIds: ReadonlyMap<string, string> = new Map(),
): { sourceServerID: string; recoverySnapshotID?: string }[] =>
  sourceServerIds.map((sourceServerID) => {
    const recoverySnapshotID = recoverySnapshotIds.get(sourceServerID);
    return { sourceServerID, ...(recoverySnapshotID === undefined ? {} : { recoverySnapshotID }) };
  });
