import { limits } from '../../domain/limits.ts';
import { isPossibleKey } from '../../ports/item-rules.ts';
import type { ItemKey, StoredItem } from '../../ports/item-store.ts';
import { itemOf } from './attributes.ts';
import { cancellationOf } from './cancellation.ts';
import type { DynamoDbConnection } from './connection.ts';
import { GetCommand, TransactGetCommand } from './sdk-dynamodb.ts';
import { sendOnce, untilAnswered } from './tries.ts';
import { keyRequestOf } from './write-requests.ts';

const getItemOperation = { operation: 'dynamodb:GetItem', mutates: false } as const;
const getItemsOperation = { operation: 'dynamodb:TransactGetItems', mutates: false } as const;

export async function getItem(
  { client, tablePrefix, clock }: DynamoDbConnection,
  key: ItemKey,
): Promise<StoredItem | undefined> {
  if (!isPossibleKey(key)) return undefined;
  const command = new GetCommand({ ...keyRequestOf(tablePrefix, key), ConsistentRead: true });
  const { Item } = await untilAnswered(clock, () =>
    sendOnce(clock, getItemOperation, (abortSignal) => client.send(command, { abortSignal })),
  );
  return Item === undefined ? undefined : itemOf(key.table, Item);
}

/**
 * `TransactGetItems` reads its items at one moment. `BatchGetItem`, at half the price, reads them in any order, and the
 * port promises that of the keys.
 */
export async function getItems(
  connection: DynamoDbConnection,
  keys: readonly ItemKey[],
): Promise<readonly (StoredItem | undefined)[]> {
  const found: (StoredItem | undefined)[] = [];
  for (let start = 0; start < keys.length; start += limits.itemsPerRead) {
    found.push(...(await getChunk(connection, keys.slice(start, start + limits.itemsPerRead))));
  }
  return found;
}

async function getChunk(
  { client, tablePrefix, clock }: DynamoDbConnection,
  keys: readonly ItemKey[],
): Promise<readonly (StoredItem | undefined)[]> {
  const possible = keys.filter(isPossibleKey);
  if (possible.length === 0) return keys.map(() => undefined);
  const command = new TransactGetCommand({
    TransactItems: possible.map((key) => ({ Get: keyRequestOf(tablePrefix, key) })),
  });
  const { Responses = [] } = await untilAnswered(clock, async () => {
    const tried = await sendOnce(clock, getItemsOperation, (abortSignal) => client.send(command, { abortSignal }));
    // A write of one of the items was under way: it passes.
    const isPassing = (cancellationOf(tried.thrown)?.lasting ?? ['']).length === 0;
    return tried.ok || !isPassing ? tried : { ok: false, failure: { ...tried.failure, retryable: true } };
  });
  const items = new Map(possible.map((key, position) => [key, Responses[position]?.Item]));
  return keys.map((key) => {
    const attributes = items.get(key);
    return attributes === undefined ? undefined : itemOf(key.table, attributes);
  });
}
