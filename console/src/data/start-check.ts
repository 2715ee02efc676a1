import { queryOptions } from '@tanstack/react-query';
import type { PointsInTime } from '../../../src/domain/model/point-in-time.ts';
import { answerOf, api } from './client.ts';

/** What a start would do and meet now. Each look asks AWS, so nobody but a person asks again. */
export const startCheckQuery = (planId: string, planVersion: number, points: PointsInTime) =>
  queryOptions({
    queryKey: ['start-check', planId, planVersion, points],
    queryFn: async () => answerOf(await api.checkPlan(planId, points)),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    // What was found is of its moment: each dialogue looks anew.
    staleTime: 0,
    gcTime: 0,
  });
