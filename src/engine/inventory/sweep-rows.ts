/** Rows of sweeps over all registered accounts and Regions, by page. */
import type { TargetAccount } from '../../domain/model/account.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ItemStore, Json } from '../../ports/item-store.ts';
import { readAccounts } from '../account-items.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { readSweepRows, readSweeps, type SweepHeader, type SweepKind } from './sweep-store.ts';

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
export const listRows = async <Row>(
  reader: InventoryReader,
  kind: SweepKind,
  where: Partial<Scope>,
  { after, limit }: PageRequest,
  rows: RowsOf<Row>,
): Promise<PageOf<Found<Row>>> => {
  const [account = '', region = '', afterId = ''] = (after ?? '').split('/');
  const start = after === undefined ? '' : `${account}/${region}`;
  const places = (await readPlaces(reader, where)).filter((place) => scopeKey(place) >= start);
  const now = reader.clock.now();
  const headers = await readSweeps(reader.store, kind, places, now);
  const items: Found<Row>[] = [];
  let visited = 0;
  for (const [index, { accountId, region: placeRegion }] of places.entries()) {
    if (items.length > limit) break;
    const place = { accountId, region: placeRegion };
    const header = headers[index];
    if (header === undefined) continue;
    visited = index + 1;
    const from = { list: rows.list, ...(scopeKey(place) === start ? { afterId } : {}) };
    for await (const json of readSweepRows(reader.store, kind, place, header, from)) {
      const row = rows.parse(json);
      if (rows.fits(row)) items.push({ place, header, row });
      if (items.length > limit) break;
    }
  }
  // A sweep that ended meanwhile takes the rows of the one before away.
  const newest = await readSweeps(reader.store, kind, places.slice(0, visited), now);
  if (newest.some(({ sweep }, index) => sweep !== headers[index]?.sweep)) {
    return listRows(reader, kind, where, { limit, ...(after === undefined ? {} : { after }) }, rows);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    ...(items.length > limit && last !== undefined ? { next: `${scopeKey(last.place)}/${rows.idOf(last.row)}` } : {}),
  };
};
