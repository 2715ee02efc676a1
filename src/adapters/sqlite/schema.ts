import type { DatabaseSync } from 'node:sqlite';

/**
 * Schema changes in their order: the first makes version 1 out of an empty file, and so on. A released one never
 * changes.
 *
 * Text compares by its UTF-8 bytes (SQLite's BINARY collation). The indexes are partial, so that an item that is not in
 * one costs it nothing; they end with the item's own key, so that a page can end between two items under one key.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE items (
    table_name TEXT NOT NULL,
    partition_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    stamp TEXT,
    body TEXT NOT NULL,
    expires_time TEXT,
    open_partition TEXT, open_sort TEXT,
    list_partition TEXT, list_sort TEXT,
    status_partition TEXT, status_sort TEXT,
    plan_partition TEXT, plan_sort TEXT,
    PRIMARY KEY (table_name, partition_key, sort_key)
  ) STRICT;
  CREATE INDEX items_by_open ON items (table_name, open_partition, open_sort, partition_key, sort_key)
    WHERE open_partition IS NOT NULL;
  CREATE INDEX items_by_list ON items (table_name, list_partition, list_sort, partition_key, sort_key)
    WHERE list_partition IS NOT NULL;
  CREATE INDEX items_by_status ON items (table_name, status_partition, status_sort, partition_key, sort_key)
    WHERE status_partition IS NOT NULL;
  CREATE INDEX items_by_plan ON items (table_name, plan_partition, plan_sort, partition_key, sort_key)
    WHERE plan_partition IS NOT NULL;
  `,
  // The decided state of an execution moved beside its header, which says since then what its last change wrote.
  `
  UPDATE items SET sort_key = 'header#' || substr(sort_key, length('state#') + 1)
    WHERE table_name = 'executions' AND partition_key LIKE 'execution#%' AND sort_key LIKE 'state#%';
  UPDATE items SET body = json_set(body, '$.lastChange', json('{"version":0,"items":0}'))
    WHERE table_name = 'executions' AND partition_key LIKE 'execution#%' AND sort_key = 'header'
      AND json_extract(body, '$.lastChange') IS NULL;
  `,
];

export const schemaVersion = migrations.length;

/** "BRKW": marks a SQLite file as ours. */
const applicationId = 0x42524b57;

export type DatabaseOrigin =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ours'; readonly version: number }
  | { readonly kind: 'foreign' };

/** Whose file this is. Reads only: a file of somebody else stays as it is. */
export function originOf(database: DatabaseSync): DatabaseOrigin {
  const foundId = numberFrom(database, 'PRAGMA application_id');
  const version = numberFrom(database, 'PRAGMA user_version');
  if (foundId === applicationId) return { kind: 'ours', version };
  const objects = numberFrom(database, 'SELECT count(*) FROM sqlite_schema');
  return foundId === 0 && version === 0 && objects === 0 ? { kind: 'empty' } : { kind: 'foreign' };
}

/** Brings a file from this version to ours, whole or not at all. */
export function migrate(database: DatabaseSync, version: number): void {
  if (version === schemaVersion) return;
  database.exec(
    [
      'BEGIN IMMEDIATE;',
      ...migrations.slice(version),
      `PRAGMA application_id = ${applicationId};`,
      `PRAGMA user_version = ${schemaVersion};`,
      'COMMIT;',
    ].join('\n'),
  );
}

function numberFrom(database: DatabaseSync, sql: string): number {
  const value = Object.values(database.prepare(sql).get() ?? {})[0];
  if (typeof value !== 'number') throw new TypeError(`${sql} gave no number`);
  return value;
}
