/**
 * What a look at a place has found stays until another look at that place has found all that DRS showed there meanwhile,
 * source servers and recovery instances: rows that count are never rewritten or deleted, a look that fails takes nothing
 * away, and no row is of another place, or of what is gone.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { StoredItem } from '../../../src/ports/item-store.ts';
import type { createShownByDrs } from './shown-by-drs.ts';
import type { WorldChecker } from './world.ts';

const headerSchema = z.object({ sweep: z.int().optional(), observedTime: z.string().optional(), counts: z.unknown() });
const rowsSchema = z.object({ rows: z.array(z.object({ id: z.string() })) });

interface Place {
  header: z.infer<typeof headerSchema>;
  /** Ids of the rows of each item, by its sort key. */
  readonly items: Map<string, readonly string[]>;
  /** When each version of the header was written: a sweep bears the number of the version that it began with. */
  readonly writtenMs: Map<number, number>;
}

interface Parts {
  readonly shown: Pick<ReturnType<typeof createShownByDrs>, 'during'>;
  readonly nowMs: () => number;
}

/** A read may be so old. */
const STALE_MS = 60_000;

export const createSweptRows = ({ shown, nowMs }: Parts): WorldChecker => {
  const places = new Map<string, Place>();

  const wrongRows = (partition: string, { header, items, writtenMs }: Place, list: 'servers' | 'instances') => {
    const rows = [...items].flatMap(([sort, ids]) => {
      const [kind, sweep, ofList] = sort.split('#');
      return kind === 'rows' && Number(sweep) === header.sweep && ofList === list ? ids : [];
    });
    const [, accountId = '', region = ''] = /#(\d+)\/(.+)$/.exec(partition) ?? [];
    const begunMs = writtenMs.get(header.sweep ?? 0) ?? 0;
    const { always, ever } = shown.during({ accountId, region }, list, begunMs - STALE_MS, nowMs());
    return [
      ...always.filter((id) => !rows.includes(id)).map((id) => `sweep: ${partition} is without ${id}, which is there`),
      ...rows.filter((id) => !ever.has(id)).map((id) => `sweep: ${partition} shows ${id}, which is not there`),
      ...(new Set(rows).size === rows.length ? [] : [`sweep: ${partition} shows some of its ${list} twice`]),
    ];
  };

  const published = (partition: string, place: Place): readonly string[] => [
    ...wrongRows(partition, place, 'servers'),
    ...(partition.startsWith('inventory#') ? wrongRows(partition, place, 'instances') : []),
  ];

  const headerPut = (item: StoredItem, place: Place): readonly string[] => {
    const before = place.header;
    place.header = headerSchema.parse(item.body);
    place.writtenMs.set(item.version, nowMs());
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
      const place = places.get(partition) ?? { header: { counts: {} }, items: new Map(), writtenMs: new Map() };
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
