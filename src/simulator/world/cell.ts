import type { Instance } from './instance.ts';
import { isOpen, type Job } from './job.ts';
import type { Server } from './server.ts';

/** Everything of one account in one Region; quotas and visibility end here. */
export type Cell = {
  accountId: string;
  region: string;
  /** Counts the cells; the network of the cell derives from it. */
  index: number;
  servers: Map<string, Server>;
  serverList: Server[];
  jobs: Map<string, Job>;
  /** Oldest first. */
  jobList: Job[];
  instances: Map<string, Instance>;
  instanceList: Instance[];
  /** Jobs that may still be open; those that have ended are dropped when somebody looks. */
  maybeOpen: Job[];
};

export function newCell(accountId: string, region: string, index: number): Cell {
  return {
    accountId,
    region,
    index,
    servers: new Map(),
    serverList: [],
    jobs: new Map(),
    jobList: [],
    instances: new Map(),
    instanceList: [],
    maybeOpen: [],
  };
}

/** Jobs in progress now. `now` must not go back between calls. */
export function openJobs(cell: Cell, now: number): readonly Job[] {
  if (cell.maybeOpen.some((job) => !isOpen(job, now))) {
    cell.maybeOpen = cell.maybeOpen.filter((job) => isOpen(job, now));
  }
  return cell.maybeOpen;
}

/** The job that holds a server now. */
export function holdingJob(server: Server, now: number): Job | undefined {
  const job = server.jobs.at(-1);
  return job !== undefined && isOpen(job, now) ? job : undefined;
}
