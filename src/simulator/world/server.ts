import type { Server } from './entities.ts';
import type { Instance } from './instance.ts';
import { isRecoveryInstance } from './instance.ts';
import type { Job } from './job.ts';

export type { Server } from './entities.ts';

export const newServer = (one: Pick<Server, 'id' | 'spec' | 'position' | 'addedAt'>): Server => ({
  ...one,
  jobs: [],
  instances: [],
  launchConfigurations: [],
  replicationConfigurations: [],
  templateVersions: [],
  templateDefaults: [],
});

/** The name that the estate gives it; misbehaviour by name goes by it. */
export const serverName = (server: Server): string => server.spec.tags['Name'] ?? server.spec.hostname;

export const serverArn = ({ id, spec }: Server): string =>
  `arn:aws:drs:${spec.region}:${spec.accountId}:source-server/${id}`;

/** Of an extended server: the account that it replicates into. */
export const stagingAccountOf = ({ spec }: Server): string | undefined => spec.stagingSourceServerArn?.split(':')[4];

/** The tags that the estate gives it. */
export const estateTags = (server: Server): Record<string, string> => ({
  Name: serverName(server),
  ...server.spec.tags,
});

/** The newest launch job that existed at a time. */
export function lastLaunchJob(server: Server, at: number): Job | undefined {
  return server.jobs.findLast((job) => job.type === 'LAUNCH' && job.createdAt <= at);
}

/** The recovery instance that DRS shows for the server at a time. */
export function currentInstance(server: Server, at: number): Instance | undefined {
  return server.instances.findLast((instance) => isRecoveryInstance(instance, at));
}
