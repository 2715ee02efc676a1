/**
 * What a sweep of an account and Region found, as it is stored: a header, and its rows in items of their own. The rows are
 * written under the number of their sweep first; they count from the moment when the header names that number. So a
 * reader sees one sweep whole, one that fails leaves what is there, and no sweep can touch the rows of another place.
 */
import { z } from 'zod';
import { isHeldUntil } from '../../domain/clock-skew.ts';
import { limits } from '../../domain/limits.ts';
import { type Instant, instantSchema } from '../../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { addSeconds } from '../../domain/time.ts';
import type { ItemKey, ItemReader, ItemStore, Json, StoredItem } from '../../ports/item-store.ts';
import { toJson } from '../store/json.ts';
import { queryAll } from '../store/query-all.ts';

/** What was swept for; each has rows of its own. */
export type SweepKind = 'inventory' | 'tag-sync';

const headerSchema = z.object({
  /** Somebody sweeps, until then at the latest. */
  leaseUntil: instantSchema.optional(),
  /** The sweep whose rows count, and when AWS was asked for them; absent before the first. */
  sweep: z.int().positive().optional(),
  observedTime: instantSchema.optional(),
  /** Rows by list, and what else was counted. */
  counts: z.record(z.string(), z.int().nonnegative()).default({}),
  /** Of the last sweep, when it failed. */
  failure: z.object({ time: instantSchema, code: z.string(), message: z.string() }).optional(),
});
export type SweepHeader = z.infer<typeof headerSchema>;
export type SweepFailure = NonNullable<SweepHeader['failure']>;

/** The right to sweep a place: the stored version that it was taken with, and what was known before. */
export interface SweepLease {
  readonly version: number;
  readonly before: SweepHeader;
}

/** A row under its id, which orders it. */
export interface SweepRow {
  readonly id: string;
  readonly row: unknown;
}

const partitionOf = (kind: SweepKind, scope: Scope): string => `${kind}#${scopeKey(scope)}`;
const keyOf = (kind: SweepKind, scope: Scope, sort: string): ItemKey => ({
  table: 'observations',
  partition: partitionOf(kind, scope),
  sort,
});
const headerKey = (kind: SweepKind, scope: Scope): ItemKey => keyOf(kind, scope, 'header');
const ROWS = 'rows#';
const sweepPrefix = (sweep: number): string => `${ROWS}${String(sweep).padStart(10, '0')}#`;
const rowsSchema = z.object({ rows: z.array(z.object({ id: z.string(), row: z.json() })) });

/** What cannot be looked at for so long is gone one day, headers too. */
const headerOf = (item: StoredItem | undefined, now: Instant): SweepHeader => {
  const header = item === undefined ? { counts: {} } : headerSchema.parse(item.body);
  const { observedTime } = header;
  if (observedTime === undefined || addSeconds(observedTime, limits.inventoryDays * 86_400) > now) return header;
  const { sweep: _sweep, observedTime: _time, ...rest } = header;
  return { ...rest, counts: {} };
};

/** In the order of the places. */
export const readSweeps = async (
  reader: ItemReader,
  kind: SweepKind,
  scopes: readonly Scope[],
  now: Instant,
): Promise<readonly SweepHeader[]> => {
  const headers: SweepHeader[] = [];
  for (let start = 0; start < scopes.length; start += limits.itemsPerRead) {
    const keys = scopes.slice(start, start + limits.itemsPerRead).map((scope) => headerKey(kind, scope));
    headers.push(...(await reader.getMany(keys)).map((item) => headerOf(item, now)));
  }
  return headers;
};

export const isSwept = ({ leaseUntil }: SweepHeader, now: Instant): boolean =>
  isHeldUntil(leaseUntil, limits.sweepLeaseSeconds, now);

/** Undefined while somebody else has it. */
export const leaseSweep = async (
  store: ItemStore,
  kind: SweepKind,
  scope: Scope,
  now: Instant,
): Promise<SweepLease | undefined> => {
  const stored = await store.get(headerKey(kind, scope));
  const before = headerOf(stored, now);
  if (isSwept(before, now)) return undefined;
  const leaseUntil = addSeconds(now, limits.sweepLeaseSeconds);
  const isTaken = await putHeader(store, kind, scope, { ...before, leaseUntil }, stored?.version);
  return isTaken ? { version: (stored?.version ?? 0) + 1, before } : undefined;
};

