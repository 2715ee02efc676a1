/** Adds to one counter in the database named first, so many times, each time conditional on the version that it read. */
import { openSqliteItemStore } from '../../../../src/adapters/sqlite/item-store.ts';

const [path = '', times = '0'] = process.argv.slice(2);
const store = openSqliteItemStore({ path });
const key = { table: 'executions', partition: 'counter', sort: 'counter' } as const;
let conflicts = 0;
for (let done = 0; done < Number(times); ) {
  const version = (await store.get(key))?.version ?? 0;
  const result = await store.transact([
    {
      kind: 'put',
      item: { ...key, version: version + 1, body: null },
      condition: version === 0 ? { kind: 'absent' } : { kind: 'version', version },
    },
  ]);
  if (result.ok) done += 1;
  else conflicts += 1;
}
store.close();
console.log(conflicts);
