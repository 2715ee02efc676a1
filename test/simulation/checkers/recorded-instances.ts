/** The instance that the record names for a launched server is the one that the recorded job made for it. */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Mirrored } from '../support/mirror.ts';

export const wrongInstances = (executions: readonly Mirrored[], jobs: readonly JobReport[]): readonly string[] => {
  const byId = new Map(jobs.map((job) => [job.jobId, job] as const));
  return executions.flatMap(({ executionId, state }) => {
    if (state.header.purpose === 'CLEAN_UP') return [];
    return state.jobs.flatMap(({ jobKey, jobId = '', servers }) => {
      const made = new Map(
        (byId.get(jobId)?.servers ?? []).map(({ sourceServerId, instanceId }) => [sourceServerId, instanceId] as const),
      );
      return servers.flatMap(({ sourceServerId, outcome, recoveryInstanceId = 'no instance' }) => {
        const instanceId = made.get(sourceServerId);
        if (outcome !== 'LAUNCHED' || instanceId === undefined || instanceId === recoveryInstanceId) return [];
        return [
          `record: ${executionId} names ${recoveryInstanceId} for ${sourceServerId} of ${jobKey}, DRS launched ${instanceId}`,
        ];
      });
    });
  });
};
