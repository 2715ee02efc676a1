/** Limits of one account in one Region. Codes and values: Service Quotas listing of DRS. */
export type Quotas = {
  /** L-B827C881 */
  serversPerJob: number;
  /** L-D88FAC3A */
  jobsInProgress: number;
  /** L-05AFA8C6 */
  serversInAllJobs: number;
  /** Token bucket for each account, Region and service; AWS does not publish its rates. Default: no limit. */
  requests?: { burst: number; perSecond: number };
};

export const defaultQuotas: Quotas = { serversPerJob: 100, jobsInProgress: 20, serversInAllJobs: 500 };
