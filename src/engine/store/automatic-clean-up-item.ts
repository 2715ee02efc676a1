import { type AutomaticCleanUp, automaticCleanUpSchema } from '../../domain/model/automatic-clean-up.ts';
import { nextLookOf } from '../../domain/transition/automatic-clean-up.ts';
import type { ItemReader, StoredItem } from '../../ports/item-store.ts';
import { automaticCleanUpKey, cleanUpSort, OPEN_EXECUTIONS } from './execution-items.ts';
import { toJson } from './json.ts';

export interface LoadedAutomaticCleanUp {
  readonly cleanUp: AutomaticCleanUp;
  readonly version: number;
}

export const automaticCleanUpItem = (cleanUp: AutomaticCleanUp, version: number): StoredItem => {
  const next = nextLookOf(cleanUp);
  return {
    ...automaticCleanUpKey(cleanUp.executionId),
    version,
    body: toJson(cleanUp),
    // Sparse, as for open executions: what is over is not looked through again and again.
    ...(next === undefined
      ? {}
      : { indexes: { open: { partition: OPEN_EXECUTIONS, sort: `${cleanUpSort(next)}#${cleanUp.executionId}` } } }),
  };
};

export const readAutomaticCleanUp = async (
  reader: ItemReader,
  executionId: string,
): Promise<LoadedAutomaticCleanUp | undefined> => {
  const item = await reader.get(automaticCleanUpKey(executionId));
  return item && { cleanUp: automaticCleanUpSchema.parse(item.body), version: item.version };
};

/** By execution id. Asked only of drills that are over and have one: most executions do not. */
export const readAutomaticCleanUps = async (
  reader: ItemReader,
  executionIds: readonly string[],
): Promise<ReadonlyMap<string, AutomaticCleanUp>> => {
  if (executionIds.length === 0) return new Map();
  const items = await reader.getMany(executionIds.map(automaticCleanUpKey));
  return new Map(
    executionIds.flatMap((executionId, index) => {
      const item = items[index];
      return item === undefined ? [] : [[executionId, automaticCleanUpSchema.parse(item.body)] as const];
    }),
  );
};
