/**
 * An item as DynamoDB keeps it: key, version and stamp as attributes, because conditions ask for them; the index entries,
 * because indexes are made of them; the body as JSON text, which comes back exactly as it was.
 */
import { z } from 'zod';
import { type IndexName, indexNames, type Json, type StoredItem, type TableName } from '../../ports/item-store.ts';
import {
  indexPartitionAttribute,
  indexSortAttribute,
  partitionAttribute,
  sortAttribute,
  timeToLiveAttribute,
} from './tables.ts';

export type Attributes = Readonly<Record<string, string | number>>;

export function attributesOf(item: StoredItem, bodyText: string): Attributes {
  return {
    [partitionAttribute]: item.partition,
    [sortAttribute]: item.sort,
    version: item.version,
    body: bodyText,
    ...(item.stamp !== undefined && { stamp: item.stamp }),
    ...(item.expiresTime !== undefined && {
      expiresTime: item.expiresTime,
      [timeToLiveAttribute]: Math.ceil(Date.parse(item.expiresTime) / 1000),
    }),
    ...Object.fromEntries(
      indexNames.flatMap((index) => {
        const entry = item.indexes?.[index];
        return entry === undefined
          ? []
          : [
              [indexPartitionAttribute(index), entry.partition],
              [indexSortAttribute(index), entry.sort],
            ];
      }),
    ),
  };
}

const storedSchema = z.looseObject({
  [partitionAttribute]: z.string(),
  [sortAttribute]: z.string(),
  version: z.int(),
  body: z.string(),
  stamp: z.string().optional(),
  expiresTime: z.string().optional(),
});

/** `table` is the one that was asked for. */
export function itemOf(table: TableName, attributes: Readonly<Record<string, unknown>>): StoredItem {
  const { partition, sort, version, body: bodyText, stamp, expiresTime } = storedSchema.parse(attributes);
  const body: Json = JSON.parse(bodyText);
  const indexes = indexesOf(attributes);
  return {
    table,
    partition,
    sort,
    version,
    ...(stamp !== undefined && { stamp }),
    body,
    ...(indexes !== undefined && { indexes }),
    ...(expiresTime !== undefined && { expiresTime }),
  };
}

function indexesOf(attributes: Readonly<Record<string, unknown>>): StoredItem['indexes'] {
  const entries: { [index in IndexName]?: { partition: string; sort: string } } = {};
  for (const index of indexNames) {
    const partition = attributes[indexPartitionAttribute(index)];
    const sort = attributes[indexSortAttribute(index)];
    if (typeof partition === 'string' && typeof sort === 'string') entries[index] = { partition, sort };
  }
  return Object.keys(entries).length === 0 ? undefined : entries;
}
