/** The key that signs webhooks: one for a store, so that whoever receives them sets up one secret. */
import { z } from 'zod';
import type { ItemKey, ItemReader, ItemStore } from '../ports/item-store.ts';

const webhookKeyKey: ItemKey = { table: 'catalog', partition: 'settings', sort: 'webhook-key' };
const schema = z.object({ key: z.string().min(32) });

/** Undefined: none was ever made. */
export const readWebhookKey = async (reader: ItemReader): Promise<string | undefined> => {
  const item = await reader.get(webhookKeyKey);
  return item && schema.parse(item.body).key;
};

/** `newSecret`: at least 32 characters that nobody can guess. Of two that make it at once, the first one's holds. */
export const readOrCreateWebhookKey = async (store: ItemStore, newSecret: () => string): Promise<string> => {
  const found = await readWebhookKey(store);
  if (found !== undefined) return found;
  const key = newSecret();
  const item = { ...webhookKeyKey, version: 1, body: { key } };
  const made = await store.transact([{ kind: 'put', item, condition: { kind: 'absent' } }]);
  return made.ok ? key : readOrCreateWebhookKey(store, newSecret);
};
