import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { openDatabase } from '../../../src/adapters/sqlite/open-database.ts';
import { readAll, readAllOfIndex, sortsOf } from '../../../src/ports/suites/item-store/harness.ts';
import { startChild } from './child-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = `${folder.path}/breakwater.sqlite`;
});
afterEach(() => folder.remove());

describe('a SQLite file', () => {
  it('has what was written when it is opened again', async () => {
    const item = {
      table: 'catalog',
      partition: 'plans',
      sort: 'plan-1',
      version: 3,
      stamp: '2026-11-02T03:00:00.000Z',
      expiresTime: '2027-11-02T03:00:00.000Z',
      body: { planName: 'Büro 😀' },
      indexes: { list: { partition: 'plans', sort: 'büro' } },
    } as const;
    const before = openSqliteItemStore({ path });
    await before.transact([{ kind: 'put', item }]);
    before.close();
    const after = openSqliteItemStore({ path });
    expect(await after.get(item)).toEqual(item);
    const page = await after.queryIndex({ table: 'catalog', index: 'list', partition: 'plans', limit: 5 });
    expect(page).toEqual({ items: [item] });
    after.close();
  });

  it('is synced at every commit', () => {
    const database = openDatabase(path);
    const setting = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect({ journal: setting('journal_mode'), synchronous: setting('synchronous') }).toEqual({
      journal: 'wal',
      synchronous: 2,
    });
    database.close();
  });

  it('keeps every acknowledged transaction, each whole, when its writer is killed again and again', async () => {
    let acknowledged = 0;
    for (const lines of [40, 7, 123]) {
      const writer = startChild('write-until-killed', path, String(acknowledged + 1));
      await writer.printed(lines);
      await writer.kill();
      expect(writer.lines.length).toBeGreaterThanOrEqual(lines);

      const store = openSqliteItemStore({ path });
      const kept = sortsOf(await readAll(store, 'crash', { limit: 500 }));
      const transactions = kept.length / 3;
      const expected = Array.from({ length: transactions }, (_, number) =>
        ['left', 'middle', 'right'].map((part) => `${String(number + 1).padStart(6, '0')}#${part}`),
      ).flat();
      expect(kept).toEqual(expected);
      expect(sortsOf(await readAllOfIndex(store, 'open', 'crash', { limit: 500 }))).toEqual(expected);
      // The last one may have been committed and not yet acknowledged.
      expect(transactions - acknowledged - writer.lines.length).toBeOneOf([0, 1]);
      acknowledged = transactions;
      store.close();
    }
  });

  it('counts right when two processes write to it under version conditions', async () => {
    openSqliteItemStore({ path }).close();
    const writers = [startChild('increment', path, '300'), startChild('increment', path, '300')];
    expect(await Promise.all(writers.map((writer) => writer.ended()))).toEqual([0, 0]);
    const store = openSqliteItemStore({ path });
    expect((await store.get({ table: 'executions', partition: 'counter', sort: 'counter' }))?.version).toBe(600);
    store.close();
  });
});
