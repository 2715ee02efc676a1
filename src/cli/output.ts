import { stringify } from 'yaml';
import type { CliContext } from './context.ts';
import { print } from './failure.ts';
import { tableLines } from './render/table.ts';

const formats = ['table', 'json', 'yaml'] as const;
export type Format = (typeof formats)[number];

export interface OutputFlags {
  readonly output: Format;
}

export const outputFlags = {
  output: { kind: 'enum', values: formats, default: 'table', brief: 'How to print it' },
} as const;

export interface TableOf<T> {
  readonly head: readonly string[];
  readonly alignRight?: readonly string[];
  readonly row: (item: T) => readonly string[];
}

/** A list for people, or the same as the API gave it for programs. */
export function printList<T>(
  context: CliContext,
  { output }: OutputFlags,
  items: readonly T[],
  table: TableOf<T>,
): void {
  if (output !== 'table') printData(context, output, items);
  else if (items.length === 0) print(context, 'none');
  else for (const line of tableLines(table.head, items.map(table.row), table.alignRight)) print(context, line);
}

/** What was done: sentences for people, the data for programs. */
export function printResult(
  context: CliContext,
  { output }: OutputFlags,
  data: unknown,
  sentences: readonly string[],
): void {
  if (output === 'table') for (const sentence of sentences) print(context, sentence);
  else printData(context, output, data);
}

export function printData(context: CliContext, format: 'json' | 'yaml', data: unknown): void {
  context.stdout.write(format === 'json' ? `${JSON.stringify(data, undefined, 2)}\n` : stringify(data));
}
