/** The logs that DRS keeps of jobs. Each look is a call to AWS. */
import { type QueryState, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import type { JobLogLine } from '../../../src/domain/model/estate-view.ts';
import type { JobView } from '../../../src/domain/model/execution-view.ts';
import { answerOf, api } from './client.ts';
import { executionKey } from './execution.ts';
import { queryClient } from './query-client.ts';

const pollMilliseconds = 15_000;
/** Between two reads of a log at the least: DRS counts them with the calls that the execution is watched by. */
const apartMilliseconds = 5_000;

/** With the look at the job that the page knew when the log was asked for. */
const readJobLog = async (executionId: string, { jobKey, observed }: JobView) => ({
  ...answerOf(await api.getJobLog(executionId, jobKey)),
  lookTime: observed?.lastPolledTime,
});
type SeenLog = Awaited<ReturnType<typeof readJobLog>>;

const logKey = (executionId: string, jobKey: string) => [...executionKey(executionId), 'job-log', jobKey] as const;
const underWayKey = (executionId: string, jobKey: string) => [...logKey(executionId, jobKey), 'under way'] as const;

/**
 * The log of a running job is read again soon after the server has looked at the job: so it is hardly behind what the head of
 * the page says. A read that is under way is waited for, however slow.
 */
const pauseMilliseconds = (
  { observed }: JobView,
  { data, status, fetchStatus, dataUpdatedAt }: QueryState<SeenLog>,
) => {
  const isBehind = status === 'success' && data?.lookTime !== observed?.lastPolledTime;
  if (!isBehind || fetchStatus === 'fetching') return pollMilliseconds;
  return Math.max(1, dataUpdatedAt + apartMilliseconds - Date.now());
};

/**
 * A job that is over is asked for once: after its end, since what was read while it ran lacks the last lines. Until that
 * answer is there the earlier one is shown.
 */
const jobLogQuery = (executionId: string, job: JobView) => {
  const { jobKey, endTime } = job;
  const isOver = endTime !== undefined;
  const whileItRuns = underWayKey(executionId, jobKey);
  return queryOptions({
    queryKey: isOver ? [...logKey(executionId, jobKey), 'over'] : whileItRuns,
    queryFn: () => readJobLog(executionId, job),
    refetchInterval: (query) => (isOver ? false : pauseMilliseconds(job, query.state)),
    staleTime: isOver ? Number.POSITIVE_INFINITY : pollMilliseconds,
    placeholderData: () => queryClient.getQueryData<SeenLog>(whileItRuns),
  });
};

export const useJobLog = (executionId: string, job: JobView) => useQuery(jobLogQuery(executionId, job));

/** By job; of those that have been read. */
export function useJobLogs(executionId: string, jobs: readonly JobView[]): ReadonlyMap<string, readonly JobLogLine[]> {
  return useQueries({ queries: jobs.map((job) => jobLogQuery(executionId, job)), combine: combineLogs });
}

const combineLogs = (
  results: readonly { readonly data?: SeenLog | undefined }[],
): ReadonlyMap<string, readonly JobLogLine[]> =>
  new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.jobKey, data.items] as const])));
