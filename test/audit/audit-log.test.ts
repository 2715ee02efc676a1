/** The audit log itself, on every store: nothing is lost, nothing is written twice, and it is read by time and by filter. */
import { describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { openSqliteItemStore } from '../../src/adapters/sqlite/item-store.ts';
import type { AuditEntry } from '../../src/domain/model/audit-entry.ts';
import { type AuditFilter, type AuditLog, createAuditLog } from '../../src/engine/audit-log.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { createSeededIds } from '../support/seeded-ids.ts';

const open = (store: ItemStore) => {
  const time = { now: '2026-11-01T00:00:00.000Z' };
  const log = createAuditLog({ store, clock: { now: () => time.now }, ids: createSeededIds(1) });
  return { log, time };
};

const about = (actor: string, ...resources: string[]) => ({
  actor,
  roles: ['Operator' as const],
  route: 'POST /api/executions',
  resources,
  detail: { executionType: 'DRILL' },
});
const done = { result: 'done', status: 202 } as const;

const everyPage = async (log: AuditLog, filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]> => {
  const entries: AuditEntry[] = [];
  for (let after: string | undefined; ; ) {
    const page = await log.list({ ...filter, limit, ...(after !== undefined && { after }) });
    entries.push(...page.items);
    after = page.next;
    if (after === undefined) return entries;
  }
};

const suite = (openStore: () => Promise<ItemStore>) => {
  test('an entry tells what came of it, or that nobody knows', async () => {
    const { log } = open(await openStore());
    const first = await log.begin(about('ana', 'shop'));
    await log.complete(first, { ...done, resources: ['exec-1', 'shop'] });
    await log.begin(about('bob', 'blog'));
    await log.refused({ ...about('cy'), route: 'DELETE /api/accounts/{accountId}' }, refusal);
    expect((await log.list({ limit: 10 })).items).toMatchObject([
      { actor: 'cy', result: 'refused', status: 403, code: 'FORBIDDEN' },
      { actor: 'bob', result: 'unanswered', resources: ['blog'] },
      { actor: 'ana', result: 'done', status: 202, resources: ['shop', 'exec-1'], detail: { executionType: 'DRILL' } },
    ]);
  });

  test('what is complete is not written again', async () => {
    const { log } = open(await openStore());
    const entry = await log.begin(about('ana'));
    await log.complete(entry, done);
    await expect(log.complete(entry, { result: 'failed', status: 500 })).rejects.toThrow('twice');
    expect((await log.list({ limit: 10 })).items).toMatchObject([{ result: 'done' }]);
  });

  test('it is read newest first, page by page, by time, person and resource', async () => {
    const { log, time } = open(await openStore());
    for (let hour = 0; hour < 20; hour += 1) {
      time.now = `2026-11-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
      const entry = await log.begin(about(hour % 2 === 0 ? 'ana' : 'Bob', `exec-${hour % 5}`));
      await log.complete(entry, done);
    }
    const hours = async (filter: AuditFilter, limit: number) =>
      (await everyPage(log, filter, limit)).map((entry) => Number(entry.time.slice(11, 13)));
    const all = Array.from({ length: 20 }, (_, index) => 19 - index);
    for (const limit of [1, 3, 100]) {
      expect(await hours({}, limit)).toEqual(all);
      expect(await hours({ who: 'bob' }, limit)).toEqual(all.filter((hour) => hour % 2 === 1));
      expect(await hours({ resource: 'EXEC-3' }, limit)).toEqual([18, 13, 8, 3]);
      const range = { from: '2026-11-01T05:00:00.000Z', until: '2026-11-01T09:00:00.000Z' };
      expect(await hours(range, limit)).toEqual([8, 7, 6, 5]);
      expect(await hours({ ...range, who: 'ana', resource: 'exec-1' }, limit)).toEqual([6]);
      expect(await hours({ ...range, result: 'done' }, limit)).toEqual([8, 7, 6, 5]);
      expect(await hours({ result: 'failed' }, limit)).toEqual([]);
    }
  });

  test('what came before the range is not read on for', async () => {
    const { log, time } = open(await openStore());
    for (let day = 1; day <= 9; day += 1) {
      time.now = `2026-11-0${day}T00:00:00.000Z`;
      await log.begin(about('ana'));
    }
    const page = await log.list({ from: '2026-11-08T00:00:00.000Z', limit: 3 });
    expect([page.items.length, page.next]).toEqual([2, undefined]);
  });
};
const refusal = { result: 'refused', status: 403, code: 'FORBIDDEN' } as const;

describe('in memory', () => suite(async () => createMemoryItemStore()));
describe('in SQLite', () => suite(async () => openSqliteItemStore({ path: ':memory:' })));
await onDynamoDbLocal('the audit log on DynamoDB', (local) => {
  describe('on DynamoDB', () => suite(() => local.openStore()));
});
