/**
 * Looks at what a start of a plan would do and meet now, by the checks of `begin` itself, and ahead to its launches: jobs
 * of others, quotas. Nothing is started, held or saved.
 */
import { limits } from '../domain/limits.ts';
import type { PointsInTime } from '../domain/model/point-in-time.ts';
import type { PlanWave, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../domain/model/roster.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type CheckedServer, type StartCheck, type StartWarning, startWarning } from '../domain/model/start-check.ts';
import { countOf, serverLabel, waveLabel } from '../domain/names.ts';
import { summarisePoints } from '../domain/recovery-points.ts';
import { type ScopeUse, sumOfUse } from '../domain/schedule.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { readPlan } from './catalog-reader.ts';
import { chooseRecoveryPoints } from './choose-recovery-points.ts';
import { heldServers } from './launch-check.ts';
import { findHolders, type LockConflict } from './locks.ts';
import { seeUse } from './quota-use.ts';
import type { PlanResolution } from './resolve-plan.ts';
import { lockedServers, lockTargets, resolveStoredPlan } from './resolve-stored-plan.ts';
import { failedChecks } from './start-checks.ts';

export interface CheckPorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
}

/** `undefined`: there is no such plan. */
export const checkPlan = async (
  ports: CheckPorts,
  planId: string,
  acceptedInstanceDeletions: ReadonlySet<string>,
  pointsInTime: PointsInTime | undefined,
): Promise<StartCheck | undefined> => {
  const plan = await readPlan(ports.store, planId);
  if (plan === undefined) return undefined;
  const checkedTime = ports.clock.now();
  const found = await resolveStoredPlan(ports, plan, acceptedInstanceDeletions);
  const resolution = await chooseRecoveryPoints(ports, plan, pointsInTime, found);
  const { chunks, deletions } = resolution;
  const [conflicts, outlooks] = await Promise.all([
    findHolders(ports.store, NOBODY, lockTargets(chunks)),
    Promise.all(resolution.launched.map(({ scope }) => lookAhead(ports, plan, scope, chunks))),
  ]);
  const blockers = [...resolution.refusals, ...lockedServers(conflicts, chunks)];
  const failures = [...resolution.failures, ...outlooks.flatMap(({ failure }) => failure ?? [])];
  const warnings = [...resolution.warnings, ...outlooks.flatMap((outlook) => outlook.warnings)];
  return {
    planId,
    planName: plan.planName,
    planVersion: plan.version,
    checkedTime,
    verdict: blockers.length > 0 ? 'BLOCKED' : failures.length > 0 ? 'UNKNOWN' : 'READY',
    serverCount: serverCountOf(chunks),
    waves: plan.waves.map((wave) => checkedWave(wave, chunks)),
    blockers,
    unknown: [...failedChecks(failures)],
    warnings,
    deletions: [...deletions],
    servers: checkedServers(resolution, conflicts, warnings),
  };
};

const checkedWave = (
  { waveNumber, waveName, dependsOnWaves, pauseBeforeWave }: PlanWave,
  chunks: readonly RosterChunk[],
): StartCheck['waves'][number] => {
  const own = chunks.filter((chunk) => chunk.waveNumber === waveNumber);
  const pointInTime = own[0]?.pointInTime;
  const recoveryPoints = summarisePoints(
    pointInTime,
    own.flatMap(({ servers }) => servers),
  );
  return {
    waveNumber,
    waveName,
    dependsOnWaves,
    pauseBeforeWave,
    serverCount: serverCountOf(own),
    ...(pointInTime === undefined ? {} : { pointInTime }),
    ...(recoveryPoints === undefined ? {} : { recoveryPoints }),
  };
};

/** Owner of no lock: every holder is somebody else. */
const NOBODY = '';

