import { limits } from '../../domain/limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WebhookAnswer, WebhookSender } from '../../ports/webhook.ts';
import { signatureOf, webhookHeaders } from './signature.ts';

type Fetch = (request: Request) => Promise<Response>;

/** `clock` bounds the wait: real time, unless a test moves it. */
export const createWebhookSender = ({
  clock,
  fetch = globalThis.fetch,
}: {
  readonly clock: Clock;
  readonly fetch?: Fetch;
}): WebhookSender => ({
  post: async ({ url, key, notificationId, sentTime, body }) => {
    const timestamp = String(Math.floor(Date.parse(sentTime) / 1000));
    const controller = new AbortController();
    const timeOut = new Promise<WebhookAnswer>((resolve) => {
      controller.signal.addEventListener('abort', () =>
        resolve({ kind: 'failed', message: `no answer within ${limits.notifySeconds} s` }),
      );
    });
    const cancel = clock.after(limits.notifySeconds, () => controller.abort());
    const request = new Request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'breakwater',
        [webhookHeaders.notificationId]: notificationId,
        [webhookHeaders.timestamp]: timestamp,
        [webhookHeaders.signature]: signatureOf(key, timestamp, body),
      },
      body,
      // A redirect would carry the message to a place that nobody named.
      redirect: 'manual',
      signal: controller.signal,
    });
    try {
      return await Promise.race([answerTo(fetch, request), timeOut]);
    } finally {
      cancel();
    }
  },
});

/** Request Timeout, Too Early, Too Many Requests: of the moment, not of the message (RFC 9110, 8470, 6585). */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

const answerTo = async (fetch: Fetch, request: Request): Promise<WebhookAnswer> => {
  try {
    const response = await fetch(request);
    await response.body?.cancel();
    if (response.ok) return { kind: 'taken' };
    const { status } = response;
    const isWorthAnother = passing.has(status) || status >= 500;
    return { kind: isWorthAnother ? 'failed' : 'refused', message: `it answered ${status}` };
  } catch (error) {
    return { kind: 'failed', message: reasonOf(error) };
  }
};

/** `fetch failed` says nothing; its cause does. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
