import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type IndexName, indexNames } from '../../ports/item-store.ts';
import { columns } from './rows.ts';

/** Every statement, prepared once. `?n` are described beside each. */
export function prepareStatements(database: DatabaseSync) {
  const selected = columns.join(', ');
  const key = 'table_name = ?1 AND partition_key = ?2 AND sort_key = ?3';
  const keyColumns = 3;
  const replaced = columns.slice(keyColumns).map((column) => `${column} = excluded.${column}`);

  /** ?1 table, ?2 partition, ?3 lowest sort key, ?4 first one too high, ?5 limit */
  const query = (direction: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT ${selected} FROM items
      WHERE table_name = ?1 AND partition_key = ?2 AND sort_key >= ?3 AND sort_key < ?4
      ORDER BY sort_key ${direction} LIMIT ?5`);

  /** ?1 table, ?2 partition of the index, ?3–?5 lowest position, ?6–?8 first one too high, ?9 limit */
  const queryIndex = (index: IndexName, direction: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT ${selected} FROM items INDEXED BY items_by_${index}
      WHERE table_name = ?1 AND ${index}_partition = ?2
        AND (${index}_sort, partition_key, sort_key) >= (?3, ?4, ?5)
        AND (${index}_sort, partition_key, sort_key) < (?6, ?7, ?8)
      ORDER BY ${index}_sort ${direction}, partition_key ${direction}, sort_key ${direction} LIMIT ?9`);

  const indexQueries = new Map<IndexName, { ascending: StatementSync; descending: StatementSync }>(
    indexNames.map((index) => [index, { ascending: queryIndex(index, 'ASC'), descending: queryIndex(index, 'DESC') }]),
  );

  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
    /** ?1–?3 key */
    get: database.prepare(`SELECT ${selected} FROM items WHERE ${key}`),
    /** ?1–?3 key */
    getConditioned: database.prepare(`SELECT version, stamp FROM items WHERE ${key}`),
    /** A value for each of `columns`. */
    put: database.prepare(`
      INSERT INTO items (${selected}) VALUES (${columns.map(() => '?').join(', ')})
      ON CONFLICT DO UPDATE SET ${replaced.join(', ')}`),
    /** ?1–?3 key */
    delete: database.prepare(`DELETE FROM items WHERE ${key}`),
    query: { ascending: query('ASC'), descending: query('DESC') },
    queryIndex: indexQueries,
  };
}
