import type { Job } from '../world/job.ts';
import { type FaultScope, type FaultStore, findFault } from './faults.ts';

/** The fault that hides a job from DescribeJobs, if one holds: do its instances appear all the same? */
export function vanishedBy(
  { world, now, scope }: { world: FaultStore; now: number; scope: FaultScope },
  job: Job,
): { instancesAppear: boolean } | undefined {
  if (world.faults.length === 0) return undefined;
  const fault = findFault(world, 'vanish-job', now, {
    ...scope,
    concerns: (id) => job.participants.some((participant) => participant.sourceServerId === id),
  });
  const jobIds = fault?.rule.jobIds;
  if (fault === undefined || (jobIds !== undefined && !jobIds.includes(job.jobId))) return undefined;
  return { instancesAppear: fault.rule.instancesAppear };
}
