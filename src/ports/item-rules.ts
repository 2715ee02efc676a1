/** What every store holds a caller to, so that nothing works on SQLite or in memory that DynamoDB would refuse. */
import { limits } from '../domain/limits.ts';
import { compareKeys } from './item-order.ts';
import type { Condition, ItemKey, QueryRange, StoredItem, Write } from './item-store.ts';

export type CheckedWrite =
  | { readonly kind: 'put'; readonly item: StoredItem; readonly bodyText: string; readonly condition?: Condition }
  | Exclude<Write, { readonly kind: 'put' }>;

/** Throws on a transaction that breaks a limit: a bug of the caller. Otherwise gives it with the bodies as JSON text. */
export function checkTransaction(writes: readonly Write[]): readonly CheckedWrite[] {
  if (writes.length > limits.itemsPerTransaction) {
    throw new RangeError(
      `a transaction of ${writes.length} writes: at most ${limits.itemsPerTransaction} are possible`,
    );
  }
  const seen = new Set<string>();
  for (const write of writes) {
    const key = keyOf(write);
    const name = nameOf(key);
    if (!isPossibleKey(key)) throw new RangeError(`no item can have the key ${name}`);
    if (seen.has(name)) throw new RangeError(`two writes of one transaction are on ${name}`);
    seen.add(name);
  }
  return checkSizes(writes);
}

function checkSizes(writes: readonly Write[]): readonly CheckedWrite[] {
  const texts: string[] = [];
  const checked = writes.map((write): CheckedWrite => {
    if (write.kind !== 'put') return write;
    const { body, ...envelope } = write.item;
    const bodyText = JSON.stringify(body);
    const itemText = bodyText + JSON.stringify(envelope);
    if (!isWithin(itemText, limits.itemBytes)) {
      throw new RangeError(
        `${nameOf(write.item)} has ${byteLength(itemText)} bytes: at most ${limits.itemBytes} are possible`,
      );
    }
    checkEnvelope(write.item);
    texts.push(itemText);
    return { ...write, bodyText };
  });
  const transactionText = texts.join('');
  if (!isWithin(transactionText, limits.transactionBytes)) {
    throw new RangeError(
      `a transaction of ${byteLength(transactionText)} bytes: at most ${limits.transactionBytes} are possible`,
    );
  }
  return checked;
}

function checkEnvelope(item: StoredItem): void {
  if (!Number.isSafeInteger(item.version) || item.version < 1) {
    throw new RangeError(`${nameOf(item)} has the version ${item.version}: it must be a whole number from 1 on`);
  }
  for (const [index, entry] of Object.entries(item.indexes ?? {})) {
    if (!isPossibleKey(entry)) throw new RangeError(`${nameOf(item)} has an impossible key in the index ${index}`);
  }
}

/** Reads of other keys find nothing: they may come from outside, and are no bug. */
export const isPossibleKey = (key: { readonly partition: string; readonly sort: string }): boolean =>
  isPossibleText(key.partition, limits.partitionKeyBytes) && isPossibleText(key.sort, limits.sortKeyBytes);

const isPossibleText = (text: string, bytesMax: number): boolean =>
  text !== '' && text.isWellFormed() && !text.includes('\u0000') && isWithin(text, bytesMax);

/** The longest start of a bound that a sort key can have: the bound itself, or a lower one. */
export function possibleStart(bound: string): string {
  let start = '';
  for (const character of bound) {
    if (!isPossibleText(start + character, limits.sortKeyBytes)) break;
    start += character;
  }
  return start;
}

export function checkQuery(range: QueryRange): void {
  if (!Number.isSafeInteger(range.limit) || range.limit < 1) {
    throw new RangeError(`a page of ${range.limit} items: the limit must be a whole number from 1 on`);
  }
}

/** Whether a condition holds for the item that is stored now. */
export function conditionHolds(
  condition: Condition,
  stored: { readonly version: number; readonly stamp?: string } | undefined,
): boolean {
  switch (condition.kind) {
    case 'absent':
      return stored === undefined;
    case 'version':
      return stored?.version === condition.version;
    case 'olderStamp':
      return stored?.stamp === undefined || compareKeys(stored.stamp, condition.stamp) < 0;
  }
}

export const keyOf = (write: Write | CheckedWrite): ItemKey => (write.kind === 'put' ? write.item : write.key);

const nameOf = (key: ItemKey): string => JSON.stringify([key.table, key.partition, key.sort]);

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

/** One UTF-16 unit takes three bytes of UTF-8 at most: most texts need not be encoded to be found short enough. */
const isWithin = (text: string, bytesMax: number): boolean =>
  3 * text.length <= bytesMax || byteLength(text) <= bytesMax;
