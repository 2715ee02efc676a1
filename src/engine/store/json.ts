import type { Json } from '../../ports/item-store.ts';

/**
 * A value of the model as JSON: our schemas hold nothing else, so this only drops `undefined` members, which JSON has
 * no word for.
 */
export const toJson = (value: unknown): Json => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object') {
    const members: [string, Json][] = [];
    for (const [name, member] of Object.entries(value)) if (member !== undefined) members.push([name, toJson(member)]);
    return Object.fromEntries(members);
  }
  throw new Error(`bug: ${typeof value} is not JSON`);
};
