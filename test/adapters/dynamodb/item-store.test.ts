import { itemStoreSuite } from '../../../src/ports/suites/item-store.suite.ts';
import { onDynamoDbLocal } from '../../support/dynamodb/local.ts';

await onDynamoDbLocal('the item store on DynamoDB', (local) => {
  itemStoreSuite({
    name: 'DynamoDB Local',
    open: async () => ({ store: await local.openStore(), close: async () => undefined }),
    // Each step is several requests over HTTP.
    sequences: 15,
  });
});
