/** What is set once for the whole server: one item each, in the `catalog` table. */
import { z } from 'zod';
import type { ItemKey, ItemReader, Write } from '../ports/item-store.ts';

const tagSyncKey: ItemKey = { table: 'catalog', partition: 'settings', sort: 'tag-sync' };
const tagSyncSchema = z.object({ everyHours: z.int().exactOptional() });

export interface TagSyncSchedule {
  /** Absent: on demand alone. */
  readonly everyHours?: number;
  /** 0: never saved. */
  readonly version: number;
}

export const readTagSyncSchedule = async (reader: ItemReader): Promise<TagSyncSchedule> => {
  const item = await reader.get(tagSyncKey);
  return item === undefined ? { version: 0 } : { ...tagSyncSchema.parse(item.body), version: item.version };
};

/** Lost when somebody else saved it since it was read. */
export const putTagSyncSchedule = (
  stored: Pick<TagSyncSchedule, 'version'>,
  everyHours: number | undefined,
): Write => ({
  kind: 'put',
  item: { ...tagSyncKey, version: stored.version + 1, body: everyHours === undefined ? {} : { everyHours } },
  condition: stored.version === 0 ? { kind: 'absent' } : { kind: 'version', version: stored.version },
});
