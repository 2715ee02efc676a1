import type { Quotas } from '../../world/quotas.ts';

export type DrsQuota = { code: string; name: string; value: number; isAdjustable: boolean };

/** The quotas of DRS by their codes (Service Quotas listing of DRS). The first three are those of this run. */
export const drsQuotas = ({ serversPerJob, jobsInProgress, serversInAllJobs }: Quotas): readonly DrsQuota[] => [
  quota('L-B827C881', 'Max source servers in a single Job', serversPerJob),
  quota('L-D88FAC3A', 'Concurrent jobs in progress', jobsInProgress),
  quota('L-05AFA8C6', 'Max source servers in all Jobs', serversInAllJobs),
  quota('L-DD6D028C', 'Max concurrent Jobs per source server', 1),
  quota('L-C1D14A2B', 'Max Total replicating source servers Per AWS Account', 300),
  quota('L-E28BE5E0', 'Max Total source servers Per AWS Account', 4000, true),
  quota('L-0588D03B', 'Max launch actions per resource', 200),
  quota('L-1F3FAE4D', 'Max launch configuration templates per AWS account', 1),
  quota('L-4B0323BD', 'Max Source Networks per AWS Account', 100, true),
];

const quota = (code: string, name: string, value: number, isAdjustable = false): DrsQuota => ({
  code,
  name,
  value,
  isAdjustable,
});
