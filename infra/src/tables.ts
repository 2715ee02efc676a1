import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { tableNameOf, tables } from '../../src/adapters/dynamodb/tables.ts';
import type { TableName } from '../../src/ports/item-store.ts';

export type Tables = Readonly<Record<TableName, Table>>;

/** The tables of the store's own definition. They outlive the stack: what was recovered, and by whom, is kept. */
export const createTables = (parent: Construct, tablePrefix: string): Tables => {
  const scope = new Construct(parent, 'Tables');
  const create = (name: TableName): Table => {
    const { partitionKey, sortKey, indexes, timeToLiveAttribute } = tables[name];
    const table = new Table(scope, name, {
      tableName: tableNameOf(tablePrefix, name),
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute,
    });
    for (const index of Object.values(indexes)) {
      table.addGlobalSecondaryIndex({
        indexName: index.indexName,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.ALL,
      });
    }
    return table;
  };
  return { catalog: create('catalog'), executions: create('executions'), observations: create('observations') };
};

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
