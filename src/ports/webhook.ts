import type { Instant } from '../domain/model/identifiers.ts';

/** Posts a message to somebody else's server. */
export interface WebhookSender {
  /** One signed request, bounded in time; redirects are not followed. */
  post(message: WebhookMessage): Promise<WebhookAnswer>;
}

export interface WebhookMessage {
  readonly url: string;
  /** Known to both sides: it signs. */
  readonly key: string;
  readonly notificationId: string;
  readonly sentTime: Instant;
  readonly body: string;
}

export type WebhookAnswer =
  | { readonly kind: 'taken' }
  /** Worth another try: no answer, 408, 425, 429, 5xx. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Any other answer: the same again would be answered alike. */
  | { readonly kind: 'refused'; readonly message: string };
