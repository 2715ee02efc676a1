/** Reads of the inventory: from the store alone. */
import { z } from 'zod';
import type { TargetAccount } from '../../domain/model/account.ts';
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
import { fitsSearch } from '../../domain/server-search.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ItemStore, Json } from '../../ports/item-store.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { readAccounts } from '../account-items.ts';
import { isUninitialised } from '../check-account.ts';
import { withHolders } from '../estate-servers.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { toRosterServer } from '../start-checks.ts';
import { instanceList, serverList } from './refresh.ts';
import { isSwept, readSweepRows, readSweeps, type SweepHeader } from './sweep-store.ts';

export interface InventoryReader {
  readonly store: ItemStore;
  readonly clock: Pick<Clock, 'now'>;
}

export type Place = Scope & Pick<TargetAccount, 'accountName'>;

/** Every Region of every registered account, in order; of one account, or of one Region, where it is named. */
export const readPlaces = async (
  { store }: InventoryReader,
  { accountId, region }: Partial<Scope>,
): Promise<readonly Place[]> =>
  (await readAccounts(store))
    .flatMap(({ regions, ...account }) =>
      regions.map((each) => ({ accountId: account.accountId, accountName: account.accountName, region: each })),
    )
    .filter((place) => accountId === undefined || place.accountId === accountId)
    .filter((place) => region === undefined || place.region === region)
    .toSorted((a, b) => (scopeKey(a) < scopeKey(b) ? -1 : 1));

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

const resultOf = ({ observedTime, failure }: SweepHeader): InventoryScope['result'] => {
  if (failure === undefined) return observedTime === undefined ? 'NOT_YET' : 'OK';
  return isUninitialised(failure) ? 'NOT_INITIALISED' : 'FAILED';
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
  const found = await listRows(reader, where, page, {
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
  { sourceServerId, ...where }: InstanceSearch,
  page: PageRequest,
): Promise<PageOf<InventoryInstance>> => {
  const found = await listRows(reader, where, page, {
    list: instanceList,
    parse: (row) => storedInstanceSchema.parse(row),
    idOf: ({ recoveryInstanceId }) => recoveryInstanceId,
    fits: (instance) => sourceServerId === undefined || instance.sourceServerId === sourceServerId,
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

interface RowsOf<Row> {
  readonly list: string;
  readonly parse: (row: Json) => Row;
  readonly idOf: (row: Row) => string;
  readonly fits: (row: Row) => boolean;
}

interface Found<Row> {
  readonly place: Scope;
  readonly header: SweepHeader;
  readonly row: Row;
}

/** The cursor is the last row shown: `account/region/id`. It holds also when a newer sweep comes between two pages. */
const listRows = async <Row>(
  reader: InventoryReader,
  where: Partial<Scope>,
  { after, limit }: PageRequest,
  rows: RowsOf<Row>,
): Promise<PageOf<Found<Row>>> => {
  const [account = '', region = '', afterId = ''] = (after ?? '').split('/');
  const start = after === undefined ? '' : `${account}/${region}`;
  const places = (await readPlaces(reader, where)).filter((place) => scopeKey(place) >= start);
  const now = reader.clock.now();
  const headers = await readSweeps(reader.store, 'inventory', places, now);
  const items: Found<Row>[] = [];
  let visited = 0;
  for (const [index, { accountId, region: placeRegion }] of places.entries()) {
    if (items.length > limit) break;
    const place = { accountId, region: placeRegion };
    const header = headers[index];
    if (header === undefined) continue;
    visited = index + 1;
    const from = { list: rows.list, ...(scopeKey(place) === start ? { afterId } : {}) };
    for await (const json of readSweepRows(reader.store, 'inventory', place, header, from)) {
      const row = rows.parse(json);
      if (rows.fits(row)) items.push({ place, header, row });
      if (items.length > limit) break;
    }
  }
  // A sweep that ended meanwhile takes the rows of the one before away.
  const newest = await readSweeps(reader.store, 'inventory', places.slice(0, visited), now);
  if (newest.some(({ sweep }, index) => sweep !== headers[index]?.sweep)) {
    return listRows(reader, where, { limit, ...(after === undefined ? {} : { after }) }, rows);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    ...(items.length > limit && last !== undefined ? { next: `${scopeKey(last.place)}/${rows.idOf(last.row)}` } : {}),
  };
};
