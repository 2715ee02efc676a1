import type { Result } from '../../../src/api/exchange.ts';
import { answerOf } from './client.ts';

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/** Every page of a list, one after the other. */
export async function readAll<Item>(
  page: (after: { readonly after?: string }) => Promise<Result<PageOf<Item>>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const read = answerOf(await page(after === undefined ? {} : { after }));
    items.push(...read.items);
    after = read.next;
  } while (after !== undefined);
  return items;
}
