import type { InstancePlan, Job, Participant } from './job.ts';
import type { Server } from './server.ts';

/** An EC2 instance that DRS launched, with what became of it. */
export type Instance = InstancePlan & {
  server: Server;
  job: Job;
  participant: Participant;
  /** Set when a job deletes it. */
  ending?: { beganAt: number; endedAt: number | null; byJobId: string };
};

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopped';

/** EC2 shows a terminated instance for about an hour. */
const terminatedVisibleMs = 3_600_000;

/** The EC2 state at a time; undefined when EC2 does not know the instance (not yet, or no longer). */
export function instanceState(instance: Instance, at: number): InstanceState | undefined {
  if (at < instance.createdAt) return undefined;
  const { ending } = instance;
  if (ending?.endedAt !== undefined && ending.endedAt !== null && at >= ending.endedAt) {
    return at < ending.endedAt + terminatedVisibleMs ? 'terminated' : undefined;
  }
  if (ending !== undefined && at >= ending.beganAt) return 'shutting-down';
  return at >= instance.readyAt ? instance.readyState : 'pending';
}

/** True when DescribeRecoveryInstances lists it: launched, and not yet deleted by a job. */
export function isRecoveryInstance(instance: Instance, at: number): boolean {
  if (at < instance.listedAt) return false;
  const endedAt = instance.ending?.endedAt;
  return endedAt === undefined || endedAt === null || at < endedAt;
}
