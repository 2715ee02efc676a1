/**
 * Keeps a group from vanishing under a plan that is being saved, and an address or instance from being promised twice:
 * every save of a plan, every deletion of a group, and every save of a group that promises one bump one item. Whoever read
 * it before the other's save loses, and looks again.
 */
import type { ItemKey, ItemReader, Write } from '../ports/item-store.ts';

const referencesKey: ItemKey = { table: 'catalog', partition: 'references', sort: 'plans-to-groups' };

/** 0: never written. To be read before the groups or plans are. */
export const readReferencesVersion = async (reader: ItemReader): Promise<number> =>
  (await reader.get(referencesKey))?.version ?? 0;

export const bumpReferences = (version: number): Write => ({
  kind: 'put',
  item: { ...referencesKey, version: version + 1, body: {} },
  condition: version === 0 ? { kind: 'absent' } : { kind: 'version', version },
});
