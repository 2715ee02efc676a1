import type { Instance } from './entities.ts';

export type { Instance } from './entities.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** EC2 shows a terminated instance for about an hour. */
const terminatedVisibleMs = 3_600_000;

/** The EC2 state at a time; undefined when EC2 does not know the instance (not yet, or no longer). */
export function instanceState(instance: Instance, at: number): InstanceState | undefined {
  if (instance.into !== undefined) return instanceState(instance.into, at);
  if (at < instance.createdAt) return undefined;
  const { ending } = instance;
  if (ending?.endedAt !== undefined && ending.endedAt !== null && at >= ending.endedAt) {
    return at < ending.endedAt + terminatedVisibleMs ? 'terminated' : undefined;
  }
  if (ending !== undefined && at >= ending.beganAt) return 'shutting-down';
  const latest = instance.power.findLast((one) => one.at <= at);
  if (latest === undefined) return at >= instance.readyAt ? instance.readyState : 'pending';
  if (latest.change === 'start') return at >= latest.doneAt ? 'running' : 'pending';
  return at >= latest.doneAt ? 'stopped' : 'stopping';
}

/** When EC2 last began to start it. */
export const launchTime = (instance: Instance, at: number): number =>
  instance.power.findLast((one) => one.change === 'start' && one.at <= at)?.at ?? instance.createdAt;

/** True when DescribeRecoveryInstances lists it: launched, and not yet deleted from DRS. */
export function isRecoveryInstance(instance: Instance, at: number): boolean {
  const { listedAt, unlistedAt } = instance;
  return at >= listedAt && (unlistedAt === undefined || unlistedAt === null || at < unlistedAt);
}

/** Ends it in EC2, unless it has begun to end earlier. */
export function endInstance(instance: Instance, beganAt: number, endedAt: number | null): void {
  if (instance.into !== undefined) endInstance(instance.into, beganAt, endedAt);
  if (instance.ending === undefined || beganAt < instance.ending.beganAt) instance.ending = { beganAt, endedAt };
}
