/**
 * Keeps what delivers messages in step with what plans say: e-mail subscriptions with their filters, and the key that
 * signs webhooks. Compares with what was done last, so that it may be called at any time and mends what failed before.
 */
import { z } from 'zod';
import type { PlanSummary } from '../domain/model/recovery-plan.ts';
import type { EmailFilter, EmailSubscriptions } from '../ports/email-subscriptions.ts';
import type { Condition, ItemKey, ItemStore } from '../ports/item-store.ts';
import { catalogPartitions, planSummaryOf } from './catalog-items.ts';
import { queryAll } from './store/query-all.ts';
import { readOrCreateWebhookKey } from './webhook-key.ts';

export interface PlanNotificationPorts {
  readonly store: ItemStore;
  /** At least 32 characters that nobody can guess. */
  readonly newSecret: () => string;
  /** Absent where no e-mail is sent. */
  readonly subscriptions?: EmailSubscriptions;
}

/** To be called after plans were saved or deleted. Throws what AWS refused; calling it again goes on from there. */
export const followPlans = async (ports: PlanNotificationPorts): Promise<void> => {
  const { store, newSecret, subscriptions } = ports;
  const plans = await readPlans(store);
  if (plans.some(({ notifications }) => notifications?.webhookUrl !== undefined)) {
    await readOrCreateWebhookKey(store, newSecret);
  }
  if (subscriptions === undefined) return;
  // A save that comes meanwhile is seen by the look after the last change: whoever ends last has seen all.
  let lost: ReadonlySet<string> = new Set();
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const followed = await followEmails(store, subscriptions, lost);
    if (!followed.changed) return;
    lost = followed.lost;
  }
};

interface Followed {
  readonly changed: boolean;
  /** Addresses that somebody else changed at the same moment: what SNS has is theirs or ours, so it is set once more. */
  readonly lost: ReadonlySet<string>;
}

const LOOKS_MAX = 3;
const ALL = 'all';
const eventsSchema = z.union([z.literal(ALL), z.array(z.string())]);
const partition = 'email-subscriptions';
const subscribedSchema = z.object({ email: z.string(), subscriptionName: z.string(), filter: z.string() });

const keyOf = (email: string): ItemKey => ({ table: 'catalog', partition, sort: email });

const readPlans = async (store: ItemStore): Promise<readonly PlanSummary[]> =>
  (await queryAll(store, 'catalog', catalogPartitions.plans, '')).map(planSummaryOf);

const followEmails = async (
  store: ItemStore,
  subscriptions: EmailSubscriptions,
  doubtful: ReadonlySet<string>,
): Promise<Followed> => {
  const wanted = filtersByEmail(await readPlans(store));
  const items = await queryAll(store, 'catalog', partition, '');
  const known = new Map(
    items.map(({ sort, version, body }) => [sort, { version, ...subscribedSchema.parse(body) }] as const),
  );
  const lost = new Set<string>();
  let changed = false;
  for (const [email, filter] of wanted) {
    const before = known.get(email);
    if (before?.filter === JSON.stringify(filter) && !doubtful.has(email)) continue;
    changed = true;
    const subscriptionName = await subscribeWith(subscriptions, email, filter, before?.subscriptionName);
    const body = { email, subscriptionName, filter: JSON.stringify(filter) };
    const version = (before?.version ?? 0) + 1;
    const { ok } = await store.transact([
      { kind: 'put', item: { ...keyOf(email), version, body }, condition: isAs(before) },
    ]);
    if (!ok) lost.add(email);
  }
  for (const [email, before] of known) {
    const { subscriptionName } = before;
    if (wanted.has(email)) continue;
    changed = true;
    // What is not confirmed yet cannot be ended: it must not let anything pass when it is.
    if ((await subscriptions.setFilter(subscriptionName, [])) === 'set') {
      await subscriptions.unsubscribe(subscriptionName);
    }
    const { ok } = await store.transact([{ kind: 'delete', key: keyOf(email), condition: isAs(before) }]);
    if (!ok) lost.add(email);
  }
  return { changed, lost };
};

const isAs = (before: { readonly version: number } | undefined): Condition =>
  before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.version };

/** Gives the subscription's name: another one when the address had ended it by the link in a mail. */
const subscribeWith = async (
  subscriptions: EmailSubscriptions,
  email: string,
  filter: EmailFilter,
  before: string | undefined,
): Promise<string> => {
  if (before !== undefined && (await subscriptions.setFilter(before, filter)) === 'set') return before;
  return subscriptions.subscribe(email, filter);
};

/** SNS knows an address once for a topic: its filter says all that it wants of all plans. Sorted, to be compared. */
const filtersByEmail = (plans: readonly PlanSummary[]): ReadonlyMap<string, EmailFilter> => {
  const byEmail = new Map<string, Map<string, string[]>>();
  for (const { planId, notifications } of plans) {
    for (const address of notifications?.emails ?? []) {
      const email = address.toLowerCase();
      const byEvents = byEmail.get(email) ?? new Map<string, string[]>();
      byEmail.set(email, byEvents);
      const key = JSON.stringify(notifications?.events?.toSorted() ?? ALL);
      byEvents.set(key, [...(byEvents.get(key) ?? []), planId]);
    }
  }
  const filterOf = (byEvents: ReadonlyMap<string, readonly string[]>): EmailFilter =>
    [...byEvents]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, planIds]) => {
        const events = eventsSchema.parse(JSON.parse(key));
        return { planIds: planIds.toSorted(), ...(events === ALL ? {} : { events }) };
      });
  return new Map([...byEmail].map(([email, byEvents]) => [email, filterOf(byEvents)]));
};
