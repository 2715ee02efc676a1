/** The one way to the API: the client of the command line, in the page's own session. */
import { createClient } from '../../../src/api/client.ts';
import { timeHeader } from '../../../src/api/contract.ts';
import type { Failure, Result } from '../../../src/api/exchange.ts';
import { connection } from './connection.ts';
import { noteServerTime } from './server-time.ts';
import { hostedSignIn } from './sign-in.ts';
import { transport } from './transport.ts';

/** An answer takes at most as long as the checks before a start. */
const answerMilliseconds = 60_000;

const notModified = 304;

/** What fails here is the sign-in, not the server. */
async function signInToken(): Promise<string | undefined> {
  try {
    return await hostedSignIn.token();
  } catch (error) {
    connection.set('sign-in lost');
    throw new Error(`the sign-in gave no next token: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const api = createClient({
  baseUrl: globalThis.location.origin,
  fetch: async (input, init) => {
    const token = await signInToken();
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    try {
      const signal = AbortSignal.timeout(answerMilliseconds);
      const response = await transport.get()(input, { ...init, headers, signal });
      connection.set('connected');
      // What failed tells nothing of what is shown: that stays as old as it is.
      if (response.ok || response.status === notModified) noteServerTime(response.headers.get(timeHeader));
      return response;
    } catch (error) {
      connection.set('lost');
      throw error;
    }
  },
});

/** What the server, or the way to it, said instead of an answer; thrown where a query wants a rejection. */
export class FailedRequest extends Error {
  override readonly name = 'FailedRequest';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'problem' ? failure.problem.detail : failure.message);
    this.failure = failure;
  }
}

/** The value of an answer; throws a FailedRequest for anything else. */
export function answerOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FailedRequest(result.failure);
}

const isRefusedWith = (error: unknown, status: number): boolean =>
  error instanceof FailedRequest && error.failure.kind === 'problem' && error.failure.problem.status === status;

export const isUnauthorized = (error: unknown): boolean => isRefusedWith(error, 401);
export const isForbidden = (error: unknown): boolean => isRefusedWith(error, 403);
