import type { ItemReader, StoredItem, TableName } from '../../ports/item-store.ts';

/** Items of a page; DynamoDB itself stops at 1 MB. */
const PAGE_SIZE = 1000;

/** Every item of a partition whose sort key starts with the prefix, paged to the end. */
export const queryAll = async (
  reader: ItemReader,
  table: TableName,
  partition: string,
  sortPrefix: string,
): Promise<readonly StoredItem[]> => {
  const items: StoredItem[] = [];
  let after: string | undefined;
  do {
    const page = await reader.query({
      table,
      partition,
      sortPrefix,
      limit: PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
};
