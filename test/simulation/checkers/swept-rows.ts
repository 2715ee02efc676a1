/**
 * What a look at a place has found stays until another look at that place has found all of its servers: rows that count
 * are never rewritten or deleted, a look that fails takes nothing away, and no row is of another place.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { StoredItem } from '../../../src/ports/item-store.ts';
import type { WorldChecker } from './world.ts';

const headerSchema = z.object({ sweep: z.int().optional(), observedTime: z.string().optional(), counts: z.unknown() });
const rowsSchema = z.object({ rows: z.array(z.object({ id: z.string() })) });

interface Place {
  header: z.infer<typeof headerSchema>;
  /** Ids of the rows of each item, by its sort key. */
  readonly items: Map<string, readonly string[]>;
}

/** `serversOf`: what DRS has there, whoever asks. */
export const createSweptRows = (serversOf: (accountId: string, region: string) => readonly string[]): WorldChecker => {
  const places = new Map<string, Place>();

  const published = (partition: string, { header, items }: Place): readonly string[] => {
    const rows = [...items].flatMap(([sort, ids]) =>
      sort.startsWith('rows#') && Number(sort.split('#')[1]) === header.sweep && sort.split('#')[2] === 'servers'
        ? ids
        : [],
    );
    const [, accountId = '', region = ''] = /#(\d+)\/(.+)$/.exec(partition) ?? [];
    const there = serversOf(accountId, region);
    return rows.length === there.length && there.every((id) => rows.includes(id))
      ? []
      : [`sweep: ${partition} shows ${rows.length} servers of the ${there.length} that are there`];
  };

  const headerPut = (item: StoredItem, place: Place): readonly string[] => {
    const before = place.header;
    place.header = headerSchema.parse(item.body);
    const { sweep } = place.header;
    if (sweep !== undefined && sweep > (before.sweep ?? 0)) return published(item.partition, place);
    const isSame = isDeepStrictEqual(foundIn(before), foundIn(place.header));
    return before.sweep === undefined || isSame ? [] : [`sweep: ${item.partition} lost what was known of it`];
  };

  const counts = ({ header }: Place, sort: string): boolean => Number(sort.split('#')[1]) === header.sweep;

  return ({ writes }) =>
    writes.flatMap((write): readonly string[] => {
      const { table, partition, sort } = write.kind === 'put' ? write.item : write.key;
      if (write.kind === 'check' || table !== 'observations' || !/^(inventory|tag-sync)#/.test(partition)) return [];
      const place = places.get(partition) ?? { header: { counts: {} }, items: new Map() };
      places.set(partition, place);
      if (write.kind === 'put' && sort === 'header') return headerPut(write.item, place);
      const violations = counts(place, sort) ? [`sweep: rows that count were touched: ${partition} ${sort}`] : [];
      if (write.kind === 'put')
        place.items.set(
          sort,
          rowsSchema.parse(write.item.body).rows.map(({ id }) => id),
        );
      else place.items.delete(sort);
      return violations;
    });
};

const foundIn = ({ sweep, observedTime, counts }: Place['header']): unknown => [sweep, observedTime, counts];
