/** Which keys a query reads, in DynamoDB's words. */
import type { KeyRange } from '../../ports/item-order.ts';
import { possibleStart } from '../../ports/item-rules.ts';
import type { KeySchema } from './tables.ts';

export interface KeyCondition {
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, string>;
}

/**
 * The keys of a partition in a range, and perhaps some beside it, which the caller leaves out: BETWEEN includes its upper
 * bound, and a bound that no key can be (from a cursor that somebody made up) is widened to one.
 */
export function keyConditionOf(schema: KeySchema, partition: string, range: KeyRange): KeyCondition {
  const lower = possibleStart(range.lower);
  const upper = range.upper !== undefined && possibleStart(range.upper) === range.upper ? range.upper : undefined;
  const sortCondition = sortConditionOf(lower !== '', upper !== undefined);
  return {
    KeyConditionExpression: `#partition = :partition${sortCondition}`,
    ExpressionAttributeNames: {
      '#partition': schema.partitionKey,
      ...(sortCondition !== '' && { '#sort': schema.sortKey }),
    },
    ExpressionAttributeValues: {
      ':partition': partition,
      ...(lower !== '' && { ':lower': lower }),
      ...(upper !== undefined && { ':upper': upper }),
    },
  };
}

function sortConditionOf(hasLower: boolean, hasUpper: boolean): string {
  if (hasLower && hasUpper) return ' AND #sort BETWEEN :lower AND :upper';
  if (hasLower) return ' AND #sort >= :lower';
  return hasUpper ? ' AND #sort < :upper' : '';
}
