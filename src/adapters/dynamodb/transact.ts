/**
 * Every write is a `TransactWriteItems`, also that of one item: it takes a token, under which a second try of a write that
 * did take place (its reply was lost) is answered as the first would have been. A conditional `PutItem` would be refused
 * by its own first try. DynamoDB knows a token for 10 minutes; our tries take less than one.
 */
import { type CheckedWrite, checkTransaction } from '../../ports/item-rules.ts';
import type { ItemStore, TransactResult } from '../../ports/item-store.ts';
import { type Cancellation, cancellationOf } from './cancellation.ts';
import type { DynamoDbConnection } from './connection.ts';
import { TransactWriteCommand } from './sdk-dynamodb.ts';
import { sendOnce, type Tried, untilAnswered } from './tries.ts';
import { writeRequestOf } from './write-requests.ts';

const operation = { operation: 'dynamodb:TransactWriteItems', mutates: true } as const;

export function createTransact(connection: DynamoDbConnection): ItemStore['transact'] {
  return async (writes) => {
    const checked = checkTransaction(writes);
    if (checked.length === 0) return { ok: true };
    return untilAnswered(connection.clock, triesOf(connection, checked));
  };
}

/** The tries of one transaction. */
function triesOf(
  { client, tablePrefix, clock, newToken }: DynamoDbConnection,
  writes: readonly CheckedWrite[],
): () => Promise<Tried<TransactResult>> {
  const requests = writes.map((write) => writeRequestOf(tablePrefix, write));
  let token = newToken();
  let isReplyLost = false;
  return async () => {
    const command = new TransactWriteCommand({ TransactItems: requests, ClientRequestToken: token });
    const tried = await sendOnce(clock, operation, (abortSignal) => client.send(command, { abortSignal }));
    if (tried.ok) return { ok: true, value: { ok: true } };
    isReplyLost ||= tried.failure.mayHaveHappened;
    const cancellation = cancellationOf(tried.thrown);
    if (cancellation === undefined) return tried;
    // A cancelled transaction is over, and so is its token; but one that may still be on its way must stay the same.
    if (!isReplyLost) token = newToken();
    return outcomeOf(cancellation);
  };
}

function outcomeOf({ conflicts, passing, lasting }: Cancellation): Tried<TransactResult> {
  // Only when nobody was in the way is it known of every condition whether it holds.
  if (lasting.length === 0 && passing.length === 0) return { ok: true, value: { ok: false, conflicts } };
  return {
    ok: false,
    failure: {
      kind: lasting.length > 0 ? 'invalid' : 'throttled',
      operation: operation.operation,
      code: 'TransactionCanceledException',
      message: [...lasting, ...passing].slice(0, 5).join('; '),
      retryable: lasting.length === 0,
      mayHaveHappened: false,
    },
  };
}
