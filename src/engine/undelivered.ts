/**
 * Messages that a receiver did not take: kept in the store, tried again with growing pauses, and given up after
 * `limits.redeliveryHours`; what it refused is given up at once. What was given up stays to be seen for as long as messages are kept.
 */
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { type Notification, notificationSchema } from '../domain/model/notification.ts';
import { maskedUrl } from '../domain/model/plan-notifications.ts';
import { type DeliveryTarget, deliveryTargetSchema, type UndeliveredMessage } from '../domain/model/settings.ts';
import { addSeconds, isBefore, secondsBetween } from '../domain/time.ts';
import type { ItemKey, ItemReader, ItemStore, StoredItem } from '../ports/item-store.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { WebhookAnswer } from '../ports/webhook.ts';
import { readPlan } from './catalog-reader.ts';
import type { DeliveryPorts } from './deliver.ts';
import { reasonOf } from './keep-refused.ts';
import { toJson } from './store/json.ts';
import { queryAll } from './store/query-all.ts';
import { readWebhookKey } from './webhook-key.ts';

export interface RedeliveryPorts extends Omit<DeliveryPorts, 'reader' | 'keep'> {
  readonly store: ItemStore;
  /** What brings messages to everybody, where there is such a thing. Throws when it does not take one. */
  readonly topic?: Notifier;
}

/** Of the catalog: who delivers may write it, and nothing else there. */
export const undeliveredPartition = 'undelivered';
/** What the topic takes late may then be refused by the webhook: that is kept beside it. */
const keyOf = ({ notification: { notificationId }, to }: Pick<Kept, 'notification' | 'to'>): ItemKey => ({
  table: 'catalog',
  partition: undeliveredPartition,
  sort: to === 'webhook' ? notificationId : `${to} ${notificationId}`,
});

const keptSchema = z.object({
  notification: notificationSchema,
  to: deliveryTargetSchema.default('webhook'),
  /** When it was first tried in vain. */
  since: z.string(),
  /** Rounds of tries so far. */
  rounds: z.int().positive(),
  lastError: z.string(),
  /** Absent: given up. */
  nextTime: z.string().optional(),
});
type Kept = z.infer<typeof keptSchema>;

interface KeptItem {
  readonly item: StoredItem;
  readonly kept: Kept;
}

const readKept = async (reader: ItemReader): Promise<readonly KeptItem[]> =>
  (await queryAll(reader, 'catalog', undeliveredPartition, '')).map((item) => ({
    item,
    kept: keptSchema.parse(item.body),
  }));

const pauseSeconds = (rounds: number): number =>
  Math.min(limits.redeliveryFirstSeconds * 2 ** (rounds - 1), limits.redeliveryMaxSeconds);

const itemOf = (kept: Kept, version: number) => ({
  ...keyOf(kept),
  version,
  body: toJson(kept),
  expiresTime: addSeconds(kept.since, limits.undeliveredDays * 86_400),
});

/** One that is kept already is not kept twice. */
export const keepUndelivered =
  ({ store, clock }: Pick<RedeliveryPorts, 'store' | 'clock'>, to: DeliveryTarget) =>
  async (notification: Notification, lastError: string, isGivenUp = false): Promise<void> => {
    const since = clock.now();
    const next = isGivenUp ? {} : { nextTime: addSeconds(since, pauseSeconds(1)) };
    const kept = { notification, to, since, rounds: 1, lastError, ...next };
    await store.transact([{ kind: 'put', item: itemOf(kept, 1), condition: { kind: 'absent' } }]);
  };

/**
 * Tries each message that is due, once: claimed before it is posted, so that of two who find it one posts it. Those of a
 * plan in their order, some plans at once. To be called each minute: what it does not get to in time is due again then.
 */
