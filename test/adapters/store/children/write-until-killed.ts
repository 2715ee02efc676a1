/** Writes one transaction after another to the database named first, and prints the number of each that was taken. */
import { writeSync } from 'node:fs';
import { openSqliteItemStore } from '../../../../src/adapters/sqlite/item-store.ts';

const [path = '', first = '1'] = process.argv.slice(2);
const store = openSqliteItemStore({ path });
for (let number = Number(first); ; number += 1) {
  const result = await store.transact(
    ['left', 'middle', 'right'].map((part) => ({
      kind: 'put',
      item: {
        table: 'executions',
        partition: 'crash',
        sort: `${String(number).padStart(6, '0')}#${part}`,
        version: 1,
        body: { number, text: 'x'.repeat(2000) },
        indexes: { open: { partition: 'crash', sort: `${String(number).padStart(6, '0')}#${part}` } },
      },
      condition: { kind: 'absent' },
    })),
  );
  if (!result.ok) throw new Error(`transaction ${number} was refused`);
  writeSync(1, `${number}\n`);
}
