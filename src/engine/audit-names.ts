/** The names by which people look for what an entry of the audit log names by id. */
import type { ItemReader } from '../ports/item-store.ts';
import { readGroups, readPlan } from './catalog-reader.ts';
import { readHeader } from './store/execution-reader.ts';

/** A request names one or two; a list of hundreds is of an apply, which names its documents itself. */
const namedIdsMax = 10;

/** Of executions, clean-ups, plans and groups that are there now; nothing of other ids. */
export const planAndGroupNames = async (reader: ItemReader, ids: readonly string[]): Promise<readonly string[]> => {
  const names = await Promise.all(ids.slice(0, namedIdsMax).map((id) => nameOf(reader, id)));
  return names.filter((name) => name !== undefined);
};

const nameOf = async (reader: ItemReader, id: string): Promise<string | undefined> => {
  if (id.startsWith('exec-')) return (await readHeader(reader, id))?.header.planName;
  if (id.startsWith('plan-')) return (await readPlan(reader, id))?.planName;
  if (id.startsWith('group-')) return (await readGroups(reader, [id])).groups[0]?.groupName;
  return undefined;
};
