/**
 * What nobody can see coming: two calls for the same launch, neither answered, and AWS acts on both, so late that the job
 * of the first was over when it acted on the second. While the first runs, DRS refuses the second. (docs/guarantees.md)
 */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Mirrored } from '../support/mirror.ts';

const serversOf = (servers: readonly { readonly sourceServerId: string }[]): string =>
  servers
    .map(({ sourceServerId }) => sourceServerId)
    .sort()
    .join();

/** True when the job came of the second of such two calls, and the record names that of the first. */
export const isOfSecondLateCall = (job: JobReport, { state, history }: Mirrored, jobs: readonly JobReport[]): boolean =>
  state.jobs.some((recorded) => {
    const first = jobs.find(({ jobId }) => jobId === recorded.jobId);
    if (recorded.adopted !== true || first === undefined || first.type !== job.type) return false;
    const own = history.filter(({ data }) => 'jobKey' in data && data.jobKey === recorded.jobKey);
    const started = own.findIndex(({ data }) => data.type === 'JobStarted');
    const claims = own.slice(0, started).filter(({ data }) => data.type === 'JobClaimed');
    const isLastLost = own[started - 1]?.data.type === 'JobReplyLost';
    const isFirstOver = first.endedAt !== null && first.endedAt <= job.createdAt;
    return claims.length >= 2 && isLastLost && isFirstOver && serversOf(first.servers) === serversOf(job.servers);
  });
