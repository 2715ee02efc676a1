/** Messages on their whole way: the engine, the production adapters, the real SDK, the simulated SNS, a receiver. */
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { createFetchRequestHandler } from '../../src/adapters/aws/fetch-request-handler.ts';
import { createTopicNotifier } from '../../src/adapters/aws/topic.ts';
import { createTopicSubscriptions } from '../../src/adapters/aws/topic-subscriptions.ts';
import { createWebhookSender } from '../../src/adapters/webhook/webhook.ts';
import { createWebhookNotifier } from '../../src/engine/deliver.ts';
import { keepRefused } from '../../src/engine/keep-refused.ts';
import { followPlans } from '../../src/engine/plan-notifications.ts';
import { keepUndelivered, redeliver } from '../../src/engine/undelivered.ts';
import { readOrCreateWebhookKey } from '../../src/engine/webhook-key.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import { HOME_REGION, openRig, type Rig, type RigOptions } from '../support/rig.ts';

export const webhookKey = 'k'.repeat(43);
export const webhookUrl = 'https://hooks.example.com/T0/secret-path';

export interface Received {
  readonly headers: Headers;
  readonly body: string;
  readonly second: number;
}

export interface Receiver {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly received: Received[];
}

/** `answer`: what it says to its n-th request, from 0. */
export const createReceiver = (
  clock: () => string,
  answer: (number: number) => Response | Promise<Response> = () => new Response(null, { status: 204 }),
): Receiver => {
  const received: Received[] = [];
  return {
    received,
    fetch: async (request) => {
      const body = await request.text();
      received.push({ headers: request.headers, body, second: Date.parse(clock()) / 1000 });
      return answer(received.length - 1);
    },
  };
};

interface SetUp {
  readonly rig: Rig;
  readonly log: string[];
}

/** A world whose messages go to this receiver. */
export const openWithWebhook = async (
  options: RigOptions,
  receiverOf: (now: () => string) => Receiver,
): Promise<SetUp & { readonly receiver: Receiver }> => {
  const log: string[] = [];
  const deferred: { notifier?: Notifier } = {};
  const rig = openRig({ ...options, notifier: { notify: async (message) => deferred.notifier?.notify(message) } });
  await rig.load();
  const receiver = receiverOf(() => rig.clock.now());
  deferred.notifier = createWebhookNotifier({
    reader: rig.store,
    webhook: createWebhookSender({ clock: rig.clock, fetch: receiver.fetch }),
    clock: rig.clock,
    log: (line) => log.push(line),
  });
  await readOrCreateWebhookKey(rig.store, () => webhookKey);
  return { rig, receiver, log };
};

/** A world whose messages go to a topic of the simulated SNS. */
export const openWithTopic = async (options: RigOptions = {}) => {
  const deferred: { notifier?: Notifier } = {};
  const errors: unknown[] = [];
  const rig = openRig({
    ...options,
    notifier: { notify: async (message) => deferred.notifier?.notify(message) },
    onNotifyError: (error) => errors.push(error),
  });
  await rig.load();
  // Loaded at first use, which time would not wait for.
  await import('../../src/adapters/aws/sdk-sns.ts');
  const credentials = { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' };
  const sns = new SNSClient({
    region: HOME_REGION,
    credentials,
    requestHandler: createFetchRequestHandler(rig.simulator.fetch),
    endpoint: 'https://sns.us-east-1.amazonaws.com',
    maxAttempts: 1,
  });
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'breakwater' }));
  const topic = {
    topicArn,
    region: HOME_REGION,
    clock: rig.clock,
    staticCredentials: credentials,
    fetch: rig.simulator.fetch,
  };
  const notifier = createTopicNotifier(topic);
  deferred.notifier = keepRefused(notifier, keepUndelivered(rig, 'topic'));
  const log: string[] = [];
  const webhook = createWebhookSender({ clock: rig.clock, fetch: async () => new Response(null, { status: 204 }) });
  const { store, clock } = rig;
  /** Each minute, as the function `notify` does it. */
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      await clock.advance(60);
      await clock.complete(redeliver({ store, clock, webhook, topic: notifier, log: (line) => log.push(line) }));
    }
  };
  const subscriptions = createTopicSubscriptions(topic);
  const follow = () => rig.clock.hold(followPlans({ store: rig.store, newSecret: () => webhookKey, subscriptions }));
  return { rig, sns, topicArn, subscriptions, follow, errors, minutes, log };
};
