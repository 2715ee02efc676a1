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
import type { PlanOverlaps } from '../../domain/model/plan-overlaps.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { listInstances, listServers, readScopes } from './inventory-queries.ts';
import { planOverlaps } from './plan-overlaps.ts';
import { isPending, type RefreshPorts, refreshDue, refreshSince } from './refresh.ts';
import { readPlaces } from './sweep-rows.ts';
import { readSweeps } from './sweep-store.ts';

export interface Inventory {
  /** What is known of each account and Region, and how old it is. AWS is not asked. */
  scopes(where?: Partial<Scope>): Promise<InventoryScope[]>;
  /** By account, Region and id. AWS is not asked. */
  servers(search: ServerSearch, page: PageRequest): Promise<PageOf<InventoryServer>>;
  instances(search: InstanceSearch, page: PageRequest): Promise<PageOf<InventoryInstance>>;
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
