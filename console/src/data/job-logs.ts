/** The logs that DRS keeps of jobs. Each look is a call to AWS. */
import { queryOptions, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { JobLogLine } from '../../../src/domain/model/estate-view.ts';
import type { JobView } from '../../../src/domain/model/execution-view.ts';
import { answerOf, api } from './client.ts';
import { executionKey } from './execution.ts';
import { queryClient } from './query-client.ts';

const pollMilliseconds = 15_000;

const readJobLog = async (executionId: string, jobKey: string) => answerOf(await api.getJobLog(executionId, jobKey));

const logKey = (executionId: string, jobKey: string) => [...executionKey(executionId), 'job-log', jobKey] as const;
const underWayKey = (executionId: string, jobKey: string) => [...logKey(executionId, jobKey), 'under way'] as const;

/**
 * A job that is over is asked for once: after its end, since what was read while it ran lacks the last lines. Until that
 * answer is there the earlier one is shown.
 */
const jobLogQuery = (executionId: string, { jobKey, endTime }: JobView) => {
  const isOver = endTime !== undefined;
  const whileItRuns = underWayKey(executionId, jobKey);
  return queryOptions({
    queryKey: isOver ? [...logKey(executionId, jobKey), 'over'] : whileItRuns,
    queryFn: () => readJobLog(executionId, jobKey),
    refetchInterval: isOver ? false : pollMilliseconds,
    staleTime: isOver ? Number.POSITIVE_INFINITY : pollMilliseconds,
    placeholderData: () => queryClient.getQueryData<Awaited<ReturnType<typeof readJobLog>>>(whileItRuns),
  });
};

/**
 * Reads the log of a running job again whenever the server has looked at the job: so the log is never behind what the head
 * of the page says, and is read no oftener than the execution itself.
 */
function useReadAgain(executionId: string, jobs: readonly JobView[]): void {
  const client = useQueryClient();
  const looks = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { jobKey, endTime, observed } of jobs) {
      if (observed === undefined || endTime !== undefined) continue;
      if (looks.current.get(jobKey) === observed.lastPolledTime) continue;
      looks.current.set(jobKey, observed.lastPolledTime);
      client.invalidateQueries({ queryKey: underWayKey(executionId, jobKey) }).catch(() => undefined);
    }
  }, [client, executionId, jobs]);
}

export function useJobLog(executionId: string, job: JobView) {
  const query = useQuery(jobLogQuery(executionId, job));
  useReadAgain(executionId, [job]);
  return query;
}

/** By job; of those that have been read. */
export function useJobLogs(executionId: string, jobs: readonly JobView[]): ReadonlyMap<string, readonly JobLogLine[]> {
  const logs = useQueries({ queries: jobs.map((job) => jobLogQuery(executionId, job)), combine: combineLogs });
  useReadAgain(executionId, jobs);
  return logs;
}

const combineLogs = (
  results: readonly { readonly data?: Awaited<ReturnType<typeof readJobLog>> | undefined }[],
): ReadonlyMap<string, readonly JobLogLine[]> =>
  new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.jobKey, data.items] as const])));
