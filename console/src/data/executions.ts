import { queryOptions } from '@tanstack/react-query';
import type { ApiClient } from '../../../src/api/client.ts';
import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';
import { answerOf, api } from './client.ts';

type ListCall = ApiClient['listExecutions'];

/** How much of the past a page reads; older runs are found by plan and time on the command line. */
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

/** Executions and clean-ups together, newest first. */
export const executionsQuery = queryOptions({
  queryKey: ['executions'],
  queryFn: async (): Promise<ExecutionList> => {
    const [launches, cleanUps] = await Promise.all([
      readSummaries(api.listExecutions, executionsMost),
      readSummaries(api.listCleanUps, executionsMost),
    ]);
    return {
      items: [...launches.items, ...cleanUps.items].toSorted((a, b) => b.startTime.localeCompare(a.startTime)),
      more: launches.more || cleanUps.more,
    };
  },
  refetchInterval: pollMilliseconds,
});
