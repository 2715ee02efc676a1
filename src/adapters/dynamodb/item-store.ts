import type { ItemStore } from '../../ports/item-store.ts';
import { connect, type DynamoDbOptions } from './connection.ts';
import { getItem, getItems } from './get-items.ts';
import { queryIndexPage, queryPage } from './queries.ts';
import { createTransact } from './transact.ts';

/**
 * Keeps items in the tables of `tables.ts`, which must be there. Reads are strongly consistent, but for those of an
 * index. Throws when DynamoDB refuses (a missing table or permission), or does not answer for many seconds.
 */
export function createDynamoDbItemStore(options: DynamoDbOptions): ItemStore {
  const connection = connect(options);
  return {
    get: (key) => getItem(connection, key),
    getMany: (keys) => getItems(connection, keys),
    query: (where) => queryPage(connection, where),
    queryIndex: (where) => queryIndexPage(connection, where),
    transact: createTransact(connection),
  };
}
