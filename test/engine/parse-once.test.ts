/** What is read from a store in memory again and again is parsed once, and nobody can change it for the others. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { parserOf } from '../../src/engine/store/parse-once.ts';

const key = { table: 'executions', partition: 'execution#1', sort: 'header' } as const;
const schema = z.object({ servers: z.array(z.string()) });

const storeWith = async (servers: readonly string[]) => {
  const store = createMemoryItemStore();
  const put = (version: number, body: { readonly servers: readonly string[] }) =>
    store.transact([{ kind: 'put', item: { ...key, version, body } }]);
  await put(1, { servers });
  const body = async () => (await store.get(key))?.body ?? null;
  return { put, body };
};

it('gives the same value of an item until it is written again', async () => {
  const parse = parserOf(schema);
  const { put, body } = await storeWith(['s-1']);
  const first = parse(await body());
  expect(first).toEqual({ servers: ['s-1'] });
  expect(parse(await body())).toBe(first);
  await put(2, { servers: ['s-2'] });
  expect(parse(await body())).toEqual({ servers: ['s-2'] });
});

it('lets nobody change a value that others read too', async () => {
  const value = parserOf(schema)(await (await storeWith(['s-1'])).body());
  expect(() => value.servers.push('s-2')).toThrow(TypeError);
});

it('parses a body each time that its owner could have changed meanwhile', () => {
  const parse = parserOf(schema);
  const body = { servers: ['s-1'] };
  expect(parse(body)).toEqual({ servers: ['s-1'] });
  body.servers = ['s-2'];
  expect(parse(body)).toEqual({ servers: ['s-2'] });
});

it('refuses what does not fit, each time', async () => {
  const parse = parserOf(z.object({ servers: z.number() }));
  const { body } = await storeWith(['s-1']);
  const frozen = await body();
  expect(() => parse(frozen)).toThrow(z.ZodError);
  expect(() => parse(frozen)).toThrow(z.ZodError);
  expect(() => parse(null)).toThrow(z.ZodError);
});
