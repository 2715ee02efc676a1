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
  /** The frozen plan with all its waves, so that a wave is called the same in every run of it. */
  readonly plan: RecoveryPlan;
  readonly servers: readonly PlacedServer[];
  /** What was asked of the first run for the waves that still have something to launch. */
  readonly pointsInTime?: PointsInTime;
}

export const followUpOf = (state: ExecutionState, plan: RecoveryPlan): FollowUp => {
  const rest = plan.waves.map((wave) => ({
    wave,
    missing: currentServers(state, wave.waveNumber).filter(({ server }) => server.outcome !== 'LAUNCHED'),
  }));
  const pointsInTime = givenPoints({
    wavePointsInTime: rest.flatMap(({ wave: { waveNumber }, missing }) => {
      const pointInTime = state.waves[waveNumber]?.pointInTime;
      return pointInTime === undefined || missing.length === 0 ? [] : [{ waveNumber, pointInTime }];
    }),
  });
  return {
    ...(pointsInTime === undefined ? {} : { pointsInTime }),
    plan: {
      ...plan,
      waves: rest.map(({ wave: { sourceServerIds: _sourceServerIds, ...wave }, missing }) =>
        missing.length === 0 ? passing(wave) : wave,
      ),
    },
    servers: rest.flatMap(({ wave: { waveNumber }, missing }) =>
      missing.map(({ job, server }) => ({
        waveNumber,
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

/** A wave with nothing left to launch asks nobody and does nothing: it is over as soon as those before it are. */
const passing = ({ actions: _actions, ...wave }: PlanWave): PlanWave => ({ ...wave, pauseBeforeWave: false });
