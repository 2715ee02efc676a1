import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError } from '../../../src/adapters/sqlite/data-folder-error.ts';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { bodyOf, itemAt, put } from '../../../src/ports/suites/item-store/harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = `${folder.path}/breakwater.sqlite`;
});
afterEach(() => folder.remove());

const refusal = (): DataFolderError => {
  try {
    openSqliteItemStore({ path }).close();
  } catch (error) {
    if (error instanceof DataFolderError) return error;
    throw error;
  }
  throw new Error('the file was not refused');
};

const execute = (sql: string) => {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
};

describe('opening a database', () => {
  it('of a newer Breakwater is refused, naming both versions', () => {
    openSqliteItemStore({ path }).close();
    execute('PRAGMA user_version = 99');
    expect(refusal().message).toBe(
      `${path} was written by a newer Breakwater: the file has schema version 99, and this program knows versions up to 2`,
    );
    expect(refusal().remedy).toBe('Start the newer Breakwater, or choose another data folder.');
  });

  it('of another program is refused, and stays as it is', () => {
    execute('CREATE TABLE guests (name TEXT)');
    const before = readFileSync(path);
    expect(refusal().message).toBe(`${path} is not a database of Breakwater`);
    expect(readFileSync(path)).toEqual(before);
  });

  it('that is no database at all is refused, and stays as it is', () => {
    writeFileSync(path, 'Dear diary, '.repeat(1000));
    expect(refusal().message).toBe(`${path} is damaged, or no SQLite database: file is not a database`);
    expect(readFileSync(path, 'utf8')).toBe('Dear diary, '.repeat(1000));
  });

  it('that was cut short is refused', async () => {
    const store = openSqliteItemStore({ path });
    await store.transact([put(itemAt('p', 'a', { body: bodyOf(100_000) }))]);
    store.close();
    truncateSync(path, Math.floor(statSync(path).size / 4096 / 2) * 4096);
    expect(refusal().message).toBe(`${path} is damaged, or no SQLite database: database disk image is malformed`);
  });

  it('where a folder stands is refused', () => {
    path = folder.path;
    expect(refusal().message).toBe(`${path} cannot be opened: unable to open database file`);
  });

  it('in a folder that is not there is refused', () => {
    path = `${folder.path}/missing/breakwater.sqlite`;
    expect(refusal().message).toContain(`${path} cannot be opened: ENOENT`);
  });

  it('makes one that only its owner can read', async () => {
    const store = openSqliteItemStore({ path });
    await store.transact([put(itemAt('p', 'a'))]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    store.close();
  });

  it('that an interrupted first start left empty begins anew', async () => {
    writeFileSync(path, '');
    const store = openSqliteItemStore({ path });
    expect(await store.transact([put(itemAt('p', 'a'))])).toEqual({ ok: true });
    store.close();
  });
});

describe('a closed store', () => {
  it('may be closed again, and answers nothing', async () => {
    const store = openSqliteItemStore({ path });
    store.close();
    store.close();
    await expect(store.get({ table: 'catalog', partition: 'p', sort: 'a' })).rejects.toThrow();
    await expect(store.transact([put(itemAt('p', 'a'))])).rejects.toThrow();
  });
});

describe('a transaction that fails for a reason of the disk', () => {
  it('leaves nothing behind, and the next one is taken', async () => {
    const store = openSqliteItemStore({ path });
    await store.transact([put(itemAt('p', 'a'))]);
    execute(
      `CREATE TRIGGER full_disk BEFORE INSERT ON items WHEN new.sort_key = 'c' BEGIN SELECT raise(ABORT, 'disk full'); END`,
    );
    await expect(store.transact(['b', 'c'].map((sort) => put(itemAt('p', sort))))).rejects.toThrow('disk full');
    expect(await store.transact([put(itemAt('p', 'd'))])).toEqual({ ok: true });
    const page = await store.query({ table: 'executions', partition: 'p', limit: 9 });
    expect(page.items.map((item) => item.sort)).toEqual(['a', 'd']);
    store.close();
  });
});
