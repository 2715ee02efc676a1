/** Source servers and recovery instances of every registered account and Region, as they were seen last. */
import type {
  InstanceSearch,
  InventoryInstance,
  InventoryScope,
  InventoryServer,
  RefreshAnswer,
  RefreshRequest,
  ServerSearch,
} from '../../domain/model/inventory.ts';
import type { FieldError } from '../../domain/model/plan-file.ts';
import type { PlanOverlaps } from '../../domain/model/plan-overlaps.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { listInstances, listServers, readScopes } from './inventory-queries.ts';
import { planOverlaps } from './plan-overlaps.ts';
import { isPending, type RefreshPorts, refreshDue, refreshSince } from './refresh.ts';
import { readPlaces } from './sweep-rows.ts';
import { readSweeps } from './sweep-store.ts';
import { type UnknownSearch, unknownPlace, unknownValues } from './unknown-filters.ts';

export interface Inventory {
  /** What is known of each account and Region, and how old it is. AWS is not asked. */
  scopes(where?: Partial<Scope>): Promise<InventoryScope[]>;
  /** By account, Region and id. AWS is not asked. */
  servers(search: ServerSearch, page: PageRequest): Promise<PageOf<InventoryServer>>;
  instances(search: InstanceSearch, page: PageRequest): Promise<PageOf<InventoryInstance>>;
  /** What a search or a request names that nothing has, field by field: it would find nothing. `foundNothing`: it did. */
  unknownFilters(search: UnknownSearch, foundNothing?: boolean): Promise<readonly FieldError[]>;
  /** Other plans over the same servers. AWS is not asked. `undefined`: no such plan. */
  planOverlaps(planId: string): Promise<PlanOverlaps | undefined>;
  /** Asks AWS, for some seconds: what is left is `pendingCount`, and goes on with the same `since`. */
  refresh(request: RefreshRequest): Promise<RefreshAnswer>;
  /** Asks AWS about what nobody has looked at for a while. Gives how many accounts and Regions it were. For a schedule. */
  refreshDue(): Promise<number>;
}

export const createInventory = (ports: RefreshPorts): Inventory => ({
  scopes: (where = {}) => readScopes(ports, where),
  servers: (search, page) => listServers(ports, search, page),
  instances: (search, page) => listInstances(ports, search, page),
  unknownFilters: async (search, foundNothing = false) => {
    const places = await unknownPlace(ports, search);
    return places.length > 0 || !foundNothing ? places : unknownValues(ports, search);
  },
  planOverlaps: (planId) => planOverlaps(ports, planId),
  refresh: (request) => refresh(ports, request),
  refreshDue: async () => refreshDue(ports, await readPlaces(ports, {})),
});

const refresh = async (
  ports: RefreshPorts,
  { accountId, region, since = ports.clock.now() }: RefreshRequest,
): Promise<RefreshAnswer> => {
  const where = { ...(accountId !== undefined && { accountId }), ...(region !== undefined && { region }) };
  const places = await readPlaces(ports, where);
  await refreshSince(ports, places, since);
  const headers = await readSweeps(ports.store, 'inventory', places, ports.clock.now());
  return {
    since,
    pendingCount: headers.filter((header) => isPending(header, since)).length,
    scopes: await readScopes(ports, where),
  };
};
