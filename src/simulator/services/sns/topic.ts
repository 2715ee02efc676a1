import { AwsError } from '../../wire/aws-error.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { Cell } from '../../world/cell.ts';
import type { Subscription } from '../../world/messages.ts';

export const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameter', 400, `Invalid parameter: ${message}`);

/** The topic that the request names. Throws NotFound. */
export function topicOf(cell: Cell | undefined, input: QueryInput): { readonly cell: Cell; readonly topicArn: string } {
  const topicArn = input.text('TopicArn');
  if (topicArn === undefined) throw invalid('TopicArn');
  if (cell === undefined || !cell.topics.has(topicArn)) throw new AwsError('NotFound', 404, 'Topic does not exist');
  return { cell, topicArn };
}

/** The subscription that the request names. Throws NotFound. */
export function subscriptionOf(cell: Cell | undefined, input: QueryInput): Subscription {
  const arn = input.text('SubscriptionArn');
  const found = arn === undefined ? undefined : cell?.subscriptions.get(arn);
  if (found === undefined) throw new AwsError('NotFound', 404, 'Subscription does not exist');
  return found;
}

/** `Attributes.entry.1.key`, `.value`. */
export const attributesOf = (input: QueryInput): Record<string, string> =>
  Object.fromEntries(
    input.indexes('Attributes.entry').flatMap((index) => {
      const name = input.text(`Attributes.entry.${index}.key`);
      const value = input.text(`Attributes.entry.${index}.value`);
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
