/** The port's writes in the words of `TransactWriteItems`. */
import type { CheckedWrite } from '../../ports/item-rules.ts';
import type { Condition, ItemKey } from '../../ports/item-store.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { partitionAttribute, sortAttribute, tableNameOf } from './tables.ts';

interface ConditionRequest {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, string | number>;
}

const keyAttributesOf = ({ partition, sort }: Pick<ItemKey, 'partition' | 'sort'>): Record<string, string> => ({
  [partitionAttribute]: partition,
  [sortAttribute]: sort,
});

export function writeRequestOf(tablePrefix: string, write: CheckedWrite) {
  switch (write.kind) {
    case 'put': {
      const TableName = tableNameOf(tablePrefix, write.item.table);
      const Item: Attributes = attributesOf(write.item, write.bodyText);
      return { Put: { TableName, Item, ...conditionRequestOf(write.condition) } };
    }
    case 'delete':
      return { Delete: { ...keyRequestOf(tablePrefix, write.key), ...conditionRequestOf(write.condition) } };
    case 'check': {
      const condition = requiredConditionOf(write.condition);
      return { ConditionCheck: { ...keyRequestOf(tablePrefix, write.key), ...condition } };
    }
  }
}

export const keyRequestOf = (tablePrefix: string, key: ItemKey) => ({
  TableName: tableNameOf(tablePrefix, key.table),
  Key: keyAttributesOf(key),
});

const conditionRequestOf = (condition: Condition | undefined): ConditionRequest =>
  condition === undefined ? {} : requiredConditionOf(condition);

function requiredConditionOf(condition: Condition): ConditionRequest & { readonly ConditionExpression: string } {
  switch (condition.kind) {
    case 'absent':
      return {
        ConditionExpression: 'attribute_not_exists(#partition)',
        ExpressionAttributeNames: { '#partition': partitionAttribute },
      };
    case 'version':
      return {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': condition.version },
      };
    case 'olderStamp':
      return {
        // Without an item there is no stamp either.
        ConditionExpression: 'attribute_not_exists(#stamp) OR #stamp < :stamp',
        ExpressionAttributeNames: { '#stamp': 'stamp' },
        ExpressionAttributeValues: { ':stamp': condition.stamp },
      };
  }
}
