import { queryOptions } from '@tanstack/react-query';
import type { ApiClient } from '../../../src/api/client.ts';
import { executionStatusSchema } from '../../../src/domain/model/execution.ts';
import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';
import { isFinalExecution } from '../../../src/domain/statuses.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';

type ListCall = ApiClient['listExecutions'];

/** How much of the past a page reads; older runs that are over are found by plan and time on the command line. */
export const executionsMost = 500;
const pageSize = 100;
const pollMilliseconds = 5_000;

/** Newest first, page after page, until there are enough. `more`: there are older ones. */
async function readSummaries(list: ListCall, most: number): Promise<ExecutionList> {
  const items: ExecutionSummary[] = [];
  let after: string | undefined;
  do {
    const page = answerOf(await list({ limit: pageSize, ...(after !== undefined && { after }) }));
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < most);
  return { items, more: after !== undefined };
}

export interface ExecutionList {
  readonly items: readonly ExecutionSummary[];
  readonly more: boolean;
}

/** What goes on, or waits. */
const openStatuses = executionStatusSchema.options.filter((status) => !isFinalExecution(status));

/** However many newer ones there are: what waits at a gate may be months old. */
const readOpen = async (list: ListCall): Promise<readonly ExecutionSummary[]> =>
  (
    await Promise.all(openStatuses.map((status) => readAll((after) => list({ status, limit: pageSize, ...after }))))
  ).flat();

/** The newest runs, and every one that is open. */
async function readRuns(list: ListCall): Promise<ExecutionList> {
  const newest = await readSummaries(list, executionsMost);
  if (!newest.more) return newest;
  const known = new Set(newest.items.map(({ executionId }) => executionId));
  const older = (await readOpen(list)).filter(({ executionId }) => !known.has(executionId));
  return { items: [...newest.items, ...older], more: true };
}

/** Executions and clean-ups together, newest first. */
export const executionsQuery = queryOptions({
  queryKey: ['executions'],
  queryFn: async (): Promise<ExecutionList> => {
    const [launches, cleanUps] = await Promise.all([readRuns(api.listExecutions), readRuns(api.listCleanUps)]);
    return {
      items: [...launches.items, ...cleanUps.items].toSorted((a, b) => b.startTime.localeCompare(a.startTime)),
      more: launches.more || cleanUps.more,
    };
  },
  refetchInterval: pollMilliseconds,
});
