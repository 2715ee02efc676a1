import type { z } from 'zod';
import { deepFreeze } from '../../domain/deep-freeze.ts';
import type { Json } from '../../ports/item-store.ts';

/**
 * A parser of stored bodies. A store that gives out the same frozen body until the item is written again has it parsed
 * once: the value is shared by all who read it, hence frozen too. Any other body is parsed each time.
 */
export const parserOf = <Value extends object>(schema: z.ZodType<Value>): ((body: Json) => Value) => {
  const values = new WeakMap<object, Value>();
  return (body) => {
    if (typeof body !== 'object' || body === null || !Object.isFrozen(body)) return schema.parse(body);
    const known = values.get(body);
    if (known !== undefined) return known;
    const value = deepFreeze(schema.parse(body));
    values.set(body, value);
    return value;
  };
};
