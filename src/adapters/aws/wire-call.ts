import { limits } from '../../domain/limits.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { AwsFailureKind, Outcome } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Operation, toAwsFailure } from './errors.ts';

/** What happened to one request on the wire, for logs and for counting. */
export interface AwsCall {
  /** For example `drs:DescribeJobs`. */
  readonly operation: string;
  readonly scope: Scope;
  readonly durationMs: number;
  readonly outcome: 'ok' | AwsFailureKind;
}
export type OnCall = (call: AwsCall) => void;

/** Sends one request, is told when to give up, and never throws. */
export type WireCall = <Value>(
  request: Operation & { readonly scope: Scope },
  deadline: Deadline,
  send: (signal: AbortSignal) => Promise<Value>,
) => Promise<Outcome<Value>>;

export function createWireCall(options: { readonly clock: Clock; readonly onCall?: OnCall }): WireCall {
  const { clock, onCall } = options;
  return async (request, deadline, send) => {
    const startTime = clock.now();
    const outcome = await settle(request, deadline.within(send));
    onCall?.({
      operation: request.operation,
      scope: request.scope,
      durationMs: Math.round(secondsBetween(startTime, clock.now()) * 1000),
      outcome: outcome.ok ? 'ok' : outcome.failure.kind,
    });
    return outcome;
  };
}

async function settle<Value>(operation: Operation, reply: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await reply };
  } catch (error) {
    return { ok: false, failure: toAwsFailure(error, operation) };
  }
}

/** The time after which nobody waits any more. It begins when it is made, and must be cancelled when all is done. */
export interface Deadline {
  /** Throws the `TimeoutError` also when the process slept through the deadline, before its timer had a chance to run. */
  throwIfPassed(): void;
  /** Rejects with a `TimeoutError` when the deadline comes first, and aborts the work. */
  within<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  cancel(): void;
}

export function startDeadline(clock: Clock, seconds: number = limits.requestTimeoutSeconds): Deadline {
  const startTime = clock.now();
  const controller = new AbortController();
  const timeOut = () => Object.assign(new Error(`no reply within ${seconds} s`), { name: 'TimeoutError' });
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(seconds, () => {
    const error = timeOut();
    controller.abort(error);
    reject(error);
  });
  // Nobody may be waiting when the deadline passes between two pieces of work.
  aborted.catch(() => {});
  return {
    throwIfPassed() {
      if (controller.signal.aborted || secondsBetween(startTime, clock.now()) >= seconds) throw timeOut();
    },
    within: (work) => Promise.race([aborted, work(controller.signal)]),
    cancel,
  };
}
