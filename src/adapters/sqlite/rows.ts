import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { type IndexName, indexNames, type Json, type StoredItem, type TableName } from '../../ports/item-store.ts';

/** The columns of an item in the order in which `rowOf` gives their values. */
export const columns: readonly string[] = [
  'table_name',
  'partition_key',
  'sort_key',
  'version',
  'stamp',
  'body',
  'expires_time',
  ...indexNames.flatMap((index) => [`${index}_partition`, `${index}_sort`]),
];

export function rowOf(item: StoredItem, bodyText: string): SQLInputValue[] {
  const entries = indexNames.map((index) => item.indexes?.[index]);
  return [
    item.table,
    item.partition,
    item.sort,
    item.version,
    item.stamp ?? null,
    bodyText,
    item.expiresTime ?? null,
    ...entries.flatMap((entry) => [entry?.partition ?? null, entry?.sort ?? null]),
  ];
}

type Row = Record<string, SQLOutputValue>;

/** `table` is the one that was asked for; `bodyOf` reads the text of a body of an item with that name. */
export function itemOf(table: TableName, row: Row, bodyOf: (name: string, text: string) => Json): StoredItem {
  const partition = text(row, 'partition_key');
  const sort = text(row, 'sort_key');
  const body = bodyOf(`${table}\u0000${partition}\u0000${sort}`, text(row, 'body'));
  const stamp = optionalText(row, 'stamp');
  const expiresTime = optionalText(row, 'expires_time');
  const indexes = indexesOf(row);
  return {
    table,
    partition,
    sort,
    version: versionOf(row),
    ...(stamp !== undefined && { stamp }),
    body,
    ...(indexes !== undefined && { indexes }),
    ...(expiresTime !== undefined && { expiresTime }),
  };
}

/** What the conditions are about. */
export function conditionedOf(row: Row): { readonly version: number; readonly stamp?: string } {
  const stamp = optionalText(row, 'stamp');
  return { version: versionOf(row), ...(stamp !== undefined && { stamp }) };
}

function indexesOf(row: Row): StoredItem['indexes'] {
  const entries: { [index in IndexName]?: { partition: string; sort: string } } = {};
  let found = false;
  for (const index of indexNames) {
    const partition = optionalText(row, `${index}_partition`);
    if (partition === undefined) continue;
    entries[index] = { partition, sort: text(row, `${index}_sort`) };
    found = true;
  }
  return found ? entries : undefined;
}

function versionOf(row: Row): number {
  const version = row['version'];
  if (typeof version !== 'number') throw new TypeError('an item in the database has no version');
  return version;
}

function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}

function text(row: Row, column: string): string {
  const value = optionalText(row, column);
  if (value === undefined) throw new TypeError(`an item in the database has no ${column}`);
  return value;
}
