import { recoverySnapshotId } from '../ids.ts';
import { integerBetween, randomFrom } from '../random.ts';
import { isNamed } from './behaviour.ts';
import type { Server } from './server.ts';
import { pointInTimePolicy } from './server-settings.ts';

export type ReplicationState =
  | 'CONTINUOUS'
  | 'STALLED'
  | 'DISCONNECTED'
  | 'STOPPED'
  | 'PAUSED'
  | 'INITIAL_SYNC'
  | 'BACKLOG'
  | 'RESCAN';

export type Replication = {
  state: ReplicationState;
  lagMs: number;
  /** Data older than this is at the recovery site; undefined when no consistent point was ever reached. */
  syncedUntil: number | undefined;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const units = { MINUTE: minute, HOUR: hour, DAY: day } as const;

/** A `stalled-…` server stopped replicating this long before it was first looked at. */
const stalledBefore = 26 * hour;

/** Replication at a time. `stalledSince`: a fault stalls it since then. */
export function replicationOf(server: Server, at: number, stalledSince?: number): Replication {
  const { spec } = server;
  if (isNamed(spec, 'norecoverypoint-')) return { state: 'INITIAL_SYNC', lagMs: 0, syncedUntil: undefined };
  if (isNamed(spec, 'stalled-')) return halted('STALLED', server.addedAt + 90 * day - stalledBefore, at);
  if (stalledSince !== undefined) return halted('STALLED', stalledSince, at);
  const state = spec.replication?.state ?? 'CONTINUOUS';
  const lagMs = (spec.replication?.lagSeconds ?? 0) * 1000;
  if (state === 'INITIAL_SYNC') return { state, lagMs, syncedUntil: undefined };
  return state === 'CONTINUOUS' || state === 'BACKLOG' || state === 'RESCAN'
    ? { state, lagMs: lagMs + jitter(server, at), syncedUntil: at - lagMs }
    : halted(state, server.addedAt + 90 * day - lagMs, at);
}

const halted = (state: ReplicationState, since: number, at: number): Replication => ({
  state,
  lagMs: at - since,
  syncedUntil: since,
});

/** Healthy replication lags by nothing, now and then by a second or two; the same for a whole minute. */
function jitter(server: Server, at: number): number {
  const random = randomFrom(server.id, 'lag', Math.floor(at / minute));
  return random() < 0.2 ? integerBetween(random, 1, 2) * 1000 : 0;
}

export type RecoveryPoint = { snapshotId: string; at: number };

/**
 * Point-in-time snapshots that exist at a time, oldest first, as if the policy of that time had always held. None is
 * younger than the last synchronised data.
 */
export function recoveryPoints(seed: string, server: Server, replication: Replication, at: number): RecoveryPoint[] {
  return recoveryTimes(server, replication, at).map((time) => ({
    snapshotId: recoverySnapshotId(seed, server.id, time),
    at: time,
  }));
}

/** Is there any point to recover from? Cheaper than listing them. */
export const hasRecoveryPoint = (server: Server, replication: Replication, at: number): boolean =>
  recoveryTimes(server, replication, at).length > 0;

function recoveryTimes(server: Server, { syncedUntil }: Replication, at: number): number[] {
  if (syncedUntil === undefined) return [];
  const times = new Set<number>();
  for (const rule of pointInTimePolicy(server, at)) {
    if (rule.enabled === false) continue;
    const step = rule.interval * units[rule.units];
    const kept = rule.retentionDuration * units[rule.units];
    const first = (Math.floor(Math.max(at - kept, server.addedAt) / step) + 1) * step;
    for (let time = first; time <= Math.min(at, syncedUntil); time += step) times.add(time);
  }
  return [...times].sort((a, b) => a - b);
}
