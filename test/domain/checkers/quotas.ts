import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import type { Checker } from '../support/run.ts';
import { isRunning, placeOf } from './statuses.ts';

// DRS's own figures (quotas L-B827C881, L-D88FAC3A, L-05AFA8C6), not those that the product believes in.
const SERVERS_PER_JOB = 100;
const JOBS = 20;
const SERVERS = 500;

/** I6: our own jobs never exceed a quota. */
export const quotas: Checker = ({ after }) => [
  ...[...new Set(after.jobs.map(placeOf))]
    .map((place) => ({ place, use: useOf(after, place, ['PLANNED', 'CLAIMED', 'STARTED']) }))
    .filter(({ use }) => exceeds(use))
    .map(({ place, use }) => `${use.jobs} jobs with ${use.servers} servers of ours in ${place}`),
  ...after.jobs
    .filter((job) => isRunning(job) && job.servers.length > SERVERS_PER_JOB)
    .map((job) => `${job.jobKey} has ${job.servers.length} servers`),
];

export interface Use {
  readonly jobs: number;
  readonly servers: number;
}

export const useOf = (state: ExecutionState, place: string, states: readonly string[]): Use => {
  const jobs = state.jobs.filter((job) => placeOf(job) === place && states.includes(job.state));
  return { jobs: jobs.length, servers: jobs.reduce((sum, job) => sum + job.servers.length, 0) };
};

export const exceeds = (use: Use): boolean => use.jobs > JOBS || use.servers > SERVERS;
