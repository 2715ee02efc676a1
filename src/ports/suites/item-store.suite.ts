import { afterAll, beforeAll, describe } from 'vitest';
import type { ItemStore } from '../item-store.ts';
import type { StoreHarness } from './item-store/harness.ts';
import { indexTests } from './item-store/indexes.ts';
import { modelTest } from './item-store/model-test.ts';
import { readTests } from './item-store/reads.ts';
import { ruleTests } from './item-store/rules.ts';
import { transactionTests } from './item-store/transactions.ts';

export interface ItemStoreSuiteOptions {
  readonly name: string;
  /** Called once: the tests keep to partitions of their own. */
  readonly open: () => Promise<{ readonly store: ItemStore; readonly close: () => Promise<void> }>;
  /** For a store whose indexes lag: repeats an assertion until it holds. It runs once when this is absent. */
  readonly eventually?: (assertion: () => Promise<void>) => Promise<void>;
  /** Of the random sequences of operations. */
  readonly seed?: number;
  readonly sequences?: number;
}

/** What every item store must keep. It asks for nothing that DynamoDB cannot keep. */
export function itemStoreSuite(options: ItemStoreSuiteOptions): void {
  const { name, open, eventually = (assertion) => assertion(), seed = 20_261_102, sequences = 200 } = options;

  describe(`item store: ${name}`, () => {
    let opened: { readonly store: ItemStore; readonly close: () => Promise<void> } | undefined;
    let partitionCount = 0;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());

    const harness = (): StoreHarness => {
      if (opened === undefined) throw new Error('the store is not open');
      return {
        store: opened.store,
        eventually,
        freshPartition: () => {
          partitionCount += 1;
          return `partition-${partitionCount}`;
        },
      };
    };

    transactionTests(harness);
    readTests(harness);
    indexTests(harness);
    ruleTests(harness);
    modelTest(harness, seed, sequences);
  });
}
