/** What becomes of a read or a write when DynamoDB throttles, is busy, or its answer does not arrive. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ItemStore, Write } from '../../../src/ports/item-store.ts';
import { itemAt, keyAt, put } from '../../../src/ports/suites/item-store/harness.ts';
import { onDynamoDbLocal } from '../../support/dynamodb/local.ts';
import { type Exchange, openVirtualStore, type SentRequest } from '../../support/dynamodb/wire.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const answered = (code: string, more: Readonly<Record<string, unknown>> = {}, status = 400): Exchange => ({
  kind: 'answered',
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: `said ${code}`, ...more },
});
const cancelled = (...codes: readonly string[]): Exchange =>
  answered('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code, Message: 'busy' })) });

const replace = (version: number): Write => ({
  kind: 'put',
  item: itemAt('p', 'a', { version: version + 1, body: { from: version } }),
  condition: { kind: 'version', version },
});

const tokenSchema = z.object({ ClientRequestToken: z.string() });
const tokensOf = (sent: readonly SentRequest[]): readonly string[] =>
  sent
    .filter(({ operation }) => operation === 'TransactWriteItems')
    .map(({ body }) => tokenSchema.parse(JSON.parse(body)).ClientRequestToken);

await onDynamoDbLocal('failures of DynamoDB', ({ endpoint }) => {
  /** Version 1 of an item is stored; then the exchanges go wrong. */
  const open = async (...exchanges: readonly Exchange[]) => {
    const clock = createVirtualClock();
    const opened = await openVirtualStore(endpoint, clock);
    await clock.complete(opened.store.transact([put(itemAt('p', 'a'))]));
    opened.sent.length = 0;
    opened.exchanges.push(...exchanges);
    const startMs = clock.nowMs();
    return {
      ...opened,
      clock,
      write: (...writes: readonly Write[]) => clock.complete(opened.store.transact(writes)),
      read: (read: (store: ItemStore) => Promise<unknown>) => clock.complete(read(opened.store)),
      passedSeconds: () => (clock.nowMs() - startMs) / 1000,
      stored: () => clock.complete(opened.store.get(keyAt('p', 'a'))),
    };
  };

  describe('a write whose reply is lost', () => {
    it('took place once, and is answered as it would have been, by the token that it was sent with', async () => {
      const { write, stored, sent } = await open({ kind: 'reply lost' });
      expect(await write(replace(1))).toEqual({ ok: true });
      expect(await stored()).toMatchObject({ version: 2, body: { from: 1 } });
      const tokens = tokensOf(sent);
      expect(tokens).toHaveLength(2);
      expect(new Set(tokens).size).toBe(1);
    });

    it('has no second effect when somebody else wrote in between', async () => {
      const { store, clock, write, stored } = await open({ kind: 'reply lost' });
      const ours = store.transact([replace(1)]);
      await clock.settle();
      expect(await store.transact([replace(2)]), 'somebody else, before our second try').toEqual({ ok: true });
      expect(await clock.complete(ours)).toEqual({ ok: true });
      expect(await stored()).toMatchObject({ version: 3, body: { from: 2 } });
      expect(await write(replace(1)), 'a new transaction is another matter').toEqual({ ok: false, conflicts: [0] });
    });

    it('is found refused when its condition did not hold', async () => {
      const { write, stored } = await open({ kind: 'reply lost' });
      expect(await write(replace(7))).toEqual({ ok: false, conflicts: [0] });
      expect(await stored()).toMatchObject({ version: 1 });
    });

    it('is asked about under the same token while DynamoDB is still at it', async () => {
      const { write, sent } = await open({ kind: 'reply lost' }, answered('TransactionInProgressException'));
      expect(await write(replace(1))).toEqual({ ok: true });
      expect(tokensOf(sent)).toHaveLength(3);
      expect(new Set(tokensOf(sent)).size).toBe(1);
    });

    it('is given up when no reply ever comes: an error, because nobody knows', async () => {
      const { write, sent, passedSeconds } = await open(
        ...Array.from({ length: 7 }, () => ({ kind: 'no answer' }) as const),
      );
      await expect(write(replace(1))).rejects.toThrow('TimeoutError');
      expect(sent).toHaveLength(7);
      expect(passedSeconds()).toBeCloseTo(7 * 5 + 6.3);
    });
  });

  describe('a write in the way of another', () => {
    it('is tried again, as a new transaction', async () => {
      const { write, stored, sent } = await open(cancelled('TransactionConflict'), cancelled('TransactionConflict'));
      expect(await write(replace(1))).toEqual({ ok: true });
      expect(await stored()).toMatchObject({ version: 2 });
      expect(new Set(tokensOf(sent)).size).toBe(3);
    });

    it('says which conditions do not hold only when nobody is in the way', async () => {
      const { write } = await open(cancelled('ConditionalCheckFailed', 'TransactionConflict'));
      const other: Write = { kind: 'check', key: keyAt('p', 'b'), condition: { kind: 'version', version: 1 } };
      expect(await write(replace(1), other)).toEqual({ ok: false, conflicts: [1] });
    });

    it('is an error after so many tries', async () => {
      const { write, stored } = await open(...Array.from({ length: 7 }, () => cancelled('TransactionConflict')));
      await expect(write(replace(1))).rejects.toThrow('TransactionConflict at write 0: busy (tried 7 times)');
      expect(await stored()).toMatchObject({ version: 1 });
    });
  });

  it.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 400],
    ['InternalServerError', 500],
  ])('after %s reads and writes are tried again, with pauses that double', async (code, status) => {
    const failed = answered(code, {}, status);
    const { write, read, passedSeconds } = await open(failed, failed, failed, failed, failed);
    expect(await read((store) => store.get(keyAt('p', 'a')))).toMatchObject({ version: 1 });
    expect(passedSeconds()).toBeCloseTo(0.1 + 0.2 + 0.4 + 0.8 + 1.6);
    const { write: writeAgain } = await open(failed, failed);
    expect(await writeAgain(replace(1))).toEqual({ ok: true });
    expect(await write(replace(1))).toEqual({ ok: true });
  });

  it('a transaction that was throttled in part is tried again', async () => {
    const { write } = await open(
      cancelled('ThrottlingError', 'None'),
      cancelled('None', 'ProvisionedThroughputExceeded'),
    );
    expect(await write(replace(1), put(itemAt('p', 'b')))).toEqual({ ok: true });
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    '%s is an error at once, in the words of AWS',
    async (code) => {
      const { write, sent } = await open(answered(code));
      await expect(write(replace(1))).rejects.toThrow(`dynamodb:TransactWriteItems: ${code}: said ${code}`);
      expect(sent).toHaveLength(1);
    },
  );

  it('a write that DynamoDB will never take is an error at once', async () => {
    const { write, sent } = await open(cancelled('None', 'ValidationError'));
    await expect(write(replace(1), put(itemAt('p', 'b')))).rejects.toThrow('ValidationError at write 1: busy');
    expect(sent).toHaveLength(1);
  });
});
