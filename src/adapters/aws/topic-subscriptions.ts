import { z } from 'zod';
import type { EmailFilter, EmailSubscriptions } from '../../ports/email-subscriptions.ts';
import { createSnsRequest, type TopicOptions } from './sns-client.ts';

/** The e-mail subscriptions of an SNS topic, each with a filter policy over the message attributes. */
export function createTopicSubscriptions(options: TopicOptions): EmailSubscriptions {
  const { topicArn } = options;
  const request = createSnsRequest(options);
  return {
    // Without attributes: SNS refuses to repeat a subscription with others than it has.
    subscribe: async (email) => {
      const reply = await request((sdk, client, abortSignal) =>
        client.send(
          new sdk.SubscribeCommand({
            TopicArn: topicArn,
            Protocol: 'email',
            Endpoint: email,
            ReturnSubscriptionArn: true,
          }),
          { abortSignal },
        ),
      );
      return subscribedSchema.parse(reply).SubscriptionArn;
    },

    setFilter: async (subscriptionName, filter) => {
      const set = await unless(['NotFound', 'NotFoundException'], () =>
        request((sdk, client, abortSignal) =>
          client.send(
            new sdk.SetSubscriptionAttributesCommand({
              SubscriptionArn: subscriptionName,
              AttributeName: 'FilterPolicy',
              AttributeValue: JSON.stringify(policyOf(filter)),
            }),
            { abortSignal },
          ),
        ),
      );
      return set ? 'set' : 'gone';
    },

    unsubscribe: async (subscriptionName) => {
      // InvalidParameter: it waits for its confirmation still. SNS forgets it after two days.
      await unless(['NotFound', 'NotFoundException', 'InvalidParameter', 'InvalidParameterException'], () =>
        request((sdk, client, abortSignal) =>
          client.send(new sdk.UnsubscribeCommand({ SubscriptionArn: subscriptionName }), { abortSignal }),
        ),
      );
    },
  };
}

const subscribedSchema = z.object({ SubscriptionArn: z.string() });
const namedSchema = z.object({ name: z.string() });

/** No plan has this id: lets nothing pass. */
const NO_PLAN = 'none';

/** SNS takes `$or` from two alternatives on ("Filter policy constraints"). */
const policyOf = (filter: EmailFilter) => {
  const policies = filter.map(({ planIds, events }) => ({
    planId: planIds,
    ...(events === undefined ? {} : { event: events }),
  }));
  if (policies.length > 1) return { $or: policies };
  return policies[0] ?? { planId: [NO_PLAN] };
};

/** False when it failed with one of these errors. Every other failure is thrown on. */
async function unless(names: readonly string[], send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    const named = namedSchema.safeParse(error);
    if (named.success && names.includes(named.data.name)) return false;
    throw error;
  }
}