export const redeliver = async (ports: RedeliveryPorts): Promise<void> => {
  const { store, clock } = ports;
  const startTime = clock.now();
  const duePlans = new Map<string, KeptItem[]>();
  for (const each of await readKept(store)) {
    const { item, kept } = each;
    if (!isBefore(startTime, addSeconds(kept.since, limits.undeliveredDays * 86_400))) {
      await store.transact([{ kind: 'delete', key: item }]);
    } else if (kept.nextTime !== undefined && !isBefore(startTime, kept.nextTime)) {
      const { planId } = kept.notification;
      duePlans.set(planId, [...(duePlans.get(planId) ?? []), each]);
    }
  }
  const endTime = addSeconds(startTime, limits.redeliveryRunSeconds);
  // What was due first comes first: a receiver that takes nothing is behind the others the next time.
  const plans = [...duePlans.values()]
    .map((due) => due.toSorted((one, other) => compareTexts(dueOf(one), dueOf(other))))
    .toSorted(([one], [other]) => compareTexts(dueOf(one), dueOf(other)))
    .values();
  const work = async (): Promise<void> => {
    for (const due of plans) {
      for (const each of due) {
        if (!isBefore(clock.now(), endTime)) return;
        await claimAndTry(ports, each);
      }
    }
  };
  await Promise.all(Array.from({ length: limits.redeliveriesAtOnce }, work));
};

const dueOf = (each: KeptItem | undefined): string => each?.kept.nextTime ?? '';
const compareTexts = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const claimAndTry = async (ports: RedeliveryPorts, { item, kept }: KeptItem): Promise<void> => {
  const { store, clock } = ports;
  // Longer than a try can take; whoever dies meanwhile has only put it off.
  const nextTime = addSeconds(clock.now(), limits.redeliveryFirstSeconds);
  const claimed = { ...kept, nextTime };
  const isOurs = await store.transact([
    {
      kind: 'put',
      item: itemOf(claimed, item.version + 1),
      condition: { kind: 'version', version: item.version },
    },
  ]);
  if (!isOurs.ok) return;
  const next = await tryAgain(ports, claimed);
  const condition = { kind: 'version', version: item.version + 1 } as const;
  await store.transact([
    next === undefined
      ? { kind: 'delete', key: keyOf(kept), condition }
      : { kind: 'put', item: itemOf(next, item.version + 2), condition },
  ]);
};

/** Undefined: it arrived, or nobody wants it any more. */
const tryAgain = async (ports: RedeliveryPorts, kept: Kept): Promise<Kept | undefined> => {
  const { clock, log } = ports;
  const { notification, rounds, since, to } = kept;
  const { receiver, answer } = await (to === 'topic' ? publish(ports, notification) : post(ports, notification));
  if (answer.kind === 'taken') return undefined;
  const { nextTime: _due, ...rest } = kept;
  const failed = { ...rest, rounds: rounds + 1, lastError: answer.message };
  const nextTime = addSeconds(clock.now(), pauseSeconds(rounds + 1));
  if (answer.kind === 'failed' && secondsBetween(since, nextTime) <= limits.redeliveryHours * 3600) {
    return { ...failed, nextTime };
  }
  log(`given up: ${receiver}: ${notification.notificationId}: ${answer.message}`);
  return failed;
};

interface Tried {
  /** For the log. */
  readonly receiver: string;
  readonly answer: WebhookAnswer;
}

const post = async ({ store, webhook, clock }: RedeliveryPorts, notification: Notification): Promise<Tried> => {
  const { notificationId, planId } = notification;
  const url = (await readPlan(store, planId))?.notifications?.webhookUrl;
  const key = await readWebhookKey(store);
  if (url === undefined || key === undefined) return { receiver: 'nobody', answer: { kind: 'taken' } };
  const sentTime = clock.now();
  const answer = await webhook.post({ url, key, notificationId, sentTime, body: JSON.stringify(notification) });
  return { receiver: maskedUrl(url), answer };
};

/** Whatever a topic refuses may be mended: a right, a key, the topic itself. */
const publish = async ({ topic }: RedeliveryPorts, notification: Notification): Promise<Tried> => {
  const receiver = 'the topic';
  if (topic === undefined) return { receiver, answer: { kind: 'failed', message: 'there is no topic here' } };
  try {
    await topic.notify(notification);
    return { receiver, answer: { kind: 'taken' } };
  } catch (error) {
    return { receiver, answer: { kind: 'failed', message: reasonOf(error) } };
  }
};

/** For people to see. */
export const readUndelivered = async (reader: ItemReader): Promise<readonly UndeliveredMessage[]> =>
  (await readKept(reader)).map(({ kept: { notification, to, since, lastError, nextTime } }) => ({
    notificationId: notification.notificationId,
    planName: notification.planName,
    subject: notification.subject,
    to,
    since,
    lastError,
    ...(nextTime !== undefined && { nextTime }),
  }));
