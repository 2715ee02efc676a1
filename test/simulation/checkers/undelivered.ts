/** What a receiver did not take is kept until it takes it, and no longer. */
import { undeliveredPartition } from '../../../src/engine/undelivered.ts';
import type { WorldChecker } from './world.ts';

export const createUndelivered = () => {
  const kept = new Set<string>();
  const taken = new Set<string>();

  const watch: WorldChecker = ({ writes }) =>
    writes.flatMap((write) => {
      const { table, partition, sort } = write.kind === 'put' ? write.item : write.key;
      if (write.kind === 'check' || table !== 'catalog' || partition !== undeliveredPartition) return [];
      if (write.kind === 'put') {
        kept.add(sort);
        return [];
      }
      kept.delete(sort);
      return taken.has(sort) ? [] : [`message: ${sort} is forgotten, and nobody took it`];
    });

  return {
    watch,
    /** Gives whether it was to come: for the first time, or again since it is kept still. */
    take: (notificationId: string): boolean => {
      const isWanted = !taken.has(notificationId) || kept.has(notificationId);
      taken.add(notificationId);
      return isWanted;
    },
    kept: (): readonly string[] => [...kept],
  };
};
