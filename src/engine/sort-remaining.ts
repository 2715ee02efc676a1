/** Of the instances of a drill that are still there: which a clean-up that comes by itself terminates, and which it leaves. */
import type { LaunchedInstance } from '../domain/clean-up.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { groupsOfPlan, intoInstancesOf } from './launch-settings/into-instances.ts';
import { readFrozenPlan } from './store/execution-reader.ts';

export interface SortedRemaining {
  readonly terminated: readonly LaunchedInstance[];
  /** Made by an adopted job, which may be somebody else's: terminated only when a person names them. */
  readonly adopted: readonly LaunchedInstance[];
  /** Were there before DRS launched into them: no clean-up terminates those. */
  readonly existing: readonly LaunchedInstance[];
}

/** As the groups say it now: a clean-up itself asks EC2, and leaves what DRS did not make. */
export const sortRemaining = async (
  reader: ItemReader,
  executionId: string,
  remaining: readonly LaunchedInstance[],
): Promise<SortedRemaining> => {
  const { plan } = await readFrozenPlan(reader, executionId);
  const into = intoInstancesOf(await groupsOfPlan(reader, plan));
  const isExisting = ({ sourceServerId, recoveryInstanceId }: LaunchedInstance): boolean =>
    recoveryInstanceId !== undefined && into.get(sourceServerId) === recoveryInstanceId;
  const made = remaining.filter((instance) => !isExisting(instance));
  return {
    terminated: made.filter(({ adopted }) => !adopted),
    adopted: made.filter(({ adopted }) => adopted),
    existing: remaining.filter(isExisting),
  };
};
