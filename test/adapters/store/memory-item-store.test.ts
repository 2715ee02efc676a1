import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { itemStoreSuite } from '../../../src/ports/suites/item-store.suite.ts';

itemStoreSuite({ name: 'memory', open: async () => ({ store: createMemoryItemStore(), close: async () => {} }) });
