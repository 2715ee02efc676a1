import type { EstateServer } from '../domain/model/estate-view.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { SourceServer } from '../ports/recovery-service.ts';
import { unfitReason } from './launch-check.ts';
import { findHolders, type LockConflict } from './locks.ts';
import { toRosterServer } from './start-checks.ts';

/** Owner of no lock: every holder is somebody else. */
const NOBODY = '';

/** Servers of one account and Region as they are shown, with the executions that hold them now. */
export const withHolders = async (
  store: ItemStore,
  scope: Scope,
  servers: readonly SourceServer[],
): Promise<readonly EstateServer[]> => {
  const place = scopeKey(scope);
  const conflicts = await findHolders(
    store,
    NOBODY,
    servers.map(({ sourceServerId }) => ({ place, sourceServerId })),
  );
  const holders = new Map(conflicts.map(({ sourceServerId, holder }) => [sourceServerId, holder]));
  return servers.map((server) => estateServer(server, holders.get(server.sourceServerId)));
};

const estateServer = (server: SourceServer, holder: LockConflict['holder'] | undefined): EstateServer => {
  const unfit = unfitReason(server);
  const { replicationState, lagDuration, lastLaunchResult, lastLaunchTime, recoveryInstanceId } = server;
  return {
    ...toRosterServer(server),
    tags: { ...server.tags },
    ...(replicationState === undefined ? {} : { replicationState }),
    ...(lagDuration === undefined ? {} : { lagDuration }),
    ...(lastLaunchResult === undefined ? {} : { lastLaunchResult }),
    ...(lastLaunchTime === undefined ? {} : { lastLaunchTime }),
    ...(recoveryInstanceId === undefined ? {} : { recoveryInstanceId }),
    ...(unfit === undefined ? {} : { unfit }),
    ...(holder === undefined
      ? {}
      : { heldBy: { executionId: holder.executionId, planName: holder.planName, since: holder.lockedTime } }),
  };
};
