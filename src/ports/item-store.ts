/**
 * The store, in the terms that DynamoDB, SQLite and memory can all keep: items under a partition and a sort key, a few
 * index entries per item, and transactions of at most 100 writes, each with a condition on its own item only.
 *
 * What DynamoDB would refuse is a bug of the caller, and throws in every store (`item-rules.ts`): keys that are empty, too
 * long, or hold U+0000; items and transactions that are too large. Reading such a key finds nothing.
 */

export type TableName = 'catalog' | 'executions' | 'observations';

export interface ItemKey {
  readonly table: TableName;
  readonly partition: string;
  /** Items of a partition are read in the order of this key (UTF-8 bytes). */
  readonly sort: string;
}

/** Any JSON value. Parsed by a schema of ours on every read, so the store need not know it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export interface StoredItem extends ItemKey {
  /** Counts the writes of this item: 1 at first. The store checks it, the writer sets it. */
  readonly version: number;
  /** Orders observations; see the `olderStamp` condition. */
  readonly stamp?: string;
  readonly body: Json;
  /** Sparse indexes: index name → the partition and sort under which the item is found there. */
  readonly indexes?: { readonly [index in IndexName]?: { readonly partition: string; readonly sort: string } };
  /** ISO 8601; the item may vanish at any time after this. Readers check it themselves. */
  readonly expiresTime?: string;
}

export const indexNames = ['open', 'list', 'status', 'plan'] as const;
export type IndexName = (typeof indexNames)[number];

export type Condition =
  /** No item under this key. */
  | { readonly kind: 'absent' }
  /** The item is there, with exactly this version. */
  | { readonly kind: 'version'; readonly version: number }
  /** No item, or one whose `stamp` sorts before this one (an item without a stamp counts as older). */
  | { readonly kind: 'olderStamp'; readonly stamp: string };

export type Write =
  | { readonly kind: 'put'; readonly item: StoredItem; readonly condition?: Condition }
  | { readonly kind: 'delete'; readonly key: ItemKey; readonly condition?: Condition }
  /** Writes nothing; the transaction fails unless the condition holds. */
  | { readonly kind: 'check'; readonly key: ItemKey; readonly condition: Condition };

/** `conflicts` are the positions of the writes whose condition did not hold. */
export type TransactResult = { readonly ok: true } | { readonly ok: false; readonly conflicts: readonly number[] };

export interface QueryRange {
  /** Only sort keys that start with this. */
  readonly sortPrefix?: string;
  /** Only sort keys after this one (before it, when descending), or after the place where the last page ended. */
  readonly after?: string;
  /** Only sort keys below this one. */
  readonly sortBefore?: string;
  readonly limit: number;
  readonly descending?: boolean;
}

export interface Page {
  readonly items: readonly StoredItem[];
  /** Present when more may follow, even behind a page that is empty: pass it as `after`, unread and unchanged. */
  readonly next?: string;
}

export interface ItemReader {
  get(key: ItemKey): Promise<StoredItem | undefined>;
  /**
   * In the order of the keys, and no key is read at an earlier moment than those that stand before it: whoever names a
   * count of changes first, and then what changes, misses none.
   */
  getMany(keys: readonly ItemKey[]): Promise<readonly (StoredItem | undefined)[]>;
  query(where: { readonly table: TableName; readonly partition: string } & QueryRange): Promise<Page>;
  /** Index reads may lag behind writes (on DynamoDB they do): a reader loads the item before it acts on it. */
  queryIndex(
    where: { readonly table: TableName; readonly index: IndexName; readonly partition: string } & QueryRange,
  ): Promise<Page>;
}

export interface ItemStore extends ItemReader {
  /**
   * All or nothing. At most 100 writes, each on another item; more is a bug and throws. When it returns `ok`, the
   * writes survive the death of the process. It may be written in a later turn of the event loop.
   */
  transact(writes: readonly Write[]): Promise<TransactResult>;
}
