/**
 * I5: when a run begins, and so before its first intent, it holds every server of its roster. What a run that is refused
 * had taken is void, and gives nobody cause to wait: a process that died in between cannot give it back.
 */
import { lockBodySchema } from '../../../src/engine/store/execution-items.ts';
import { placeOf } from '../../domain/checkers/statuses.ts';
import type { WorldChecker } from './world.ts';

export const createWholeRosters = (): WorldChecker => {
  const holders = new Map<string, string>();
  return ({ writes, committed }) => {
    for (const write of writes) {
      const { partition, sort } = write.kind === 'put' ? write.item : write.key;
      if (!partition.startsWith('lock#')) continue;
      const name = `${partition.slice('lock#'.length)}#${sort}`;
      if (write.kind === 'put') holders.set(name, lockBodySchema.parse(write.item.body).executionId);
      if (write.kind === 'delete') holders.delete(name);
    }
    return committed.flatMap(({ step, mirrored: { executionId, chunks } }) =>
      (step?.events ?? []).flatMap(({ data }) => {
        if (data.type !== 'ExecutionBegun') return [];
        return chunks
          .flatMap((chunk) => chunk.servers.map(({ sourceServerId }) => `${placeOf(chunk)}#${sourceServerId}`))
          .filter((name) => holders.get(name) !== executionId)
          .map((name) => `I5: ${executionId} begins, and ${name} is held by ${holders.get(name) ?? 'nobody'}`);
      }),
    );
  };
};
