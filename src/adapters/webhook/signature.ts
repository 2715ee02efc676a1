import { createHmac } from 'node:crypto';

/** Documented in docs/operate/notifications.md: others verify by them. */
export const webhookHeaders = {
  notificationId: 'breakwater-id',
  /** Seconds since 1970 at the sending, by the sender's clock. */
  timestamp: 'breakwater-timestamp',
  signature: 'breakwater-signature',
} as const;

/** `v1=` and HMAC-SHA256 in hex, over timestamp, a dot, and the body as it is sent. */
export const signatureOf = (key: string, timestamp: string, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;
