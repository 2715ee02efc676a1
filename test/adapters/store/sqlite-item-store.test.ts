import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { itemStoreSuite } from '../../../src/ports/suites/item-store.suite.ts';
import { temporaryFolder } from './temporary-folder.ts';

itemStoreSuite({
  name: 'SQLite, in memory',
  open: async () => {
    const store = openSqliteItemStore({ path: ':memory:' });
    return { store, close: async () => store.close() };
  },
});

itemStoreSuite({
  name: 'SQLite, in a file',
  open: async () => {
    const folder = temporaryFolder();
    const store = openSqliteItemStore({ path: `${folder.path}/breakwater.sqlite` });
    return {
      store,
      close: async () => {
        store.close();
        folder.remove();
      },
    };
  },
});
