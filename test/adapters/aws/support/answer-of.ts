import type { Outcome } from '../../../../src/ports/aws-failure.ts';

/** The value of a call that is expected to succeed. */
export function answerOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`${outcome.failure.operation} failed: ${outcome.failure.code}: ${outcome.failure.message}`);
}
