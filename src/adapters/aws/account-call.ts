import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccountAccess, AccountSession } from './account-session.ts';
import { type Operation, toAwsFailure } from './errors.ts';
import { type Deadline, startDeadline, type WireCall } from './wire-call.ts';

/** One request in an account and Region, with that account's credentials. Never throws. */
export type AccountCall = <Value>(
  request: Operation & { readonly scope: Scope },
  send: (session: AccountSession, signal: AbortSignal) => Promise<Value>,
) => Promise<Outcome<Value>>;

/**
 * A read whose session has expired is asked once more with a new one. A mutation is not: nothing happened, and the
 * caller, who has its own bookkeeping of tries, is told that it may try again.
 *
 * One deadline covers the credentials and the request, so that no mutation leaves after its caller's time (design 6.1).
 */
export function createAccountCall(options: {
  readonly access: AccountAccess;
  readonly wireCall: WireCall;
  readonly clock: Clock;
}): AccountCall {
  const { access, wireCall, clock } = options;

  return async (request, send) => {
    const first = await attempt();
    return first.sessionExpired && !request.mutates ? (await attempt()).outcome : first.outcome;

    async function attempt() {
      const deadline = startDeadline(clock);
      try {
        return await attemptUntil(deadline);
      } finally {
        deadline.cancel();
      }
    }

    async function attemptUntil(deadline: Deadline) {
      const session = await sessionWithin(deadline);
      if (!session.ok) return { outcome: session, sessionExpired: false };
      const outcome = await wireCall(request, deadline, (signal) => send(session.value, signal));
      const sessionExpired = !outcome.ok && outcome.failure.kind === 'credentials';
      if (sessionExpired) access.drop(session.value);
      return { outcome, sessionExpired };
    }

    async function sessionWithin(deadline: Deadline): Promise<Outcome<AccountSession>> {
      try {
        const session = await deadline.within(() => access.sessionFor(request.scope, request.operation));
        // A laptop may have slept meanwhile, and the deadline's timer may not have run yet. A read that is late harms
        // nobody, and a simulator's time of day runs faster than calls do.
        if (session.ok && request.mutates) deadline.throwIfPassed();
        return session;
      } catch (error) {
        const nothingSent = { operation: request.operation, mutates: false };
        return { ok: false, failure: toAwsFailure(error, nothingSent) };
      }
    }
  };
}
