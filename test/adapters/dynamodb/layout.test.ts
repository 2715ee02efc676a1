/** What DynamoDB itself holds: the table that an item belongs to, and the attributes that it acts on. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { tableNameOf, tables } from '../../../src/adapters/dynamodb/tables.ts';
import { itemAt, put } from '../../../src/ports/suites/item-store/harness.ts';
import { localAccess } from '../../support/dynamodb/access.ts';
import { onDynamoDbLocal } from '../../support/dynamodb/local.ts';
import { openVirtualStore } from '../../support/dynamodb/wire.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

it('items may expire in every table, and the indexes are those of executions', () => {
  for (const table of Object.values(tables)) expect(table.timeToLiveAttribute).toBe('expiresAt');
  expect(
    Object.entries(tables).map(([name, { indexes }]) => [
      name,
      Object.values(indexes).map(({ indexName }) => indexName),
    ]),
  ).toEqual([
    ['catalog', []],
    ['executions', ['OpenIndex', 'ListIndex', 'StatusIndex', 'PlanIndex']],
    ['observations', []],
  ]);
});

await onDynamoDbLocal('items as DynamoDB holds them', ({ endpoint }) => {
  const open = async () => {
    const opened = await openVirtualStore(endpoint, createVirtualClock());
    const { region, staticCredentials: credentials } = localAccess;
    const client = new DynamoDBClient({ region, credentials, endpoint });
    const read = async (table: 'executions' | 'observations') => {
      const TableName = tableNameOf(opened.tablePrefix, table);
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: { partition: { S: 'p' }, sort: { S: 'a' } } }),
      );
      return Item;
    };
    return { ...opened, read };
  };

  it('an item that expires carries the second after which DynamoDB may delete it', async () => {
    const { store, read } = await open();
    await store.transact([put(itemAt('p', 'a', { expiresTime: '2027-01-01T00:00:00.001Z' }))]);
    expect(await read('executions')).toEqual({
      partition: { S: 'p' },
      sort: { S: 'a' },
      version: { N: '1' },
      body: { S: '{"name":"a"}' },
      expiresTime: { S: '2027-01-01T00:00:00.001Z' },
      expiresAt: { N: String(Date.parse('2027-01-01T00:00:01.000Z') / 1000) },
    });
  });

  it('an item lies in the table that its key names, and in no other', async () => {
    const { store, read } = await open();
    await store.transact([put(itemAt('p', 'a', { table: 'observations' }))]);
    expect(await read('observations')).toMatchObject({ body: { S: '{"name":"a"}' } });
    expect(await read('executions')).toBeUndefined();
  });

  it('a cursor that somebody made up is a place like any other, and no error', async () => {
    const { store } = await open();
    await store.transact([put(itemAt('p', 'b', { indexes: { open: { partition: 'open', sort: '1' } } }))]);
    const cursors = [
      'a',
      'a\u0000',
      '\u0000',
      'a\u0000b\u0000c',
      '0\u0000p\u0000b',
      'a'.repeat(3000),
      '\ud800',
      'b\ud800',
    ];
    for (const after of cursors) {
      for (const descending of [false, true]) {
        const range = { after, descending, limit: 5, sortPrefix: '', sortBefore: 'z' };
        await store.query({ table: 'executions', partition: 'p', ...range });
        await store.queryIndex({ table: 'executions', index: 'open', partition: 'open', ...range });
      }
    }
    expect(
      (await store.query({ table: 'executions', partition: 'p', after: 'a'.repeat(3000), limit: 5 })).items,
    ).toEqual([itemAt('p', 'b', { indexes: { open: { partition: 'open', sort: '1' } } })]);
    expect((await store.query({ table: 'executions', partition: 'p', after: 'b\ud800', limit: 5 })).items).toEqual([]);
  });
});
