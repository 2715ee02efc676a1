/** A request to DynamoDB is tried until it is answered, by our own clock. */
import { limits } from '../../domain/limits.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Operation, toAwsFailure } from '../aws/errors.ts';
import { startDeadline } from '../aws/wire-call.ts';

/** `failure.retryable` says whether the same may be tried again. */
export type Tried<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: AwsFailure };

/** Sends once, and gives up after `limits.storeRequestSeconds`. What was thrown is given, too. */
export async function sendOnce<Value>(
  clock: Clock,
  operation: Operation,
  send: (signal: AbortSignal) => Promise<Value>,
): Promise<Tried<Value> & { readonly thrown?: unknown }> {
  const deadline = startDeadline(clock, limits.storeRequestSeconds);
  try {
    return { ok: true, value: await deadline.within(send) };
  } catch (thrown) {
    return { ok: false, failure: toAwsFailure(thrown, operation), thrown };
  } finally {
    deadline.cancel();
  }
}

/** Throws with AWS's words when the failure is none that passes, or has not passed after so many tries. */
export async function untilAnswered<Value>(clock: Clock, tryOnce: () => Promise<Tried<Value>>): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    const tried = await tryOnce();
    if (tried.ok) return tried.value;
    const { operation, code, message, retryable, retryAfterSeconds = 0 } = tried.failure;
    if (!retryable || tries === limits.storeTries) {
      throw new Error(`${operation}: ${code}: ${message}${tries === 1 ? '' : ` (tried ${tries} times)`}`);
    }
    const backoffSeconds = limits.storeBackoffFirstSeconds * 2 ** (tries - 1);
    await new Promise<void>((resolve) => clock.after(Math.max(backoffSeconds, retryAfterSeconds), resolve));
  }
}
