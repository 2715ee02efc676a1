/**
 * Makes the tables of `tables.ts` on DynamoDB Local, as the deployment makes them on AWS; but what is past its time to live
 * stays: DynamoDB Local goes by this machine's clock, and virtual time may lie weeks before it.
 */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type KeySchema, type TableDefinition, tableNameOf, tables } from '../../../src/adapters/dynamodb/tables.ts';
import type { TableName } from '../../../src/ports/item-store.ts';
import { localAccess } from './access.ts';

const tableNames: readonly TableName[] = ['catalog', 'executions', 'observations'];

export const createTables = async (endpoint: string, tablePrefix: string): Promise<void> => {
  const { region, staticCredentials: credentials } = localAccess;
  const client = new DynamoDBClient({ region, credentials, endpoint });
  for (const table of tableNames) {
    const name = tableNameOf(tablePrefix, table);
    await client.send(new CreateTableCommand(createRequest(name, tables[table])));
  }
  client.destroy();
};

const createRequest = (name: string, table: TableDefinition) => {
  const indexes = Object.values(table.indexes);
  const keys = [table, ...indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' as const })),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.indexName,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: 'ALL' as const },
      })),
    }),
  };
};

const keySchema = ({ partitionKey, sortKey }: KeySchema) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];
