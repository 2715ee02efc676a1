/**
 * The three tables as plain data: whoever creates them (CDK, a test) reads this, and so does the store. A table apart
 * for each right to write: `poll` may write observations and nothing else (docs/decisions/0012-dynamodb-tables.md).
 */
import type { IndexName, TableName } from '../../ports/item-store.ts';

/** All key attributes are strings. */
export interface KeySchema {
  readonly partitionKey: string;
  readonly sortKey: string;
}

export interface IndexDefinition extends KeySchema {
  readonly indexName: string;
}

export interface TableDefinition extends KeySchema {
  /** Global secondary indexes, sparse, with all attributes of the item. */
  readonly indexes: Readonly<Partial<Record<IndexName, IndexDefinition>>>;
  /** Seconds since 1970: DynamoDB deletes the item some time after. Only items that say when they expire have it. */
  readonly timeToLiveAttribute: string;
}

export const partitionAttribute = 'partition';
export const sortAttribute = 'sort';
export const timeToLiveAttribute = 'expiresAt';

export const indexPartitionAttribute = (index: IndexName): string => `${index}Partition`;
export const indexSortAttribute = (index: IndexName): string => `${index}Sort`;

const common = { partitionKey: partitionAttribute, sortKey: sortAttribute, timeToLiveAttribute };

const indexBy = (index: IndexName, indexName: string): IndexDefinition => ({
  indexName,
  partitionKey: indexPartitionAttribute(index),
  sortKey: indexSortAttribute(index),
});

export const tables: Readonly<Record<TableName, TableDefinition>> = {
  /** Protection groups, recovery plans with all their versions, and what belongs to them. */
  catalog: { ...common, indexes: {} },
  /** The execution history: executions, their events, the locks, the quota ledgers, the keys of repeated requests. */
  executions: {
    ...common,
    indexes: {
      open: indexBy('open', 'OpenIndex'),
      list: indexBy('list', 'ListIndex'),
      status: indexBy('status', 'StatusIndex'),
      plan: indexBy('plan', 'PlanIndex'),
    },
  },
  /** What DRS and EC2 said, and the lease of who asks. */
  observations: { ...common, indexes: {} },
};

/** The name of a table in an account and Region: several installations may share one. */
export const tableNameOf = (tablePrefix: string, table: TableName): string => `${tablePrefix}-${table}`;
