/** A drill is launched as a drill, a recovery as a recovery: DRS marks what it launches so, and people go by the mark. */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Mirrored } from '../support/mirror.ts';

export const wrongKindsOfLaunch = (executions: readonly Mirrored[], jobs: readonly JobReport[]): readonly string[] => {
  const byId = new Map(jobs.map((job) => [job.jobId, job] as const));
  return executions.flatMap(({ executionId, state }) => {
    const { executionType, purpose } = state.header;
    if (purpose === 'CLEAN_UP') return [];
    return state.jobs.flatMap(({ jobKey, jobId = '' }) => {
      const report = byId.get(jobId);
      if (report === undefined || report.isDrill === (executionType === 'DRILL')) return [];
      const kind = report.isDrill ? 'DRILL' : 'RECOVERY';
      return [`record: ${executionId} is a ${executionType}, and ${jobKey} was launched as a ${kind}`];
    });
  });
};
