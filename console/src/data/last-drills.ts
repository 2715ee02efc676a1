/** When each plan was drilled last. */
import { useQueries, useQuery } from '@tanstack/react-query';
import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';
import { answerOf, api } from './client.ts';
import { executionsQuery } from './executions.ts';

const pageSize = 100;

export type LastDrill =
  | { readonly kind: 'drill'; readonly execution: ExecutionSummary }
  | { readonly kind: 'never' }
  /** Not read yet, or it cannot be read. */
  | { readonly kind: 'unknown' };

const isDrill = ({ executionType, purpose, status }: ExecutionSummary): boolean =>
  executionType === 'DRILL' && purpose !== 'CLEAN_UP' && status !== 'REFUSED';

/** The newest runs are read for all plans at once; a plan that is not among them is asked for by itself. */
export function useLastDrills(planIds: readonly string[]): (planId: string) => LastDrill {
  const { data: list } = useQuery(executionsQuery);
  const recent = new Map<string, ExecutionSummary>();
  for (const execution of list?.items ?? [])
    if (isDrill(execution) && !recent.has(execution.planId)) recent.set(execution.planId, execution);
  const older = list?.more === true ? planIds.filter((planId) => !recent.has(planId)) : [];
  const asked = useQueries({ queries: older.map(lastDrillQuery) });
  return (planId) => {
    const execution = recent.get(planId);
    if (execution !== undefined) return { kind: 'drill', execution };
    if (list === undefined) return { kind: 'unknown' };
    const position = older.indexOf(planId);
    return position === -1 ? { kind: 'never' } : (asked[position]?.data ?? { kind: 'unknown' });
  };
}

const lastDrillQuery = (planId: string) => ({
  queryKey: ['executions', 'last-drill', planId],
  queryFn: async (): Promise<LastDrill> => {
    let after: string | undefined;
    do {
      const page = answerOf(
        await api.listExecutions({ planId, limit: pageSize, ...(after !== undefined && { after }) }),
      );
      const execution = page.items.find(isDrill);
      if (execution !== undefined) return { kind: 'drill', execution };
      after = page.next;
    } while (after !== undefined);
    return { kind: 'never' };
  },
  refetchInterval: false as const,
  staleTime: 60_000,
});