const serverCountOf = (chunks: readonly RosterChunk[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);

interface Outlook {
  readonly warnings: readonly StartWarning[];
  readonly failure?: AwsFailure;
}

/** What the launches in one account and Region would wait for if they came now. */
const lookAhead = async (
  ports: CheckPorts,
  plan: RecoveryPlan,
  scope: Scope,
  chunks: readonly RosterChunk[],
): Promise<Outlook> => {
  const place = scopeKey(scope);
  const there = chunks.filter((chunk) => scopeKey(chunk) === place);
  const seen = await seeUse(ports, scope);
  if (!seen.ok) return { warnings: [], failure: seen.failure };
  const held = new Map(heldServers(seen.value.foreign));
  const use = sumOfUse(seen.value.ours, seen.value.others);
  return {
    warnings: [
      ...there
        .flatMap((chunk) => chunk.servers)
        .flatMap((server): readonly StartWarning[] => {
          const obstacle = held.get(server.sourceServerId);
          if (obstacle?.kind !== 'held') return [];
          const message = `${serverLabel(server)} would wait for ${obstacle.waitingFor}`;
          return [startWarning('SERVER_IN_JOB', message, server.sourceServerId)];
        }),
      ...plan.waves.flatMap((wave) => {
        const own = there.filter((chunk) => chunk.waveNumber === wave.waveNumber);
        return queueingOf(waveLabel(wave), place, { jobs: own.length, servers: serverCountOf(own) }, use);
      }),
    ],
  };
};

/** What does not fit waits its turn; it does not fail. */
const queueingOf = (wave: string, place: string, wanted: ScopeUse, used: ScopeUse): readonly StartWarning[] => {
  const warning = (text: string): StartWarning => startWarning('QUOTA', `${wave} in ${place}: ${text}`);
  const freeServers = Math.max(0, limits.serversInAllJobs - used.servers);
  const freeJobs = Math.max(0, limits.jobsPerScope - used.jobs);
  return [
    ...(wanted.servers > freeServers
      ? [
          warning(
            `${countOf(wanted.servers - freeServers, 'server')} of ${wanted.servers} would wait their turn: DRS takes ${limits.serversInAllJobs} in all jobs, ${used.servers} in use now`,
          ),
        ]
      : []),
    ...(wanted.jobs > freeJobs
      ? [
          warning(
            `${countOf(wanted.jobs - freeJobs, 'job')} of ${wanted.jobs} would wait their turn: DRS runs ${limits.jobsPerScope} at a time, ${used.jobs} in use now`,
          ),
        ]
      : []),
  ];
};

/** Everything that was found about each server, told at the server. */
const checkedServers = (
  { chunks, launched, deletions }: PlanResolution,
  conflicts: readonly LockConflict[],
  warnings: readonly StartWarning[],
): CheckedServer[] => {
  const keyOf = (place: string, sourceServerId: string): string => `${place}#${sourceServerId}`;
  const holders = new Map(
    conflicts.map(({ place, sourceServerId, holder }) => [keyOf(place, sourceServerId), holder] as const),
  );
  const shown = new Map(
    launched.flatMap(({ scope, servers }) =>
      servers.map((server) => [keyOf(scopeKey(scope), server.sourceServerId), server] as const),
    ),
  );
  const deleted = Map.groupBy(deletions, (deletion) => keyOf(scopeKey(deletion), deletion.sourceServerId));
  const warned = Map.groupBy(warnings, ({ sourceServerId }) => sourceServerId);
  return chunks.flatMap((chunk) =>
    chunk.servers.map((server): CheckedServer => {
      const { sourceServerId } = server;
      const key = keyOf(scopeKey(chunk), sourceServerId);
      const { replicationState, lagDuration } = shown.get(key) ?? {};
      const holder = holders.get(key);
      const instances = deleted.get(key) ?? [];
      const deletes = (blocks: boolean): string[] =>
        instances
          .filter(({ isLive, isAccepted }) => (isLive && !isAccepted) === blocks)
          .map(
            ({ recoveryInstanceId, isLive }) =>
              `DRS would delete its ${isLive ? 'LIVE' : 'earlier drill'} instance ${recoveryInstanceId}`,
          );
      return {
        ...server,
        waveNumber: chunk.waveNumber,
        accountId: chunk.accountId,
        region: chunk.region,
        ...(replicationState === undefined ? {} : { replicationState }),
        ...(lagDuration === undefined ? {} : { lagDuration }),
        ...(holder === undefined
          ? {}
          : { heldBy: { executionId: holder.executionId, planName: holder.planName, since: holder.lockedTime } }),
        blockers: [
          ...(holder === undefined
            ? []
            : [`held by execution ${holder.executionId} of plan "${holder.planName}" since ${holder.lockedTime}`]),
          ...deletes(true),
        ],
        warnings: [...deletes(false), ...(warned.get(sourceServerId) ?? []).map(({ message }) => message)],
      };
    }),
  );
};
