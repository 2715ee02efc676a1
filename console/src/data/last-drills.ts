/** When each plan was drilled last. */
import { useQueries, useQuery } from '@tanstack/react-query';
import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';
import { runKindOf } from '../components/run-kind.ts';
import { answerOf, api } from './client.ts';
import { executionsQuery } from './executions.ts';
import { afterFailure } from './query-client.ts';

const pageSize = 100;

export type LastDrill =
  | {
      readonly kind: 'drill';
      readonly execution: ExecutionSummary;
      /** What launched the rest of it since, by itself no drill of the plan. */
      readonly followUp?: ExecutionSummary;
    }
  | { readonly kind: 'never' }
  /** Not read yet, or, for this reason, it cannot be read. */
  | { readonly kind: 'unknown'; readonly reason?: string | undefined };

/** Of the whole plan: what only launches the rest of another run shows nothing of it. */
const isDrill = (execution: ExecutionSummary): boolean =>
  execution.executionType === 'DRILL' && runKindOf(execution) === 'LAUNCH' && execution.status !== 'REFUSED';

/** `executions`: newest first, with everything that is newer than the drill. */
const drillOf = (execution: ExecutionSummary, executions: readonly ExecutionSummary[]): LastDrill => {
  const followUp = executions.find(
    (each) =>
      each.relatedExecutionId === execution.executionId && runKindOf(each) === 'FOLLOW-UP' && each.status !== 'REFUSED',
  );
  return { kind: 'drill', execution, ...(followUp !== undefined && { followUp }) };
};

/** The newest runs are read for all plans at once; a plan that is not among them is asked for by itself. */
export function useLastDrills(planIds: readonly string[]): (planId: string) => LastDrill {
  const { data: list, error } = useQuery(executionsQuery);
  const recent = new Map<string, ExecutionSummary>();
  for (const execution of list?.items ?? [])
    if (isDrill(execution) && !recent.has(execution.planId)) recent.set(execution.planId, execution);
  const older = list?.more === true ? planIds.filter((planId) => !recent.has(planId)) : [];
  const asked = useQueries({ queries: older.map(lastDrillQuery) });
  return (planId) => {
    const execution = recent.get(planId);
    if (execution !== undefined) return drillOf(execution, list?.items ?? []);
    if (list === undefined) return { kind: 'unknown', reason: error?.message };
    const position = older.indexOf(planId);
    if (position === -1) return { kind: 'never' };
    return asked[position]?.data ?? { kind: 'unknown', reason: asked[position]?.error?.message };
  };
}

const lastDrillQuery = (planId: string) => ({
  queryKey: ['executions', 'last-drill', planId],
  queryFn: async (): Promise<LastDrill> => {
    const seen: ExecutionSummary[] = [];
    let after: string | undefined;
    do {
      const page = answerOf(
        await api.listExecutions({ planId, limit: pageSize, ...(after !== undefined && { after }) }),
      );
      seen.push(...page.items);
      const execution = page.items.find(isDrill);
      if (execution !== undefined) return drillOf(execution, seen);
      after = page.next;
    } while (after !== undefined);
    return { kind: 'never' };
  },
  refetchInterval: afterFailure,
  staleTime: 60_000,
});
