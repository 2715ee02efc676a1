import type { Cell, Server } from './entities.ts';
import { valueAt } from './history.ts';
import { isOpen, type Job } from './job.ts';

export type { Cell } from './entities.ts';

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
    recoveryInstances: new Map(),
    recoveryInstanceList: [],
    maybeOpen: [],
    addresses: new Map(),
    tags: new Map(),
    topics: new Set(),
    subscriptions: new Map(),
    subscriptionCount: 0,
    messages: [],
    automations: [],
    commands: [],
    functionCalls: [],
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
