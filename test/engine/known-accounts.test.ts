/** The registry as a process keeps it: what others change there is known within a minute, and asked for no sooner. */
import { expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { accountKey } from '../../src/engine/account-items.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { keepAccounts } from '../../src/engine/known-accounts.ts';
import type { ItemReader } from '../../src/ports/item-store.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const open = () => {
  const clock = createVirtualClock({ settlePasses: 1 });
  const store = createMemoryItemStore();
  let queries = 0;
  const reader: ItemReader = {
    ...store,
    query: (where) => {
      queries += 1;
      return store.query(where);
    },
  };
  const known = keepAccounts(reader, clock);
  /** Somebody else, in another process. */
  const register = async (accountId: string): Promise<void> => {
    const account = {
      kind: 'Account',
      accountId,
      accountName: accountId,
      roleArn: `arn:aws:iam::${accountId}:role/BreakwaterTarget`,
      regions: ['us-east-1'],
    };
    const applied = await createCatalog({ store, clock, ids: createSeededIds(1) }).apply([account], { actor: 'anna' });
    expect(applied.kind).toBe('applied');
  };
  const forget = async (accountId: string): Promise<void> => {
    expect(await store.transact([{ kind: 'delete', key: accountKey(accountId) }])).toEqual({ ok: true });
  };
  const namesAfter = async (seconds: number): Promise<readonly string[]> => {
    await clock.advance(seconds);
    await known.refresh();
    return known.now().map(({ accountId }) => accountId);
  };
  return { known, register, forget, namesAfter, queries: () => queries };
};

it('no account is known before the registry was read', async () => {
  const { known, register, namesAfter } = open();
  await register('111122223333');
  expect(known.now()).toEqual([]);
  expect(await namesAfter(0)).toEqual(['111122223333']);
});

it('what is registered and taken out elsewhere is known a minute later, however long the process lives', async () => {
  const { register, forget, namesAfter } = open();
  await register('111122223333');
  expect(await namesAfter(0)).toEqual(['111122223333']);
  await register('444455556666');
  expect(await namesAfter(59), 'within the minute').toEqual(['111122223333']);
  expect(await namesAfter(1)).toEqual(['111122223333', '444455556666']);
  await forget('111122223333');
  expect(await namesAfter(60)).toEqual(['444455556666']);
  await forget('444455556666');
  expect(await namesAfter(86_400)).toEqual([]);
});

it('the registry is read once a minute, however often it is asked for', async () => {
  const { register, namesAfter, queries } = open();
  await register('111122223333');
  await namesAfter(0);
  const once = queries();
  for (let second = 0; second < 59; second += 1) await namesAfter(1);
  expect(queries()).toBe(once);
  await namesAfter(1);
  expect(queries()).toBe(2 * once);
});

it('a change of one’s own is known at once', async () => {
  const { known, register, namesAfter } = open();
  await namesAfter(0);
  await register('111122223333');
  await known.reload();
  expect(await namesAfter(0)).toEqual(['111122223333']);
});
