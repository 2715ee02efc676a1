/** A message that tells nothing but that messages arrive; and what the receivers said. */
import type { Notification } from '../domain/model/notification.ts';
import { type MessageTest, maskedUrl } from '../domain/model/plan-notifications.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { WebhookSender } from '../ports/webhook.ts';
import { readPlan } from './catalog-reader.ts';
import { readOrCreateWebhookKey } from './webhook-key.ts';

export interface MessageTestPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly webhook: WebhookSender;
  readonly newSecret: () => string;
  /** What hands e-mail over; absent where none is sent. */
  readonly email?: Notifier;
}

/** Undefined: no such plan. Empty: the plan tells nobody. */
export type TestMessages = (planId: string, actor: string) => Promise<readonly MessageTest[] | undefined>;

const TEST = 'test';
/** Those who post webhooks for a topic leave it alone: the receiver has been asked already. */
export const isTestMessage = ({ executionId }: Pick<Notification, 'executionId'>): boolean => executionId === TEST;

export const createMessageTest =
  (ports: MessageTestPorts): TestMessages =>
  async (planId, actor) => {
    const plan = await readPlan(ports.store, planId);
    if (plan === undefined) return undefined;
    const { emails = [], webhookUrl } = plan.notifications ?? {};
    const notification = messageOf(ports, plan, actor);
    return [
      ...(webhookUrl === undefined ? [] : [await askWebhook(ports, webhookUrl, notification)]),
      ...(emails.length === 0 ? [] : [await askTopic(ports, emails, notification)]),
    ];
  };

const messageOf = ({ clock, ids }: MessageTestPorts, plan: RecoveryPlan, actor: string): Notification => ({
  notificationId: ids.next('test-message'),
  // One that the plan wants: e-mail is filtered by it.
  event: plan.notifications?.events?.[0] ?? 'end',
  time: clock.now(),
  planId: plan.planId,
  planName: plan.planName,
  executionId: TEST,
  executionType: 'DRILL',
  subject: `Test message of the plan "${plan.planName}"`,
  text: `${actor} asked whether messages arrive. Nothing was started, and nothing is to be done.`,
});

/** One try: whoever asks is there, and asks again. */
const askWebhook = async (
  { store, clock, webhook, newSecret }: MessageTestPorts,
  url: string,
  notification: Notification,
): Promise<MessageTest> => {
  const key = await readOrCreateWebhookKey(store, newSecret);
  const { notificationId } = notification;
  const body = JSON.stringify(notification);
  const answer = await webhook.post({ url, key, notificationId, sentTime: clock.now(), body });
  const to = maskedUrl(url);
  return answer.kind === 'taken'
    ? { to, result: 'taken', message: 'the receiver took it' }
    : { to, result: 'failed', message: answer.message };
};

const askTopic = async (
  { email }: MessageTestPorts,
  emails: readonly string[],
  notification: Notification,
): Promise<MessageTest> => {
  const to = emails.join(', ');
  if (email === undefined)
    return { to, result: 'failed', message: 'this server sends no e-mail: only one in AWS does' };
  try {
    await email.notify(notification);
    return { to, result: 'handed over', message: 'SNS sends it to those that have confirmed; it does not say who did' };
  } catch (error) {
    return { to, result: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
};
