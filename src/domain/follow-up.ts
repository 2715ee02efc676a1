/**
 * A follow-up: what did not come up in an execution that is over, as a plan of its own. What came up is not in it, and so
 * can never be launched again, nor its instance be deleted.
 */
import type { ExecutionState } from './model/execution.ts';
import { givenPoints, type PointsInTime } from './model/point-in-time.ts';
import type { PlanWave, RecoveryPlan } from './model/recovery-plan.ts';
import type { RosterServer } from './model/roster.ts';
import type { Scope } from './model/scope.ts';
import { currentServers } from './statuses.ts';

/** A server that a wave of a run is about, and where it is. */
export interface PlacedServer {
  readonly waveNumber: number;
  readonly scope: Scope;
  readonly server: RosterServer;
}

export interface FollowUp {
  /** The frozen plan with only those waves that still have something to launch; numbers and dependencies closed up. */
  readonly plan: RecoveryPlan;
  readonly servers: readonly PlacedServer[];
  /** What was asked of the first run, by the new numbers. */
  readonly pointsInTime?: PointsInTime;
}

export const followUpOf = (state: ExecutionState, plan: RecoveryPlan): FollowUp => {
  const kept = plan.waves
    .map((wave) => ({
      wave,
      missing: currentServers(state, wave.waveNumber).filter(({ server }) => server.outcome !== 'LAUNCHED'),
    }))
    .filter(({ missing }) => missing.length > 0);
  const newNumber = new Map(kept.map(({ wave }, index) => [wave.waveNumber, index]));

  /** Through waves that have nothing left to launch, a wave depends on what those depended on. */
  const dependenciesOf = ({ dependsOnWaves }: PlanWave): readonly number[] =>
    plan.waves
      .filter(({ waveNumber }) => dependsOnWaves.includes(waveNumber))
      .flatMap((dependency) => newNumber.get(dependency.waveNumber) ?? dependenciesOf(dependency));

  const pointsInTime = givenPoints({
    wavePointsInTime: kept.flatMap(({ wave: { waveNumber: before } }, waveNumber) => {
      const pointInTime = state.waves[before]?.pointInTime;
      return pointInTime === undefined ? [] : [{ waveNumber, pointInTime }];
    }),
  });

  return {
    ...(pointsInTime === undefined ? {} : { pointsInTime }),
    plan: {
      ...plan,
      waves: kept.map(({ wave: { sourceServerIds: _sourceServerIds, ...wave } }, index) => ({
        ...wave,
        waveNumber: index,
        dependsOnWaves: [...new Set(dependenciesOf(wave))].sort((a, b) => a - b),
      })),
    },
    servers: kept.flatMap(({ missing }, index) =>
      missing.map(({ job, server }) => ({
        waveNumber: index,
        scope: { accountId: job.accountId, region: job.region },
        server: {
          sourceServerId: server.sourceServerId,
          serverName: server.serverName,
          ...(server.hostname === undefined ? {} : { hostname: server.hostname }),
        },
      })),
    ),
  };
};
