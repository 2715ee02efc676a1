/** Which other plans launch the same servers, by the inventory. A `check` says the same by what DRS shows at that moment. */

import { limits } from '../../domain/limits.ts';
import type { PlanOverlaps } from '../../domain/model/plan-overlaps.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { readGroups, readPlan } from '../catalog-reader.ts';
import { serversOfPlan, sharedWithOthers } from '../plan-check/other-plans.ts';
import type { ScopeServers } from '../resolve-plan.ts';
import { selectedBy } from '../select-servers.ts';
import { toRosterServer } from '../start-checks.ts';
import { readSourceServers } from './inventory-queries.ts';
import type { InventoryReader } from './sweep-rows.ts';
import { readSweeps } from './sweep-store.ts';

/** `undefined`: there is no such plan. */
export const planOverlaps = async (reader: InventoryReader, planId: string): Promise<PlanOverlaps | undefined> => {
  const { store, clock } = reader;
  const plan = await readPlan(store, planId);
  if (plan === undefined) return undefined;
  const ids = plan.waves.flatMap(({ protectionGroupIds }) => protectionGroupIds);
  const { groups } = await readGroups(store, [...new Set(ids)]);
  const scopes = [...new Map(groups.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]))];
  const places = scopes.map(([, scope]): Scope => scope);
  const headers = await readSweeps(store, 'inventory', places, clock.now());
  const launched: ScopeServers[] = [];
  const unseen: Scope[] = [];
  for (const [index, scope] of places.entries()) {
    const header = headers[index];
    if (header?.observedTime === undefined) {
      unseen.push(scope);
      continue;
    }
    const seen = await readSourceServers(reader, scope, header);
    const byGroup = new Map(
      groups
        .filter((group) => scopeKey(group) === scopeKey(scope))
        .map((group): [string, readonly SourceServer[]] => [group.groupId, selectedBy(group.selection, seen)]),
    );
    launched.push({ scope, servers: serversOfPlan(plan, byGroup) });
  }
  const shared = await sharedWithOthers(store, plan, launched);
  const times = headers.flatMap(({ observedTime }) => observedTime ?? []).toSorted();
  return {
    plans: shared.map(({ servers, ...other }) => ({
      ...other,
      serverCount: servers.length,
      serverNames: servers.slice(0, limits.serversPerJob).map((server) => toRosterServer(server).serverName),
    })),
    ...(times[0] === undefined ? {} : { observedTime: times[0] }),
    unseen,
  };
};
