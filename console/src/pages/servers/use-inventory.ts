import { useQuery } from '@tanstack/react-query';
import { durationSeconds } from '../../../../src/domain/duration.ts';
import type { InventoryScope, InventoryServer } from '../../../../src/domain/model/inventory.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { scopeKey } from '../../../../src/domain/model/scope.ts';
import { groupsQuery } from '../../data/catalog.ts';
import { allServersQuery, inventoryQuery } from '../../data/estate.ts';
import { groupsOfServer } from '../../data/group-membership.ts';
import { usePlanUse } from '../../data/plan-use.ts';
import { tagsText } from '../group/estate-columns.tsx';

/** A source server with what is filtered and sorted by as plain fields. */
export interface InventoryRow extends InventoryServer {
  /** Account, Region and id: an id alone may occur twice. */
  readonly rowId: string;
  /** Of replication; undefined when DRS shows none. */
  readonly lagSeconds: number | undefined;
  readonly groups: readonly ProtectionGroup[];
  readonly plans: readonly RecoveryPlan[];
  /** What is said where there is none: it may be that they are not read. */
  readonly noGroup: string;
  readonly noPlan: string;
  readonly groupNames: string;
  readonly planNames: string;
  /** The plan whose execution holds it. */
  readonly takenBy: string;
  readonly tagText: string;
}

export interface Inventory {
  readonly rows: readonly InventoryRow[];
  readonly scopes: readonly InventoryScope[];
  /** Rows and accounts are there to be shown. */
  readonly isRead: boolean;
  /** Why they are not. */
  readonly error: Error | null;
}

export function useInventory(): Inventory {
  const servers = useQuery(allServersQuery);
  const state = useQuery(inventoryQuery);
  const { data: groups } = useQuery(groupsQuery);
  const { byGroup, isComplete } = usePlanUse();
  return {
    rows: (servers.data ?? []).map((server) => rowOf(server, groups, isComplete, byGroup)),
    scopes: state.data?.scopes ?? [],
    isRead: servers.data !== undefined && state.data !== undefined,
    error: servers.error ?? state.error,
  };
}

function rowOf(
  server: InventoryServer,
  allGroups: readonly ProtectionGroup[] | undefined,
  arePlansRead: boolean,
  byGroup: ReadonlyMap<string, readonly RecoveryPlan[]>,
): InventoryRow {
  const groups = groupsOfServer(server, server, allGroups ?? []);
  const plans = [...new Set(groups.flatMap(({ groupId }) => byGroup.get(groupId) ?? []))];
  return {
    ...server,
    rowId: `${scopeKey(server)}/${server.sourceServerId}`,
    lagSeconds: durationSeconds(server.lagDuration),
    groups,
    plans,
    noGroup: allGroups === undefined ? 'not known' : 'in no group',
    noPlan: allGroups === undefined || !arePlansRead ? 'not known' : 'in no plan',
    groupNames: groups.map(({ groupName }) => groupName).join(', '),
    planNames: plans.map(({ planName }) => planName).join(', '),
    takenBy: server.heldBy?.planName ?? '',
    tagText: tagsText(server.tags),
  };
}
