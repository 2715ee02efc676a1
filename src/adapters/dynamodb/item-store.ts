import { isPossibleKey } from '../../ports/item-rules.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import { itemOf } from './attributes.ts';
import { connect, type DynamoDbOptions } from './connection.ts';
import { queryIndexPage, queryPage } from './queries.ts';
import { GetCommand } from './sdk-dynamodb.ts';
import { tableNameOf } from './tables.ts';
import { createTransact } from './transact.ts';
import { sendOnce, untilAnswered } from './tries.ts';
import { keyAttributesOf } from './write-requests.ts';

/**
 * Keeps items in the tables of `tables.ts`, which must be there. Reads are strongly consistent, but for those of an
 * index. Throws when DynamoDB refuses (a missing table or permission), or does not answer for many seconds.
 */
export function createDynamoDbItemStore(options: DynamoDbOptions): ItemStore {
  const connection = connect(options);
  const { client, tablePrefix, clock } = connection;
  return {
    async get(key) {
      if (!isPossibleKey(key)) return undefined;
      const command = new GetCommand({
        TableName: tableNameOf(tablePrefix, key.table),
        Key: keyAttributesOf(key),
        ConsistentRead: true,
      });
      const { Item } = await untilAnswered(clock, () =>
        sendOnce(clock, getItem, (abortSignal) => client.send(command, { abortSignal })),
      );
      return Item === undefined ? undefined : itemOf(key.table, Item);
    },
    query: (where) => queryPage(connection, where),
    queryIndex: (where) => queryIndexPage(connection, where),
    transact: createTransact(connection),
  };
}

const getItem = { operation: 'dynamodb:GetItem', mutates: false } as const;
