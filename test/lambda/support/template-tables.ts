/**
 * Makes the tables of the template on DynamoDB Local: their keys and their indexes. What is past its time to live stays:
 * DynamoDB Local goes by this machine's clock, and virtual time may lie weeks before it.
 */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { localAccess } from '../../support/dynamodb/access.ts';
import { resourcesOf, type Template } from '../../support/synth/synthesized.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const tableSchema = z.object({
  TableName: z.string(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.literal('S') })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({ ProjectionType: z.literal('ALL') }),
      }),
    )
    .optional(),
});
/** With another prefix in the place of the template's: many tests share one DynamoDB. */
export const createTemplateTables = async (
  template: Template,
  endpoint: string,
  tablePrefix: string,
): Promise<void> => {
  const { region, staticCredentials: credentials } = localAccess;
  const client = new DynamoDBClient({ region, credentials, endpoint });
  for (const [, { Properties }] of resourcesOf(template, 'AWS::DynamoDB::Table')) {
    const { GlobalSecondaryIndexes, ...table } = tableSchema.parse(Properties);
    const TableName = table.TableName.replace(/^breakwater/, tablePrefix);
    await client.send(
      new CreateTableCommand({
        ...table,
        TableName,
        ...(GlobalSecondaryIndexes !== undefined && { GlobalSecondaryIndexes }),
      }),
    );
  }
  client.destroy();
};
