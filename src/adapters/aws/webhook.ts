import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { Fetch } from './fetch-request-handler.ts';
import { startDeadline } from './wire-call.ts';

/** The receiver reckons the same over `time.body`, and refuses what is old or wrong. */
export const signatureHeader = 'x-breakwater-signature';

export interface Webhook {
  /** Throws when the receiver does not answer with success. `id` is the same however often a message is sent. */
  send(message: { readonly id: string; readonly text: string }): Promise<void>;
}

/** Posts messages to one URL, signed with HMAC-SHA-256: `t=<time, ISO 8601>,v1=<hex of the signature>`. */
export const createWebhook = (options: {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
}): Webhook => {
  const { url, secret, clock, fetch } = options;
  if (!z.url({ protocol: /^https$/ }).safeParse(url).success) throw new Error('the webhook’s address is not https');
  if (secret.length < SECRET_CHARACTERS_MIN)
    throw new Error(`the webhook’s secret is shorter than ${SECRET_CHARACTERS_MIN}`);
  return {
    send: async (message) => {
      const time = clock.now();
      const body = JSON.stringify({ id: message.id, time, text: message.text });
      const signature = await sign(secret, `${time}.${body}`);
      const deadline = startDeadline(clock);
      try {
        const answer = await deadline.within((signal) =>
          fetch(
            new Request(url, {
              method: 'POST',
              headers: { 'content-type': 'application/json', [signatureHeader]: `t=${time},v1=${signature}` },
              body,
              signal,
              redirect: 'error',
            }),
          ),
        );
        if (!answer.ok) throw new Error(`the webhook answered HTTP ${answer.status}`);
      } finally {
        deadline.cancel();
      }
    },
  };
};

const SECRET_CHARACTERS_MIN = 16;

const sign = async (secret: string, text: string): Promise<string> => {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
