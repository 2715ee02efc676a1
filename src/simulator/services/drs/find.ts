import { type Instance, isRecoveryInstance } from '../../world/instance.ts';
import { isListed, type Job } from '../../world/job.ts';
import type { Server } from '../../world/server.ts';
import { notFound } from './errors.ts';
import type { DrsContext } from './operation.ts';

type Place = Pick<DrsContext, 'cell'>;

/** Each throws ResourceNotFoundException for what the account does not have in this Region. */
export function findServer({ cell }: Place, id: string): Server {
  const server = cell.servers.get(id);
  if (server === undefined) throw notFound(`Source server ${id} does not exist`, id, 'source-server');
  return server;
}

export function findJob({ cell }: Place, id: string, at: number): Job {
  const job = cell.jobs.get(id);
  if (job === undefined || !isListed(job, at)) throw notFound(`Job ${id} does not exist`, id, 'job');
  return job;
}

export function findRecoveryInstance({ cell }: Place, id: string, at: number): Instance {
  const instance = cell.recoveryInstances.get(id);
  if (instance === undefined || !isRecoveryInstance(instance, at)) {
    throw notFound(`Recovery instance ${id} does not exist`, id, 'recovery-instance');
  }
  return instance;
}
