import { useQueries, useQuery } from '@tanstack/react-query';
import { durationSeconds } from '../../../../src/domain/duration.ts';
import type { EstateServer } from '../../../../src/domain/model/estate-view.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { type Scope, scopeKey, scopeSchema } from '../../../../src/domain/model/scope.ts';
import { groupsQuery } from '../../data/catalog.ts';
import { sourceServersQuery } from '../../data/estate.ts';
import { groupsOfServer } from '../../data/group-membership.ts';
import { usePlaces } from '../../data/places.ts';
import { usePlanUse } from '../../data/plan-use.ts';
import { tagsText } from '../group/estate-columns.tsx';

/** A source server with what is filtered and sorted by as plain fields. */
export interface InventoryRow extends EstateServer {
  /** Account, Region and id: an id alone may occur twice. */
  readonly rowId: string;
  readonly accountId: string;
  readonly region: string;
  /** Of replication; undefined when DRS shows none. */
  readonly lagSeconds: number | undefined;
  readonly groups: readonly ProtectionGroup[];
  readonly plans: readonly RecoveryPlan[];
  readonly groupNames: string;
  readonly planNames: string;
  /** The plan whose execution holds it. */
  readonly takenBy: string;
  readonly tagText: string;
}

export interface Inventory {
  readonly scopes: readonly Scope[];
  readonly rows: readonly InventoryRow[];
  /** Where AWS did not answer: what is there is not known. */
  readonly failed: readonly { readonly scope: Scope; readonly error: Error }[];
  /** Accounts and Regions that have not answered yet. */
  readonly pendingCount: number;
  /** It is known which accounts and Regions to ask. */
  readonly isRead: boolean;
}

/** `111122223333/eu-west-1`; undefined for what is no account and Region. */
const scopeOf = (place: string): Scope | undefined => {
  const [accountId, region] = place.split('/');
  return scopeSchema.safeParse({ accountId, region }).data;
};

/** `named`: further places, as their text. */
export function useInventory(named: readonly string[]): Inventory {
  const places = usePlaces();
  const { data: groups = [] } = useQuery(groupsQuery);
  const { byGroup } = usePlanUse();
  const more = named.flatMap((place) => scopeOf(place) ?? []);
  const scopes = [...new Map([...places.scopes, ...more].map((scope) => [scopeKey(scope), scope])).values()];
  const answers = useQueries({ queries: scopes.map(sourceServersQuery) });
  const answered = scopes.map((scope, index) => ({ scope, answer: answers[index] }));
  return {
    scopes,
    rows: answered.flatMap(({ scope, answer }) =>
      (answer?.error === null ? (answer.data ?? []) : []).map((server) => rowOf(server, scope, groups, byGroup)),
    ),
    failed: answered.flatMap(({ scope, answer }) =>
      answer === undefined || answer.error === null ? [] : [{ scope, error: answer.error }],
    ),
    pendingCount: answers.filter(({ isPending }) => isPending).length,
    isRead: places.isRead,
  };
}

function rowOf(
  server: EstateServer,
  scope: Scope,
  allGroups: readonly ProtectionGroup[],
  byGroup: ReadonlyMap<string, readonly RecoveryPlan[]>,
): InventoryRow {
  const groups = groupsOfServer(server, scope, allGroups);
  const plans = [...new Set(groups.flatMap(({ groupId }) => byGroup.get(groupId) ?? []))];
  return {
    ...server,
    ...scope,
    rowId: `${scopeKey(scope)}/${server.sourceServerId}`,
    lagSeconds: durationSeconds(server.lagDuration),
    groups,
    plans,
    groupNames: groups.map(({ groupName }) => groupName).join(', '),
    planNames: plans.map(({ planName }) => planName).join(', '),
    takenBy: server.heldBy?.planName ?? '',
    tagText: tagsText(server.tags),
  };
}
