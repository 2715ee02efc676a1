/**
 * A follow-up: what did not come up in an execution that is over, as a plan of its own. What came up is not in it, and so
 * can never be launched again, nor its instance be deleted.
 */
import { activitiesOf } from './activity-states.ts';
import type { WaveActivity } from './model/activity.ts';
import type { ExecutionState, WaveExecution } from './model/execution.ts';
import { givenPoints, type PointsInTime } from './model/point-in-time.ts';
import type { PlanWave, RecoveryPlan } from './model/recovery-plan.ts';
import type { RosterServer } from './model/roster.ts';
import type { Scope } from './model/scope.ts';
import { currentServers, isPassedWave } from './statuses.ts';
import { waveOutcome } from './transition/outcome.ts';

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
  /** Waves that failed though enough of them is up: what was to be done around them was not. */
  readonly unfinished: readonly UnfinishedWave[];
  /** What was asked of the first run for the waves that still have something to launch. */
  readonly pointsInTime?: PointsInTime;
}

export interface UnfinishedWave {
  readonly waveNumber: number;
  readonly waveName: string;
  /** Nothing of it is left to launch; otherwise its actions are done again, for what is. */
  readonly isWhole: boolean;
  /** Names of the actions that have not succeeded. */
  readonly actionNames: readonly string[];
}

export const followUpOf = (state: ExecutionState, plan: RecoveryPlan): FollowUp => {
  const rest = plan.waves.map((wave) => {
    const servers = currentServers(state, wave.waveNumber);
    const missing = servers.filter(({ server }) => server.outcome !== 'LAUNCHED');
    const wasUp = servers.length > 0 && missing.length === 0;
    const run = state.waves[wave.waveNumber];
    return { wave, missing, wasUp, run, isUnchecked: run !== undefined && isUnchecked(state, run) };
  });
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
      waves: rest.map(({ wave: { sourceServerIds: _sourceServerIds, ...wave }, missing, wasUp, run, isUnchecked }) => {
        if (missing.length > 0) return isUnchecked ? { ...wave, pauseBeforeWave: true } : wave;
        if (run === undefined || isPassedWave(run)) return passing(wave, false);
        // A wave that was nothing but such a gate, and was not reached, is one again.
        return passing(wave, wasUp || wave.pauseBeforeWave);
      }),
    },
    unfinished: rest.flatMap(({ wave: { waveNumber, waveName }, wasUp, run, isUnchecked }) => {
      if (run === undefined || isPassedWave(run) || !(wasUp || isUnchecked)) return [];
      const actionNames = activitiesOf(run, wasUp ? undefined : 'after').flatMap(notDone);
      return [{ waveNumber, waveName, isWhole: wasUp, actionNames }];
    }),
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

/**
 * Enough of it is up without what is missing, and what must be done after that was not: the actions of a follow-up are
 * about the servers that it launches itself, and say nothing of these.
 */
const isUnchecked = (state: ExecutionState, run: WaveExecution): boolean =>
  !isPassedWave(run) &&
  waveOutcome(state, run).status === 'PARTIAL' &&
  activitiesOf(run, 'after').some((activity) => activity.required && activity.state !== 'SUCCEEDED');

const notDone = ({ state, activityName }: WaveActivity): readonly string[] =>
  state === 'SUCCEEDED' ? [] : [activityName];

/**
 * A wave with nothing left to launch does nothing, and asks nobody: it is over as soon as those before it are. One that
 * failed though everything of it is up waits for a person, since its actions are not done again: they were about
 * servers that another run launched.
 */
const passing = ({ actions: _actions, ...wave }: PlanWave, pauseBeforeWave: boolean): PlanWave => ({
  ...wave,
  pauseBeforeWave,
});
