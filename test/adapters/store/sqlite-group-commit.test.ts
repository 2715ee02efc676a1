/** What is asked for in one turn of the event loop is committed together. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteItemStore, type SqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { itemAt, put } from '../../../src/ports/suites/item-store/harness.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
let store: SqliteItemStore;
beforeEach(() => {
  folder = temporaryFolder();
  path = `${folder.path}/breakwater.sqlite`;
  store = openSqliteItemStore({ path });
});
afterEach(() => {
  store.close();
  folder.remove();
});

const isStored = async (sort: string): Promise<boolean> => (await store.get(itemAt('p', sort))) !== undefined;
const absent = (sort: string) => [{ ...put(itemAt('p', sort)), condition: { kind: 'absent' } as const }];

test('writes side by side meet one another: of two that want the same place, the first has it', async () => {
  const answers = await Promise.all([
    store.transact(absent('a')),
    store.transact(absent('a')),
    store.transact(absent('b')),
  ]);
  expect(answers).toEqual([{ ok: true }, { ok: false, conflicts: [0] }, { ok: true }]);
});

test('one that the disk does not take is told so, and takes no other along', async () => {
  const other = new DatabaseSync(path);
  other.exec(`CREATE TRIGGER refuse BEFORE INSERT ON items WHEN NEW.sort_key = 'bad'
    BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
  other.close();
  const answers = await Promise.allSettled([
    store.transact([put(itemAt('p', 'before'))]),
    store.transact([put(itemAt('p', 'half')), put(itemAt('p', 'bad'))]),
    store.transact([put(itemAt('p', 'after'))]),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(answers[1]).toMatchObject({ reason: { message: 'the disk is full' } });
  expect(await Promise.all(['before', 'half', 'bad', 'after'].map(isStored))).toEqual([true, false, false, true]);
});

test('many writes of one moment are one commit', async () => {
  const reader = new DatabaseSync(path, { readOnly: true });
  // Changes with each commit of another connection.
  const commits = () => reader.prepare('PRAGMA data_version').get()?.['data_version'];
  const before = Number(commits());
  await Promise.all(Array.from({ length: 50 }, (_, index) => store.transact([put(itemAt('p', `n${index}`))])));
  expect(Number(commits()) - before).toBe(1);
  reader.close();
});

test('what was asked for before the close is written', async () => {
  const answer = store.transact(absent('last'));
  store.close();
  expect(await answer).toEqual({ ok: true });
  store = openSqliteItemStore({ path });
  expect(await isStored('last')).toBe(true);
});
