import type { ServerSpec } from '../estate/schema.ts';
import type { Instance } from './instance.ts';
import { isRecoveryInstance } from './instance.ts';
import type { Job } from './job.ts';

/** A source server: what it is, and every job and instance that it ever had, oldest first. */
export type Server = {
  id: string;
  spec: ServerSpec;
  /** Place in its account and Region, in order of creation; pages follow it. */
  position: number;
  addedAt: number;
  jobs: Job[];
  instances: Instance[];
};

/** The name an operator knows it by. */
export const serverName = (server: Server): string => server.spec.tags['Name'] ?? server.spec.hostname;

/** The newest launch job that existed at a time. */
export function lastLaunchJob(server: Server, at: number): Job | undefined {
  return server.jobs.findLast((job) => job.type === 'LAUNCH' && job.createdAt <= at);
}

/** The recovery instance that DRS shows for the server at a time. */
export function currentInstance(server: Server, at: number): Instance | undefined {
  return server.instances.findLast((instance) => isRecoveryInstance(instance, at));
}
