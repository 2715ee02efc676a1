import { executionPartition, ledgerKey, lockPartition } from '../../../src/engine/store/execution-items.ts';
import { queryAll } from '../../../src/engine/store/query-all.ts';
import { HOME_ACCOUNT, HOME_REGION, type Rig } from '../../support/rig.ts';

const HOME_PLACE = `${HOME_ACCOUNT}/${HOME_REGION}`;

/** Everything that the executions table holds of an execution, its quotas and its locks, as text. */
export const storedText = async (rig: Rig, executionId: string): Promise<string> => {
  const partitions = [executionPartition(executionId), ledgerKey(HOME_PLACE).partition, lockPartition(HOME_PLACE)];
  const items = await Promise.all(partitions.map((partition) => queryAll(rig.store, 'executions', partition, '')));
  return JSON.stringify(items.flat(), undefined, 1);
};
