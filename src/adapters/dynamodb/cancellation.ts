/** Why DynamoDB cancelled a transaction: nothing of it was written. */
import { z } from 'zod';

const cancelledSchema = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional(), Message: z.string().optional() })),
});

export interface Cancellation {
  /** The positions of the writes whose condition did not hold. */
  readonly conflicts: readonly number[];
  /** Of the writes that were in the way of somebody else's, or throttled: these pass. */
  readonly passing: readonly string[];
  /** Of writes that DynamoDB will never take. */
  readonly lasting: readonly string[];
}

/** Codes of `CancellationReasons` that go away by themselves ("TransactWriteItems", API reference). */
const passingCodes: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'RequestLimitExceeded',
]);

/** Undefined for any other error. */
export function cancellationOf(thrown: unknown): Cancellation | undefined {
  const parsed = cancelledSchema.safeParse(thrown);
  if (!parsed.success) return undefined;
  const reasons = parsed.data.CancellationReasons.map(({ Code = 'None', Message = '' }, position) => ({
    code: Code,
    position,
    text: `${Code} at write ${position}: ${Message}`,
  })).filter(({ code }) => code !== 'None');
  const passing = reasons.filter(({ code }) => passingCodes.has(code));
  const failed = reasons.filter(({ code }) => code === 'ConditionalCheckFailed');
  return {
    conflicts: failed.map(({ position }) => position),
    passing: passing.map(({ text }) => text),
    lasting: reasons.filter((reason) => !passing.includes(reason) && !failed.includes(reason)).map(({ text }) => text),
  };
}
