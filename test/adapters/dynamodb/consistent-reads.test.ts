/** What a read asks of DynamoDB: whoever acts on an item has it as of the last write, on whichever replica that fell. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { itemAt, keyAt, put } from '../../../src/ports/suites/item-store/harness.ts';
import { onDynamoDbLocal } from '../../support/dynamodb/local.ts';
import { openVirtualStore, type SentRequest } from '../../support/dynamodb/wire.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const readSchema = z.object({ ConsistentRead: z.boolean().optional(), IndexName: z.string().optional() });
const readsOf = (sent: readonly SentRequest[]) =>
  sent.map(({ operation, body }) => ({ operation, ...readSchema.parse(JSON.parse(body)) }));

await onDynamoDbLocal('reads of DynamoDB', ({ endpoint }) => {
  const open = async () => {
    const clock = createVirtualClock();
    const { store, sent } = await openVirtualStore(endpoint, clock);
    const index = { open: { partition: 'o', sort: '1' } };
    await clock.complete(store.transact([put(itemAt('p', 'a', { indexes: index })), put(itemAt('p', 'b'))]));
    sent.length = 0;
    return { store, sent, clock };
  };

  it('an item, and each page of a partition, is read as of the last write', async () => {
    const { store, sent, clock } = await open();
    const where = { table: 'executions', partition: 'p', limit: 1 } as const;
    await clock.complete(store.get(keyAt('p', 'a')));
    const { next = '' } = await clock.complete(store.query(where));
    await clock.complete(store.query({ ...where, after: next }));
    await clock.complete(store.query({ ...where, descending: true }));
    expect(readsOf(sent)).toEqual([
      { operation: 'GetItem', ConsistentRead: true },
      { operation: 'Query', ConsistentRead: true },
      { operation: 'Query', ConsistentRead: true },
      { operation: 'Query', ConsistentRead: true },
    ]);
  });

  it('several items are read at one moment, by a transaction', async () => {
    const { store, sent, clock } = await open();
    await clock.complete(store.getMany([keyAt('p', 'a'), keyAt('p', 'b')]));
    expect(readsOf(sent)).toEqual([{ operation: 'TransactGetItems' }]);
  });

  it('an index is not asked for what DynamoDB refuses it: it may lag behind', async () => {
    const { store, sent, clock } = await open();
    await clock.complete(store.queryIndex({ table: 'executions', index: 'open', partition: 'o', limit: 10 }));
    expect(readsOf(sent)).toEqual([{ operation: 'Query', IndexName: 'OpenIndex' }]);
  });
});
