import type { ServerSpec } from '../estate/schema.ts';
import type { History } from './history.ts';
import type { Instance } from './instance.ts';
import { isRecoveryInstance } from './instance.ts';
import type { Job } from './job.ts';
import type { LaunchConfiguration } from './launch-configuration.ts';
import type { TemplateVersion } from './launch-template.ts';
import type { ReplicationConfiguration } from './replication-configuration.ts';

/** A source server: what it is, and every job, instance and setting that it ever had, oldest first. */
export type Server = {
  id: string;
  spec: ServerSpec;
  /** Place in its account and Region, in order of creation; pages follow it. */
  position: number;
  addedAt: number;
  jobs: Job[];
  instances: Instance[];
  /** What differs from the settings that follow from the estate. */
  launchConfigurations: History<LaunchConfiguration>;
  replicationConfigurations: History<ReplicationConfiguration>;
  templateVersions: TemplateVersion[];
  templateDefaults: History<number>;
};

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
