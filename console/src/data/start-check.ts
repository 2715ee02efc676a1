/** What a start would do and meet now. Each look asks AWS, so nobody but a person asks again. */
import { queryOptions } from '@tanstack/react-query';
import type { ExecutionType } from '../../../src/domain/model/execution.ts';
import type { ExecutionView } from '../../../src/domain/model/execution-view.ts';
import type { PointsInTime } from '../../../src/domain/model/point-in-time.ts';
import { answerOf, api } from './client.ts';

/** What was found is of its moment: each dialogue looks anew. */
const ofItsMoment = { refetchInterval: false, refetchOnWindowFocus: false, staleTime: 0, gcTime: 0 } as const;

export const startCheckQuery = (
  planId: string,
  planVersion: number,
  asked: PointsInTime & { readonly executionType: ExecutionType },
) =>
  queryOptions({
    queryKey: ['start-check', planId, planVersion, asked],
    queryFn: async () => answerOf(await api.checkPlan(planId, asked)),
    ...ofItsMoment,
  });

/** The same of the plan of a run under way: what was accepted at its start, which its history tells, counts as accepted. */
export const launchCheckQuery = ({ executionId, planId }: ExecutionView) =>
  queryOptions({
    queryKey: ['launch-check', executionId],
    queryFn: async () => {
      const [first] = answerOf(await api.listEvents(executionId, { limit: 1 })).items;
      const accepted = first?.data.type === 'ExecutionStarted' ? first.data.acceptedInstanceDeletions : undefined;
      return answerOf(await api.checkPlan(planId, { acceptedInstanceDeletions: accepted ?? [] }));
    },
    ...ofItsMoment,
  });
