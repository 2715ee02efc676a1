import { useQueries } from '@tanstack/react-query';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import { jobLogQuery } from '../../../data/execution-details.ts';
import type { LogLine } from './phases.ts';

/** The logs of the jobs that are unfolded: each is a call to AWS, so nobody asks for what nobody sees. */
export function useJobLogs(
  { executionId, waves }: ExecutionView,
  openWaves: ReadonlySet<number>,
): ReadonlyMap<string, readonly LogLine[]> {
  const jobs = waves
    .filter(({ waveNumber }) => openWaves.has(waveNumber))
    .flatMap((wave) => wave.jobs)
    .filter(({ jobId }) => jobId !== undefined);
  return useQueries({
    queries: jobs.map(({ jobKey, endTime }) => jobLogQuery(executionId, jobKey, endTime !== undefined)),
    combine: combineLogs,
  });
}

const combineLogs = (
  results: readonly { readonly data?: { readonly jobKey: string; readonly items: readonly LogLine[] } | undefined }[],
): ReadonlyMap<string, readonly LogLine[]> =>
  new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.jobKey, data.items] as const])));
