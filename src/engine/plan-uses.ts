/** What a recovery plan is needed for, beside its own document: neither deleted nor pruned meanwhile. In an operator's words. */
import { isFinalExecution } from '../domain/statuses.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readRemaining } from './launched-instances.ts';
import { readComingCleanUps } from './repair.ts';
import { headerBodySchema } from './store/execution-items.ts';
import { readExecution } from './store/execution-reader.ts';

/** In this order: a drill that ends in between is found by its clean-up. */
export const usesOfPlan = async (reader: ItemReader, planId: string): Promise<readonly string[]> => {
  const running = await runningRuns(reader, planId);
  return [...running, ...(await comingCleanUps(reader, planId))];
};

/** A start that comes at the same moment is not harmed: an execution runs on a copy of the plan. */
const runningRuns = async (reader: ItemReader, planId: string): Promise<readonly string[]> => {
  const running: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await reader.queryIndex({
      table: 'executions',
      index: 'plan',
      partition: planId,
      descending: true,
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    for (const item of page.items) {
      const { header } = headerBodySchema.parse(item.body);
      if (!isFinalExecution(header.status)) running.push(`execution ${header.executionId} (${header.status})`);
    }
    after = page.next;
    if (after === undefined) return running;
  }
};

/** The plan says who is warned before instances go by themselves: without it nobody would be. */
const comingCleanUps = async (reader: ItemReader, planId: string): Promise<readonly string[]> => {
  const coming = (await readComingCleanUps(reader)).filter((cleanUp) => cleanUp.planId === planId);
  const found = await Promise.all(
    coming.map(async ({ executionId, dueTime }) => {
      const execution = await readExecution(reader, executionId);
      const left = execution === undefined ? [] : await readRemaining(reader, execution.state);
      return left.length === 0
        ? []
        : [
            `the clean-up of drill ${executionId} by itself (due ${dueTime}; now: ./breakwater cleanup ${executionId}; never: ./breakwater keep ${executionId})`,
          ];
    }),
  );
  return found.flat();
};
