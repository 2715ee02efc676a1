import { z } from 'zod';
import type { EmailFilter, EmailSubscriptions } from '../../ports/email-subscriptions.ts';
import { createSnsRequest, type TopicOptions } from './sns-client.ts';

/** The e-mail subscriptions of an SNS topic, each with a filter policy over the message attributes. */
export function createTopicSubscriptions(options: TopicOptions): EmailSubscriptions {
  const { topicArn } = options;
  const request = createSnsRequest(options);
  const subscribe = async (email: string, more: { readonly Attributes?: Record<string, string> }): Promise<string> => {
    const reply = await request((sdk, client, abortSignal) =>
      client.send(
        new sdk.SubscribeCommand({
          TopicArn: topicArn,
          Protocol: 'email',
          Endpoint: email,
          ReturnSubscriptionArn: true,
          ...more,
        }),
        { abortSignal },
      ),
    );
    return subscribedSchema.parse(reply).SubscriptionArn;
  };
  const setFilter: EmailSubscriptions['setFilter'] = async (subscriptionName, filter) => {
    const set = await unless(NOT_FOUND, () =>
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
  };
  return {
    subscribe: async (email, filter) => {
      const filtered = { Attributes: { FilterPolicy: JSON.stringify(policyOf(filter)) } };
      try {
        return await subscribe(email, filtered);
      } catch (error) {
        if (!isNamed(error, INVALID)) throw error;
      }
      // It is subscribed already, and SNS refuses to repeat that with another filter.
      const subscriptionName = await subscribe(email, {});
      await setFilter(subscriptionName, filter);
      return subscriptionName;
    },

    setFilter,

    unsubscribe: async (subscriptionName) => {
      // InvalidParameter: it waits for its confirmation still. SNS forgets it after two days.
      await unless([...NOT_FOUND, ...INVALID], () =>
        request((sdk, client, abortSignal) =>
          client.send(new sdk.UnsubscribeCommand({ SubscriptionArn: subscriptionName }), { abortSignal }),
        ),
      );
    },
  };
}

const subscribedSchema = z.object({ SubscriptionArn: z.string() });
const namedSchema = z.object({ name: z.string() });
/** As the SDK names them, and as the wire does. */
const NOT_FOUND: readonly string[] = ['NotFoundException', 'NotFound'];
const INVALID: readonly string[] = ['InvalidParameterException', 'InvalidParameter'];

const isNamed = (error: unknown, names: readonly string[]): boolean => {
  const named = namedSchema.safeParse(error);
  return named.success && names.includes(named.data.name);
};

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
    if (isNamed(error, names)) return false;
    throw error;
  }
}
