/** How late turns are: by when each was due, whoever says to be at one. A turn that hangs is late, too. */
import { headerBodySchema, OPEN_EXECUTIONS } from '../../src/engine/store/execution-items.ts';
import type { ItemStore, StoredItem } from '../../src/ports/item-store.ts';

const PAGE = 1000;

/** The open executions' headers, read from the store past the server. */
const openHeaders = async (store: ItemStore): Promise<readonly StoredItem[]> => {
  const items: StoredItem[] = [];
  for (let after: string | undefined; ; ) {
    const from = after === undefined ? {} : { after };
    const page = await store.queryIndex({
      table: 'executions',
      index: 'open',
      partition: OPEN_EXECUTIONS,
      limit: PAGE,
      ...from,
    });
    items.push(...page.items);
    if (page.next === undefined) return items;
    after = page.next;
  }
};

export interface Lateness {
  readonly openCount: number;
  /** Of the latest turn. What fell due while nobody ran is late from the start of whoever runs on. */
  readonly lateSeconds: number;
}

export const latenessOf = async (store: ItemStore, nowMs: number, runningSinceMs: number): Promise<Lateness> => {
  const headers = await openHeaders(store);
  const late = headers.map(({ body }) => {
    const { header, driver } = headerBodySchema.parse(body);
    const dueMs = Date.parse(driver.nextWakeTime ?? header.startTime);
    return (nowMs - Math.max(dueMs, runningSinceMs)) / 1000;
  });
  return { openCount: headers.length, lateSeconds: Math.max(0, ...late) };
};
