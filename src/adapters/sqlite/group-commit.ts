import type { CheckedWrite } from '../../ports/item-rules.ts';
import type { TransactResult } from '../../ports/item-store.ts';

/** The synchronous side: one database. */
export interface Database {
  begin(): void;
  commit(): void;
  rollback(): void;
  /** Writes all of it; or nothing, when a condition does not hold. */
  apply(writes: readonly CheckedWrite[]): TransactResult;
}

interface Waiting {
  readonly writes: readonly CheckedWrite[];
  readonly resolve: (result: TransactResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits together, in their order, what is asked for in one turn of the event loop: one sync of the disk for all, and
 * whoever waits for something else is served between two groups. Two hundred machines that step at the same moment would
 * otherwise sync the disk a thousand times in a row, with no request answered meanwhile.
 */
export const createGroupCommit = (database: Database) => {
  let waiting: Waiting[] = [];

  const runTogether = (group: readonly Waiting[]) => {
    database.begin();
    try {
      const results = group.map((one) => ({ one, result: database.apply(one.writes) }));
      database.commit();
      return results;
    } catch (error) {
      database.rollback();
      throw error;
    }
  };

  const answer = (group: readonly Waiting[]): void => {
    try {
      for (const { one, result } of runTogether(group)) one.resolve(result);
    } catch (error) {
      const [first, ...others] = group;
      if (others.length === 0) first?.reject(error);
      // One that cannot be written must not take the others along.
      else for (const one of group) answer([one]);
    }
  };

  /** Answers whoever waits, now. */
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length > 0) answer(group);
  };

  return {
    flush,
    transact: (writes: readonly CheckedWrite[]): Promise<TransactResult> =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ writes, resolve, reject });
      }),
  };
};
