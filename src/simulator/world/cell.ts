import { type History, valueAt } from './history.ts';
import type { Instance } from './instance.ts';
import { isOpen, type Job } from './job.ts';
import type { Server } from './server.ts';

/** Everything of one account in one Region; quotas and visibility end here. */
export type Cell = {
  accountId: string;
  region: string;
  /** Counts the cells; the network of the cell derives from it. Below 0: no network. */
  index: number;
  /** DRS works from here on (epoch ms); undefined where it was never initialised. */
  initializedAt: number | undefined;
  servers: Map<string, Server>;
  serverList: Server[];
  jobs: Map<string, Job>;
  /** Oldest first. */
  jobList: Job[];
  instances: Map<string, Instance>;
  instanceList: Instance[];
  /** Jobs that may still be open; those that have ended are dropped when somebody looks. */
  maybeOpen: Job[];
  /** Instances by subnet and private address, as `addressKey` writes them. */
  addresses: Map<string, Instance[]>;
  /** Tags that differ from those that a resource was made with, by ARN (DRS) or id (EC2). */
  tags: Map<string, History<Record<string, string>>>;
};

export function newCell(place: { accountId: string; region: string; index: number; initializedAt?: number }): Cell {
  const { accountId, region, index, initializedAt } = place;
  return {
    accountId,
    region,
    index,
    initializedAt,
    servers: new Map(),
    serverList: [],
    jobs: new Map(),
    jobList: [],
    instances: new Map(),
    instanceList: [],
    maybeOpen: [],
    addresses: new Map(),
    tags: new Map(),
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

/** The tags of a resource at a time; `base` are those that it was made with. */
export const tagsAt = (
  cell: Cell,
  resource: string,
  base: Record<string, string>,
  at: number,
): Record<string, string> => valueAt(cell.tags.get(resource), at) ?? base;
