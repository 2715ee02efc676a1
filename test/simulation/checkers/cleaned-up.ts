/** A clean-up terminates what the execution launched that it cleans up after, and nothing that anybody launched since. */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Mirrored } from '../support/mirror.ts';

/** `jobs`: all there were, strangers' too. */
export const strangeTerminations = (executions: readonly Mirrored[], jobs: readonly JobReport[]): readonly string[] => {
  const byId = new Map(jobs.map((job) => [job.jobId, job] as const));
  const launches = jobs
    .filter(({ type }) => type === 'LAUNCH')
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .flatMap(({ jobId, createdAt, servers }) => servers.map(({ instanceId }) => ({ jobId, createdAt, instanceId })));
  return executions.flatMap(({ executionId, state }) => {
    const { purpose, relatedExecutionId = 'nothing' } = state.header;
    if (purpose !== 'CLEAN_UP') return [];
    const related = executions.find((execution) => execution.executionId === relatedExecutionId);
    const relatedJobs = (related?.state.jobs ?? []).flatMap(({ jobId }) => jobId ?? []);
    return state.jobs.flatMap(({ jobKey, jobId = '' }) => {
      const report = byId.get(jobId);
      if (report === undefined) return [];
      return report.servers.flatMap(({ instanceId }) => {
        if (instanceId === undefined) return [];
        const launch = launches.findLast(
          (each) => each.instanceId === instanceId && each.createdAt <= report.createdAt,
        );
        if (launch !== undefined && relatedJobs.includes(launch.jobId)) return [];
        const maker = launch?.jobId ?? 'no job';
        return [
          `clean-up: ${executionId} ${jobKey} terminates ${instanceId} of ${maker}, which ${relatedExecutionId} did not launch`,
        ];
      });
    });
  });
};
