import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

const newest = 100;

/** The newest hundred executions and clean-ups of a plan. */
export const planRunsQuery = (planId: string) =>
  queryOptions({
    queryKey: ['executions', 'of-plan', planId],
    queryFn: async () => {
      const pages = await Promise.all([
        api.listExecutions({ planId, limit: newest }),
        api.listCleanUps({ planId, limit: newest }),
      ]);
      return pages.flatMap((page) => answerOf(page).items);
    },
  });