/** Keeps what was found before, with the reason why it is not newer. */
export const failSweep = async (
  store: ItemStore,
  kind: SweepKind,
  scope: Scope,
  { version, before }: SweepLease,
  failure: SweepFailure,
): Promise<void> => {
  const { leaseUntil: _until, ...kept } = before;
  await putHeader(store, kind, scope, { ...kept, failure }, version);
};

/** What was found takes the place of what was there. Nothing happens when the lease is somebody else's by now. */
export const publishSweep = async (
  store: ItemStore,
  kind: SweepKind,
  scope: Scope,
  { version: sweep }: SweepLease,
  observedTime: Instant,
  lists: Readonly<Record<string, readonly SweepRow[]>>,
  counted: Readonly<Record<string, number>> = {},
): Promise<void> => {
  const expiresTime = addSeconds(observedTime, limits.inventoryDays * 86_400);
  for (const [list, rows] of Object.entries(lists)) {
    for (const chunk of chunksOf(rows)) {
      const key = keyOf(kind, scope, `${sweepPrefix(sweep)}${list}#${chunk.lastId}`);
      const item: StoredItem = { ...key, version: 1, body: { rows: chunk.rows }, expiresTime };
      await store.transact([{ kind: 'put', item }]);
    }
  }
  const ofLists = Object.fromEntries(Object.entries(lists).map(([list, rows]) => [list, rows.length]));
  const counts = { ...ofLists, ...counted };
  if (!(await putHeader(store, kind, scope, { sweep, observedTime, counts }, sweep))) return;
  const stored = await queryAll(store, 'observations', partitionOf(kind, scope), ROWS);
  for (const { table, partition, sort } of stored) {
    // Only what is older: whoever leased the place since writes rows already.
    if (sort < sweepPrefix(sweep)) {
      await store.transact([{ kind: 'delete', key: { table, partition, sort } }]);
    }
  }
};

const putHeader = async (
  store: ItemStore,
  kind: SweepKind,
  scope: Scope,
  header: SweepHeader,
  version: number | undefined,
): Promise<boolean> => {
  const { ok } = await store.transact([
    {
      kind: 'put',
      item: { ...headerKey(kind, scope), version: (version ?? 0) + 1, body: toJson(header) },
      condition: version === undefined ? { kind: 'absent' } : { kind: 'version', version },
    },
  ]);
  return ok;
};

/** By id, so that an item is found by the last id that it holds. */
const chunksOf = (
  rows: readonly SweepRow[],
): readonly { readonly lastId: string; readonly rows: readonly Json[] }[] => {
  const chunks: { lastId: string; rows: Json[]; bytes: number }[] = [];
  const encoder = new TextEncoder();
  for (const { id, row } of rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const json = toJson({ id, row });
    const bytes = encoder.encode(JSON.stringify(json)).length;
    const last = chunks.at(-1);
    if (last === undefined || last.bytes >= limits.sweepItemBytes) chunks.push({ lastId: id, rows: [json], bytes });
    else {
      last.rows.push(json);
      last.lastId = id;
      last.bytes += bytes;
    }
  }
  return chunks;
};

/** Items of one page of a query: DynamoDB itself stops at 1 MB. */
const ITEMS_PER_PAGE = 5;

/** The rows of one list, by id, after this one. Read no further than they are taken. */
export async function* readSweepRows(
  reader: ItemReader,
  kind: SweepKind,
  scope: Scope,
  { sweep }: SweepHeader,
  { list, afterId = '' }: { readonly list: string; readonly afterId?: string | undefined },
): AsyncGenerator<Json> {
  if (sweep === undefined) return;
  const sortPrefix = `${sweepPrefix(sweep)}${list}#`;
  let after: string | undefined = `${sortPrefix}${afterId}`;
  while (after !== undefined) {
    const page: Awaited<ReturnType<ItemReader['query']>> = await reader.query({
      table: 'observations',
      partition: partitionOf(kind, scope),
      sortPrefix,
      after,
      limit: ITEMS_PER_PAGE,
    });
    for (const item of page.items) {
      for (const { id, row } of rowsSchema.parse(item.body).rows) if (id > afterId) yield row;
    }
    after = page.next;
  }
}
