/** One page of a table or of an index, by `Query`: no read scans a table. */
import { indexPosition, indexPositionParts, isInRange, type KeyRange, keyRange } from '../../ports/item-order.ts';
import { checkQuery, isPossibleKey } from '../../ports/item-rules.ts';
import type { IndexName, ItemReader, Page, StoredItem } from '../../ports/item-store.ts';
import { itemOf } from './attributes.ts';
import type { DynamoDbConnection } from './connection.ts';
import { keyConditionOf } from './key-condition.ts';
import { QueryCommand } from './sdk-dynamodb.ts';
import { partitionAttribute, sortAttribute, type TableDefinition, tableNameOf, tables } from './tables.ts';
import { sendOnce, untilAnswered } from './tries.ts';

type Where = Parameters<ItemReader['query']>[0];
type IndexWhere = Parameters<ItemReader['queryIndex']>[0];

const operation = { operation: 'dynamodb:Query', mutates: false } as const;
const nothing: Page = { items: [] };

/** A page ends with the sort key that DynamoDB read last. */
export async function queryPage(connection: DynamoDbConnection, where: Where): Promise<Page> {
  checkQuery(where);
  const range = keyRange(where);
  if (!isPossibleKey({ partition: where.partition, sort: someKey }) || isEmpty(range)) return nothing;
  const { items, last } = await send(connection, where, {
    ...keyConditionOf(tables[where.table], where.partition, range),
    ConsistentRead: true,
  });
  const next = last?.[sortAttribute];
  return { items: items.filter((item) => isInRange(item.sort, range)), ...(typeof next === 'string' && { next }) };
}

/** A page of an index ends with a whole place: several items may stand under one key of it. */
export async function queryIndexPage(connection: DynamoDbConnection, where: IndexWhere): Promise<Page> {
  checkQuery(where);
  const { after, ...withoutAfter } = where;
  const definition = indexOf(tables[where.table], where.index);
  const start = after === undefined ? undefined : startKeyOf(where, after, keyRange(withoutAfter));
  const range = keyRange(start === undefined ? where : withoutAfter);
  if (!isPossibleKey({ partition: where.partition, sort: someKey }) || isEmpty(range)) return nothing;
  const { items, last } = await send(connection, where, {
    ...keyConditionOf(definition, where.partition, range),
    IndexName: definition.indexName,
    ...(start !== undefined && { ExclusiveStartKey: start }),
  });
  const [indexSort, partition, sort] = [definition.sortKey, partitionAttribute, sortAttribute].map(
    (name) => last?.[name],
  );
  const hasNext = typeof indexSort === 'string' && typeof partition === 'string' && typeof sort === 'string';
  return {
    items: items.filter((item) => isInRange(item.indexes?.[where.index]?.sort ?? '', range)),
    ...(hasNext && { next: indexPosition(indexSort, { partition, sort }) }),
  };
}

/** Where the page before ended; undefined for a cursor that is a mere key, or that no page can have ended with. */
function startKeyOf(where: IndexWhere, cursor: string, range: KeyRange): Record<string, string> | undefined {
  const { partitionKey, sortKey } = indexOf(tables[where.table], where.index);
  const [indexSort, partition, sort] = indexPositionParts(cursor);
  const key = { partition, sort };
  if (!isPossibleKey(key) || !isPossibleKey({ partition, sort: indexSort }) || !isInRange(indexSort, range)) {
    return undefined;
  }
  return {
    [partitionKey]: where.partition,
    [sortKey]: indexSort,
    [partitionAttribute]: partition,
    [sortAttribute]: sort,
  };
}

function indexOf(table: TableDefinition, index: IndexName) {
  const definition = table.indexes[index];
  if (definition === undefined) throw new RangeError(`this table has no index ${index}`);
  return definition;
}

/** Stands for any sort key where the partition alone is in question. */
const someKey = 'x';

const isEmpty = ({ lower, upper }: KeyRange): boolean => upper !== undefined && !isInRange(lower, { lower: '', upper });

async function send(
  { client, tablePrefix, clock }: DynamoDbConnection,
  { table, limit, descending = false }: Where,
  condition: Omit<ConstructorParameters<typeof QueryCommand>[0], 'TableName'>,
): Promise<{ readonly items: readonly StoredItem[]; readonly last: Readonly<Record<string, unknown>> | undefined }> {
  const command = new QueryCommand({
    ...condition,
    TableName: tableNameOf(tablePrefix, table),
    Limit: limit,
    ScanIndexForward: !descending,
  });
  const { Items = [], LastEvaluatedKey } = await untilAnswered(clock, () =>
    sendOnce(clock, operation, (abortSignal) => client.send(command, { abortSignal })),
  );
  return { items: Items.map((attributes) => itemOf(table, attributes)), last: LastEvaluatedKey };
}
