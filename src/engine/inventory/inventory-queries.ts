/** Reads of the inventory: from the store alone. */
import { z } from 'zod';
import type { Instant } from '../../domain/model/identifiers.ts';
import {
  type InstanceSearch,
  type InventoryInstance,
  type InventoryScope,
  type InventoryServer,
  inventoryInstanceSchema,
  type ServerSearch,
} from '../../domain/model/inventory.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { fitsInstanceSearch, fitsSearch } from '../../domain/server-search.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { isUninitialised } from '../check-account.ts';
import { withHolders } from '../estate-servers.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { toRosterServer } from '../start-checks.ts';
import { instanceList, serverList } from './refresh.ts';
import { type InventoryReader, listRows, type Place, readPlaces } from './sweep-rows.ts';
import { isSwept, readSweepRows, readSweeps, type SweepHeader } from './sweep-store.ts';

export const readScopes = async (reader: InventoryReader, where: Partial<Scope>): Promise<InventoryScope[]> => {
  const places = await readPlaces(reader, where);
  const now = reader.clock.now();
  const headers = await readSweeps(reader.store, 'inventory', places, now);
  return places.flatMap((place, index) => {
    const header = headers[index];
    return header === undefined ? [] : [scopeView(place, header, now)];
  });
};

const scopeView = (place: Place, header: SweepHeader, now: Instant): InventoryScope => {
  const { observedTime, counts, failure } = header;
  return {
    ...place,
    result: resultOf(header),
    ...(observedTime === undefined
      ? {}
      : {
          observedTime,
          ageSeconds: ageSecondsOf(observedTime, now),
          sourceServerCount: counts[serverList] ?? 0,
          recoveryInstanceCount: counts[instanceList] ?? 0,
        }),
    ...(failure === undefined ? {} : { failure: { time: failure.time, message: failure.message } }),
    isRefreshing: isSwept(header, now),
  };
};

export const resultOf = ({ observedTime, failure }: SweepHeader): InventoryScope['result'] => {
  if (failure === undefined) return observedTime === undefined ? 'NOT_YET' : 'OK';
  return isUninitialised(failure) ? 'NOT_INITIALISED' : 'FAILED';
};

/** All source servers of a place, as they were seen last. */
export const readSourceServers = async (
  { store }: InventoryReader,
  place: Scope,
  header: SweepHeader,
): Promise<readonly SourceServer[]> => {
  const servers: SourceServer[] = [];
  for await (const row of readSweepRows(store, 'inventory', place, header, { list: serverList })) {
    servers.push(sourceServerSchema.parse(row));
  }
  return servers;
};

const sourceServerSchema: z.ZodType<SourceServer> = z.object({
  sourceServerId: z.string(),
  hostname: z.string().exactOptional(),
  tags: z.record(z.string(), z.string()),
  replicationState: z.string().exactOptional(),
  lagDuration: z.string().exactOptional(),
  recoveryInstanceId: z.string().exactOptional(),
  lastLaunchResult: z.string().exactOptional(),
  stagingAccountId: z.string().exactOptional(),
  lastLaunchTime: z.string().exactOptional(),
});

/** By account, Region and id. */
export const listServers = async (
  reader: InventoryReader,
  { accountId, region, ...search }: ServerSearch,
  page: PageRequest,
): Promise<PageOf<InventoryServer>> => {
  const where = { ...(accountId !== undefined && { accountId }), ...(region !== undefined && { region }) };
  const found = await listRows(reader, 'inventory', where, page, {
    list: serverList,
    parse: (row) => sourceServerSchema.parse(row),
    idOf: ({ sourceServerId }) => sourceServerId,
    fits: (server) => fitsSearch({ ...server, ...toRosterServer(server) }, search),
  });
  const items: InventoryServer[] = [];
  for (const [, ofPlace] of Map.groupBy(found.items, ({ place }) => scopeKey(place))) {
    const [first] = ofPlace;
    if (first === undefined) continue;
    const { place, header } = first;
    const servers = await withHolders(
      reader.store,
      place,
      ofPlace.map(({ row }) => row),
    );
    items.push(...servers.map((server) => ({ ...place, ...ageOf(header, reader.clock.now()), ...server })));
  }
  return { items, ...(found.next === undefined ? {} : { next: found.next }) };
};

const storedInstanceSchema = inventoryInstanceSchema.omit({
  accountId: true,
  region: true,
  observedTime: true,
  ageSeconds: true,
  refreshFailure: true,
});

/** By account, Region and id. */
export const listInstances = async (
  reader: InventoryReader,
  { accountId, region, ...search }: InstanceSearch,
  page: PageRequest,
): Promise<PageOf<InventoryInstance>> => {
  const where = { ...(accountId !== undefined && { accountId }), ...(region !== undefined && { region }) };
  const found = await listRows(reader, 'inventory', where, page, {
    list: instanceList,
    parse: (row) => storedInstanceSchema.parse(row),
    idOf: ({ recoveryInstanceId }) => recoveryInstanceId,
    fits: (instance) => fitsInstanceSearch(instance, search),
  });
  return {
    items: found.items.map(({ place, header, row }) => ({ ...place, ...ageOf(header, reader.clock.now()), ...row })),
    ...(found.next === undefined ? {} : { next: found.next }),
  };
};

const ageSecondsOf = (observedTime: Instant, now: Instant): number =>
  Math.max(0, Math.floor(secondsBetween(observedTime, now)));

const ageOf = ({ observedTime, failure }: SweepHeader, now: Instant) => ({
  ...(observedTime === undefined ? noAge() : { observedTime, ageSeconds: ageSecondsOf(observedTime, now) }),
  ...(failure === undefined ? {} : { refreshFailure: failure.message }),
});

const noAge = (): never => {
  throw new Error('bug: rows of a sweep that has no time');
};
