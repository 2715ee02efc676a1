/** Tests on DynamoDB Local: what they share is the Java process, and nothing else; each asks for tables of its own. */
import { inject, it } from 'vitest';
import { z } from 'zod';
import { createDynamoDbItemStore } from '../../../src/adapters/dynamodb/item-store.ts';
import { createSystemClock } from '../../../src/adapters/system/clock.ts';
import { createSystemIds } from '../../../src/adapters/system/ids.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import { localAccess, newTablePrefix } from './access.ts';
import { createTables } from './create-tables.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  /** A store over new, empty tables, on the machine's clock. */
  openStore(): Promise<ItemStore>;
}

/**
 * Makes the tests with a running DynamoDB Local; without Java 17 they are skipped, and the reason is printed. Where
 * nothing may be skipped (BREAKWATER_NO_SKIPS, which `.ci/run` sets), that is an error.
 */
export const onDynamoDbLocal = async (subject: string, tests: (local: DynamoDbLocal) => void): Promise<void> => {
  const answer = answerSchema.parse(await (await fetch(inject('dynamoDbLocalUrl'))).json());
  const { endpoint, missing, failed } = answer;
  if (endpoint !== undefined) {
    tests({ endpoint, openStore: () => openStore(endpoint) });
  } else if (missing === undefined || process.env['BREAKWATER_NO_SKIPS'] !== undefined) {
    throw new Error(`${subject}: ${missing ?? failed}`);
  } else {
    const reason = `${subject}: skipped, ${missing}`;
    process.stderr.write(`${reason}\n`);
    it(reason, { skip: true }, () => undefined);
  }
};

const answerSchema = z.object({
  endpoint: z.string().optional(),
  missing: z.string().optional(),
  failed: z.string().optional(),
});

const openStore = async (endpoint: string): Promise<ItemStore> => {
  const tablePrefix = newTablePrefix();
  await createTables(endpoint, tablePrefix);
  return createDynamoDbItemStore({
    ...localAccess,
    endpoint,
    tablePrefix,
    clock: createSystemClock(),
    ids: createSystemIds(),
  });
};
