import { uuid } from '../../ids.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { QueryOperation } from '../query-service.ts';
import { parseFilterPolicy, passes } from './filter-policy.ts';
import { attributesOf, invalid, subscriptionOf, topicOf } from './topic.ts';

/** SNS: a name gives the same topic again. */
export const createTopic: QueryOperation = {
  name: 'CreateTopic',
  run({ world, caller: { accountId }, region, now }, input) {
    const name = input.text('Name');
    if (name === undefined || !/^[\w-]{1,256}$/.test(name)) throw invalid('Topic Name');
    const topicArn = `arn:aws:sns:${region}:${accountId}:${name}`;
    if (world.cell(accountId, region)?.topics.has(topicArn) !== true) {
      world.commit({ kind: 'topic', at: now, accountId, region, topicArn });
    }
    return { TopicArn: topicArn };
  },
};

/**
 * An e-mail address waits for its confirmation, which `POST /_control/subscriptions` gives. The same address again is
 * the same subscription; with other attributes it is refused, as SNS does.
 */
export const subscribe: QueryOperation = {
  name: 'Subscribe',
  run({ world, caller: { accountId }, region, now }, input) {
    const { cell, topicArn } = topicOf(world.cell(accountId, region), input);
    const protocol = input.text('Protocol');
    const endpoint = input.text('Endpoint');
    if (protocol !== 'email') throw invalid(`Protocol: the simulator models email, not ${protocol ?? 'none'}`);
    if (endpoint === undefined || !/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalid('Email address');
    const { FilterPolicy: filterPolicy, ...others } = attributesOf(input);
    refuseAttributes(Object.keys(others), filterPolicy);
    const before = [...cell.subscriptions.values()].find(
      (one) => one.topicArn === topicArn && one.endpoint === endpoint,
    );
    if (before !== undefined && filterPolicy !== undefined && filterPolicy !== before.filterPolicy) {
      throw invalid('Attributes Reason: Subscription already exists with different attributes');
    }
    const subscriptionArn =
      before?.subscriptionArn ?? `${topicArn}:${uuid(world.seed, 'subscription', topicArn, cell.subscriptionCount)}`;
    if (before === undefined) {
      const subscription = {
        subscriptionArn,
        topicArn,
        protocol: 'email' as const,
        endpoint,
        confirmed: false,
        ...(filterPolicy === undefined ? {} : { filterPolicy }),
      };
      world.commit({ kind: 'subscription', at: now, accountId, region, subscription });
    }
    const isToldAnyway = input.text('ReturnSubscriptionArn') === 'true' || before?.confirmed === true;
    return { SubscriptionArn: isToldAnyway ? subscriptionArn : 'pending confirmation' };
  },
};

export const setSubscriptionAttributes: QueryOperation = {
  name: 'SetSubscriptionAttributes',
  run({ world, caller: { accountId }, region, now }, input) {
    const subscription = subscriptionOf(world.cell(accountId, region), input);
    const name = input.text('AttributeName') ?? '';
    const filterPolicy = input.text('AttributeValue');
    refuseAttributes(name === 'FilterPolicy' ? [] : [name], filterPolicy);
    const changed = { ...subscription, ...(filterPolicy === undefined ? {} : { filterPolicy }) };
    world.commit({ kind: 'subscription', at: now, accountId, region, subscription: changed });
    return {};
  },
};

export const unsubscribe: QueryOperation = {
  name: 'Unsubscribe',
  run({ world, caller: { accountId }, region, now }, input) {
    const { subscriptionArn, confirmed } = subscriptionOf(world.cell(accountId, region), input);
    if (!confirmed) throw invalid('This operation is not allowed on a subscription that is pending confirmation');
    world.commit({ kind: 'unsubscribed', at: now, accountId, region, subscriptionArn });
    return {};
  },
};

const pageSize = 100;

export const listSubscriptionsByTopic: QueryOperation = {
  name: 'ListSubscriptionsByTopic',
  run({ world, caller: { accountId }, region }, input) {
    const { cell, topicArn } = topicOf(world.cell(accountId, region), input);
    const from = Number(input.text('NextToken') ?? 0);
    const all = [...cell.subscriptions.values()].filter((one) => one.topicArn === topicArn);
    const member = all.slice(from, from + pageSize).map((one) => ({
      TopicArn: topicArn,
      Protocol: one.protocol,
      SubscriptionArn: one.confirmed ? one.subscriptionArn : 'PendingConfirmation',
      Owner: accountId,
      Endpoint: one.endpoint,
    }));
    return {
      Subscriptions: { member },
      NextToken: from + pageSize < all.length ? String(from + pageSize) : undefined,
    };
  },
};

/** Delivered at once, to every confirmed address whose filter lets it pass. */
export const publish: QueryOperation = {
  name: 'Publish',
  run({ world, caller: { accountId }, region, now }, input) {
    const { cell, topicArn } = topicOf(world.cell(accountId, region), input);
    const message = input.text('Message');
    const subject = input.text('Subject');
    if (message === undefined || message === '') throw invalid('Empty message');
    if (subject !== undefined && !/^[\x20-\x7e]{1,99}$/.test(subject)) throw invalid('Subject');
    const attributes = messageAttributesOf(input);
    const email = input.text('MessageStructure') === 'json' ? partFor('email', message) : message;
    const messageId = uuid(world.seed, 'message', topicArn, cell.messages.length);
    const endpoints = [...cell.subscriptions.values()]
      .filter((one) => one.topicArn === topicArn && one.confirmed && passes(one.filterPolicy, attributes))
      .map(({ endpoint }) => endpoint);
    const published = {
      messageId,
      topicArn,
      ...(subject === undefined ? {} : { subject }),
      message,
      attributes,
      deliveries: endpoints.map((endpoint) => ({ protocol: 'email' as const, endpoint, text: email })),
    };
    world.commit({ kind: 'message', at: now, accountId, region, published });
    return { MessageId: messageId };
  },
};

function refuseAttributes(names: readonly string[], filterPolicy: string | undefined): void {
  if (names.length > 0) throw invalid(`Attributes: the simulator models FilterPolicy, not ${names.join(', ')}`);
  if (filterPolicy !== undefined && parseFilterPolicy(filterPolicy) === undefined) {
    throw invalid('FilterPolicy: not JSON, or more than the simulator models: exact texts, and $or of them');
  }
}

const messageAttributesOf = (input: Parameters<QueryOperation['run']>[1]): Record<string, string> =>
  Object.fromEntries(
    input.indexes('MessageAttributes.entry').map((index) => {
      const at = `MessageAttributes.entry.${index}`;
      const [name, type, value] = [`${at}.Name`, `${at}.Value.DataType`, `${at}.Value.StringValue`].map((member) =>
        input.text(member),
      );
      if (name === undefined || value === undefined || type !== 'String') {
        throw new AwsError('ParameterValueInvalid', 400, `The message attribute ${name ?? index} is no String`);
      }
      return [name, value];
    }),
  );

/** With `MessageStructure=json` every protocol may have a text of its own, and `default` is needed. */
function partFor(protocol: string, message: string): string {
  try {
    const parts: unknown = JSON.parse(message);
    const entries = typeof parts === 'object' && parts !== null ? Object.entries(parts) : [];
    const part = entries.find(([name]) => name === protocol) ?? entries.find(([name]) => name === 'default');
    if (typeof part?.[1] === 'string' && entries.some(([name]) => name === 'default')) return part[1];
  } catch {
    // Told below.
  }
  throw invalid('Message Structure - No default entry in JSON message body');
}
