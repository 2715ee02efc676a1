import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import type { InventoryInstance, InventoryScope } from '../../../../src/domain/model/inventory.ts';
import { scopeKey } from '../../../../src/domain/model/scope.ts';
import { allInstancesQuery, allServersQuery, inventoryQuery } from '../../data/estate.ts';
import { executionsQuery } from '../../data/executions.ts';
import { type Launch, useLaunchOf } from '../../data/launch-of-instance.ts';
import { type Standing, standingOf } from './standing.ts';

/** A recovery instance with what is filtered and sorted by as plain fields. */
export interface InstanceRow extends InventoryInstance {
  /** Account, Region and id. */
  readonly rowId: string;
  readonly serverText: string;
  readonly type: string;
  readonly standing: Standing;
  readonly launch: Launch | undefined;
  /** What is said where there is none. */
  readonly noLaunch: string;
  readonly planName: string;
  /** When DRS was asked to launch it. */
  readonly launchTime: string | undefined;
  readonly failback: string;
}

export interface Instances {
  readonly rows: readonly InstanceRow[];
  readonly scopes: readonly InventoryScope[];
  /** Clean-ups among them; newest first. */
  readonly executions: readonly ExecutionSummary[];
  /** Once: with the runs that launched them. Before, nothing can be said of how one stands. */
  readonly isRead: boolean;
  readonly error: Error | null;
}

export function useInstances(): Instances {
  const instances = useQuery(allInstancesQuery);
  const servers = useQuery(allServersQuery);
  const state = useQuery(inventoryQuery);
  const { data: runs, isPending: areRunsPending } = useQuery(executionsQuery);
  const executions = runs?.items ?? [];
  const launchTimes = new Map(
    (servers.data ?? []).map((server) => [`${scopeKey(server)}/${server.sourceServerId}`, server.lastLaunchTime]),
  );
  const launched = (instances.data ?? []).map((instance) => ({
    ...instance,
    launchTime: launchTimes.get(`${scopeKey(instance)}/${instance.sourceServerId}`),
  }));
  const { launchOf, isReading, isComplete } = useLaunchOf(launched, executions);
  // A run that could not be read may be the one that launched an instance.
  const areRunsRead = runs !== undefined && isComplete;
  const isRead = useRef(false);
  isRead.current ||=
    instances.data !== undefined &&
    state.data !== undefined &&
    servers.data !== undefined &&
    !areRunsPending &&
    !isReading;
  return {
    rows: launched.map((instance): InstanceRow => {
      const launch = launchOf(instance);
      return {
        ...instance,
        rowId: `${scopeKey(instance)}/${instance.recoveryInstanceId}`,
        serverText: instance.serverName ?? 'not listed any more',
        type: instance.isDrill === undefined ? '' : instance.isDrill ? 'DRILL' : 'RECOVERY',
        standing: standingOf(instance, launch, executions, areRunsRead),
        noLaunch: areRunsRead ? 'no run that is shown here' : 'not known: not every run could be read',
        launch,
        planName: launch?.execution.planName ?? '',
        failback: instance.failbackState ?? '',
      };
    }),
    scopes: state.data?.scopes ?? [],
    executions,
    isRead: isRead.current,
    error: instances.error ?? state.error ?? servers.error,
  };
}
