/**
 * Posts messages to the webhook that the plan names now. Bounded: so many tries of each, so many of a plan that wait for
 * a slow receiver. Those of one plan are posted in their order; plans do not wait for one another.
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
  /** Takes what was not delivered, to be tried again or, given up, to be seen; absent where nobody does either. */
  readonly keep?: (notification: Notification, reason: string, isGivenUp: boolean) => Promise<void>;
  /** For whoever runs the server: what was not delivered, and why. */
  readonly log: (line: string) => void;
}

/** Resolves when the message was posted, or given up with a line in the log. Never rejects for the receiver's sake. */
export const createWebhookNotifier = (ports: DeliveryPorts): Notifier => {
  const queues = new Map<string, { waiting: number; last: Promise<void> }>();
  return {
    notify: async (notification) => {
      const { planId } = notification;
      const queue = queues.get(planId) ?? { waiting: 0, last: Promise.resolve() };
      if (queue.waiting >= limits.notifyWaiting) return putOff(ports, notification);
      queues.set(planId, queue);
      queue.waiting += 1;
      const sent = queue.last.then(() => deliver(ports, notification));
      queue.last = sent.catch(() => undefined);
      try {
        await sent;
      } finally {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(planId);
      }
    },
  };
};

/** Later tries are made from what is kept, which does not wait here. */
const putOff = async (ports: DeliveryPorts, notification: Notification): Promise<void> => {
  const url = await receiverOf(ports.reader, notification);
  if (url === undefined) return;
  await giveBack(ports, url, notification, {
    message: `${limits.notifyWaiting} messages of the plan wait for its receiver already`,
    mayTakeLater: true,
  });
};

const deliver = async (ports: DeliveryPorts, notification: Notification): Promise<void> => {
  const url = await receiverOf(ports.reader, notification);
  if (url === undefined) return;
  const key = await readWebhookKey(ports.reader);
  const noKey = { message: 'there is no key to sign with', mayTakeLater: false };
  const failure = key === undefined ? noKey : await post(ports, url, key, notification);
  if (failure !== undefined) await giveBack(ports, url, notification, failure);
};

/** Where the plan wants such messages now. */
const receiverOf = async (reader: ItemReader, { planId, event }: Notification): Promise<string | undefined> => {
  const settings = (await readPlan(reader, planId))?.notifications;
  return settings !== undefined && isWanted(settings, event) ? settings.webhookUrl : undefined;
};

interface Failure {
  readonly message: string;
  readonly mayTakeLater: boolean;
}

const giveBack = async (
  { keep, log }: DeliveryPorts,
  url: string,
  notification: Notification,
  { message, mayTakeLater }: Failure,
): Promise<void> => {
  log(`not sent to ${maskedUrl(url)}: ${notification.notificationId}: ${message}`);
  await keep?.(notification, message, !mayTakeLater);
};

/** Undefined when it arrived, else why not. */
const post = async (
  { webhook, clock }: DeliveryPorts,
  url: string,
  key: string,
  notification: Notification,
): Promise<Failure | undefined> => {
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
