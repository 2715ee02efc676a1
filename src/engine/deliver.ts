/**
 * Posts messages to the webhook that the plan names now. Bounded: so many tries of each, so many that wait for a slow
 * receiver. Those of one plan are posted in their order; plans do not wait for one another.
 */
import { limits } from '../domain/limits.ts';
import type { Notification } from '../domain/model/notification.ts';
import { isWanted, maskedUrl } from '../domain/model/plan-notifications.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { WebhookSender } from '../ports/webhook.ts';
import { readPlan } from './catalog-reader.ts';
import { readWebhookKey } from './webhook-key.ts';

export interface DeliveryPorts {
  readonly reader: ItemReader;
  readonly webhook: WebhookSender;
  /** Receivers compare its time with theirs, and its pauses are real. */
  readonly clock: Clock;
  /** Takes what a receiver may take later; absent where nobody tries again. */
  readonly keep?: (notification: Notification, reason: string) => Promise<void>;
  /** For whoever runs the server: what was not delivered, and why. */
  readonly log: (line: string) => void;
}

/** Resolves when the message was posted, or given up with a line in the log. Never rejects for the receiver's sake. */
export const createWebhookNotifier = (ports: DeliveryPorts): Notifier => {
  const last = new Map<string, Promise<void>>();
  let waiting = 0;
  return {
    notify: async (notification) => {
      const { planId, notificationId } = notification;
      if (waiting >= limits.notifyWaiting) {
        ports.log(`not sent: ${notificationId}: ${limits.notifyWaiting} messages wait for their receivers already`);
        return;
      }
      waiting += 1;
      const before = last.get(planId) ?? Promise.resolve();
      const sent = before.then(() => deliver(ports, notification));
      const over = sent.catch(() => undefined);
      last.set(planId, over);
      try {
        await sent;
      } finally {
        waiting -= 1;
        if (last.get(planId) === over) last.delete(planId);
      }
    },
  };
};

const deliver = async (ports: DeliveryPorts, notification: Notification): Promise<void> => {
  const { reader, log } = ports;
  const settings = (await readPlan(reader, notification.planId))?.notifications;
  const url = settings?.webhookUrl;
  if (settings === undefined || url === undefined || !isWanted(settings, notification.event)) return;
  const key = await readWebhookKey(reader);
  const noKey = { message: 'there is no key to sign with', mayTakeLater: false };
  const failure = key === undefined ? noKey : await post(ports, url, key, notification);
  if (failure === undefined) return;
  log(`not sent to ${maskedUrl(url)}: ${notification.notificationId}: ${failure.message}`);
  if (failure.mayTakeLater) await ports.keep?.(notification, failure.message);
};

/** Undefined when it arrived, else why not. */
const post = async (
  { webhook, clock }: DeliveryPorts,
  url: string,
  key: string,
  notification: Notification,
): Promise<{ readonly message: string; readonly mayTakeLater: boolean } | undefined> => {
  const body = JSON.stringify(notification);
  const { notificationId } = notification;
  for (let pauseSeconds = limits.notifyPauseSeconds, left = limits.notifyTries; ; pauseSeconds *= 2) {
    const answer = await webhook.post({ url, key, notificationId, sentTime: clock.now(), body });
    if (answer.kind === 'taken') return undefined;
    left -= 1;
    if (answer.kind === 'refused' || left === 0) {
      return { message: answer.message, mayTakeLater: answer.kind === 'failed' };
    }
    await new Promise<void>((resolve) => clock.after(pauseSeconds, resolve));
  }
};
