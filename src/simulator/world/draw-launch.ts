import { conversionServerId, instanceId } from '../ids.ts';
import { integerBetween, randomFrom } from '../random.ts';
import type { Behaviour } from './behaviour.ts';
import type { DurationRanges } from './durations.ts';
import type { Instance } from './instance.ts';
import type { Participant, Span } from './job.ts';
import type { LaunchPlan } from './plan-launch.ts';
import type { Replication } from './replication.ts';
import type { Server } from './server.ts';

export type LaunchOrder = {
  seed: string;
  jobId: string;
  server: Server;
  startedAt: number;
  ranges: DurationRanges;
  behaviour: Behaviour;
  replication: Replication;
  /** Chosen recovery point; undefined means the newest data. */
  pointInTime: number | undefined;
  /** Instances of this server that exist and that the launch deletes. */
  previous: readonly Instance[];
  instanceOrdinal: number;
  plan: LaunchPlan;
};

/** Data older than this on a server that no longer replicates: DRS falls back to its last snapshot. */
const snapshotFallbackLagMs = 600_000;

const span = (from: number, to: number): Span => [from, to];

/** Draws one server's way through a LAUNCH job. Depends on seed, job and server only, not on the order of drawing. */
export function drawLaunch(order: LaunchOrder): Participant {
  const { seed, jobId, server, startedAt, ranges, behaviour, replication } = order;
  const random = randomFrom(seed, 'launch', jobId, server.id);
  const draw = ([low, high]: readonly [number, number]): number => integerBetween(random, low * 1000, high * 1000);
  // Everything is drawn first, so that a misbehaviour changes one thing and not all that follows.
  const drawn = {
    snapshot: draw(ranges.snapshot),
    conversion: draw(ranges.conversion),
    cleanup: draw(ranges.cleanup),
    launch: draw(ranges.launch) * behaviour.launchFactor,
    failsAfter: random(),
    boot: integerBetween(random, 0, 8_000),
  };
  const base = { sourceServerId: server.id, startedAt, removes: [] };
  if (behaviour.skipped) {
    return {
      ...base,
      outcome: 'FAILED',
      decidedAt: startedAt,
      failure: { event: 'SERVER_SKIPPED', rawError: 'Skipped' },
    };
  }
  const usedPreviousSnapshot = order.pointInTime === undefined && replication.lagMs > snapshotFallbackLagMs;
  const pointInTime =
    order.pointInTime ?? (usedPreviousSnapshot ? replication.syncedUntil : startedAt - replication.lagMs);
  const common = { ...base, usedPreviousSnapshot, ...(pointInTime === undefined ? {} : { pointInTime }) };

  const failAt = (from: number, length: number): number => from + Math.round(length * (0.2 + 0.6 * drawn.failsAfter));
  const { fails } = behaviour;
  const snapshotEnd = startedAt + drawn.snapshot;
  if (fails?.phase === 'snapshot') {
    const at = failAt(startedAt, drawn.snapshot);
    const failure = { event: 'SNAPSHOT_FAIL', rawError: fails.rawError };
    return { ...common, outcome: 'FAILED', decidedAt: at, snapshot: [startedAt, at], failure };
  }
  const converted = {
    ...common,
    snapshot: span(startedAt, snapshotEnd),
    conversionServerId: conversionServerId(seed, jobId, server.id),
  };
  if (behaviour.stuck) return { ...converted, outcome: 'UNDECIDED', decidedAt: null, conversion: [snapshotEnd, null] };
  if (fails?.phase === 'conversion') {
    const at = failAt(snapshotEnd, drawn.conversion);
    const failure = { event: 'CONVERSION_FAIL', rawError: fails.rawError };
    return { ...converted, outcome: 'FAILED', decidedAt: at, conversion: [snapshotEnd, at], failure };
  }
  const conversionEnd = snapshotEnd + drawn.conversion;
  const deletes = order.previous.length > 0;
  const launchStart = conversionEnd + (deletes ? drawn.cleanup : 0);
  const launchEnd = launchStart + drawn.launch;
  const prepared = {
    ...converted,
    conversion: span(snapshotEnd, conversionEnd),
    ...(deletes ? { cleanup: span(conversionEnd, launchStart) } : {}),
    removes: order.previous.map((instance) => instance.instanceId),
  };
  if (fails?.phase === 'launch') {
    const at = failAt(launchStart, drawn.launch);
    const failure = { event: 'LAUNCH_FAILED', rawError: fails.rawError };
    return { ...prepared, outcome: 'FAILED', decidedAt: at, launch: [launchStart, at], failure };
  }
  const instance = {
    instanceId: order.plan.intoInstanceId ?? instanceId(seed, jobId, server.id),
    ordinal: order.instanceOrdinal,
    createdAt: launchStart,
    readyAt: launchEnd + drawn.boot,
    readyState: order.plan.readyState,
    listedAt: launchEnd,
    ...(order.plan.intoInstanceId === undefined ? {} : { wasThere: true as const }),
    ...(Object.keys(order.plan.settings).length === 0 ? {} : { settings: order.plan.settings }),
  };
  const launched = { ...prepared, decidedAt: launchEnd, launch: span(launchStart, launchEnd) };
  if (behaviour.undecided === undefined) return { ...launched, outcome: 'LAUNCHED', instance };
  return { ...launched, outcome: 'UNDECIDED', ...(behaviour.undecided.instanceAppears ? { instance } : {}) };
}
