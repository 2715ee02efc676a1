import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { indexPosition, indexPositionParts, keyRange } from '../../ports/item-order.ts';
import { type CheckedWrite, checkQuery, checkTransaction, conditionHolds, keyOf } from '../../ports/item-rules.ts';
import type { ItemKey, ItemStore, Page, QueryRange, StoredItem, TableName } from '../../ports/item-store.ts';
import { createBodyCache } from './body-cache.ts';
import { createGroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { conditionedOf, itemOf, rowOf } from './rows.ts';
import { prepareStatements } from './statements.ts';

export interface SqliteItemStore extends ItemStore {
  /** Nothing may be read or written afterwards. A second call does nothing. */
  close(): void;
}

/**
 * Keeps items in one file (or, with the path `:memory:`, in memory). A transaction is on the disk when `transact`
 * answers. Throws a DataFolderError when the file cannot be used.
 */
export function openSqliteItemStore({ path }: { readonly path: string }): SqliteItemStore {
  const database = openDatabase(path);
  const statements = prepareStatements(database);
  const bodyOf = createBodyCache();

  const find = (key: ItemKey): StoredItem | undefined => {
    const row = statements.get.get(...keyValues(key));
    return row === undefined ? undefined : itemOf(key.table, row, bodyOf);
  };

  const readPage = (
    where: QueryRange & { readonly table: TableName },
    read: Reader,
    cursorOf: (item: StoredItem) => string,
  ): Page => {
    checkQuery(where);
    const rows = read(where.descending ? 'descending' : 'ascending', where.limit + 1);
    const items = rows.slice(0, where.limit).map((row) => itemOf(where.table, row, bodyOf));
    const last = items.at(-1);
    return rows.length > items.length && last !== undefined ? { items, next: cursorOf(last) } : { items };
  };

  const holds = (write: CheckedWrite): boolean => {
    if (write.condition === undefined) return true;
    const row = statements.getConditioned.get(...keyValues(keyOf(write)));
    return conditionHolds(write.condition, row === undefined ? undefined : conditionedOf(row));
  };

  const apply = (write: CheckedWrite): void => {
    if (write.kind === 'put') statements.put.run(...rowOf(write.item, write.bodyText));
    if (write.kind === 'delete') statements.delete.run(...keyValues(write.key));
  };

  const commits = createGroupCommit({
    begin: () => void statements.begin.run(),
    commit: () => void statements.commit.run(),
    rollback: () => {
      if (database.isTransaction) statements.rollback.run();
    },
    apply: (writes) => {
      const conflicts = writes.flatMap((write, position) => (holds(write) ? [] : [position]));
      if (conflicts.length > 0) return { ok: false, conflicts };
      for (const write of writes) apply(write);
      return { ok: true };
    },
  });

  return {
    async get(key) {
      return find(key);
    },

    async getMany(keys) {
      return keys.map(find);
    },

    async query(where) {
      const { lower, upper = aboveAllText } = keyRange(where);
      const read = reader(statements.query, [where.table, where.partition, lower, upper]);
      return readPage(where, read, (item) => item.sort);
    },

    async queryIndex(where) {
      const { lower, upper } = keyRange(where);
      const from = indexPositionParts(lower);
      const to = upper === undefined ? [aboveAllText, '', ''] : indexPositionParts(upper);
      const statement = statements.queryIndex.get(where.index);
      if (statement === undefined) throw new RangeError(`there is no index ${where.index}`);
      const read = reader(statement, [where.table, where.partition, ...from, ...to]);
      return readPage(where, read, (item) => indexPosition(item.indexes?.[where.index]?.sort ?? '', item));
    },

    // Everything between BEGIN and COMMIT is synchronous: no other call of this process can come between.
    async transact(writes) {
      return commits.transact(checkTransaction(writes));
    },

    close() {
      if (!database.isOpen) return;
      commits.flush();
      database.close();
    },
  };
}

/** SQLite orders every blob after every text. */
const aboveAllText = new Uint8Array();

const keyValues = (key: ItemKey): [string, string, string] => [key.table, key.partition, key.sort];

type Direction = 'ascending' | 'descending';
type Reader = (direction: Direction, count: number) => ReturnType<StatementSync['all']>;

const reader =
  (statement: Readonly<Record<Direction, StatementSync>>, values: readonly SQLInputValue[]): Reader =>
  (direction, count) =>
    statement[direction].all(...values, count);
