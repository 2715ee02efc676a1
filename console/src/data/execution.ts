import { queryOptions } from '@tanstack/react-query';
import type { ExecutionView } from '../../../src/domain/model/execution-view.ts';
import { answerOf, api } from './client.ts';
import { queryClient, slowPollMilliseconds } from './query-client.ts';

export interface SeenExecution {
  readonly execution: ExecutionView;
  readonly etag: string | undefined;
}

const livePollMilliseconds = 2_000;

export const executionKey = (executionId: string) => ['execution', executionId] as const;

/**
 * Shows at once what a command has answered. A look that was sent before the command tells of the time before it, and is
 * dropped; one that knows of more stays.
 */
export async function showExecution(changed: ExecutionView): Promise<void> {
  const queryKey = executionKey(changed.executionId);
  await queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData<SeenExecution>(queryKey, (seen) =>
    seen !== undefined && seen.execution.version > changed.version
      ? seen
      : // Without a tag: the next look reads the whole again.
        { execution: changed, etag: undefined },
  );
}

/** Asks every two seconds while it runs, and carries nothing over the wire when nothing has changed. */
export const executionQuery = (executionId: string) =>
  queryOptions({
    queryKey: executionKey(executionId),
    queryFn: async (): Promise<SeenExecution> => {
      const seen = queryClient.getQueryData<SeenExecution>(executionKey(executionId));
      const look = answerOf(await api.getExecutionUnless(executionId, seen?.etag));
      if (!look.unchanged) return { execution: look.value, etag: look.etag };
      // The tag that we sent came with what we have.
      if (seen === undefined) throw new Error('bug: 304 for what was never read');
      return seen;
    },
    refetchInterval: (query) =>
      query.state.data?.execution.endTime === undefined ? livePollMilliseconds : slowPollMilliseconds,
  });
