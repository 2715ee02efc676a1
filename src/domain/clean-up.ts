/**
 * A clean-up terminates the recovery instances that one execution launched, and no other: a run of its own, with its own
 * record, locks and quota, on the same engine.
 */
import { limits } from './limits.ts';
import type { ExecutionState } from './model/execution.ts';
import type { RecoveryPlan } from './model/recovery-plan.ts';
import type { Scope } from './model/scope.ts';
import { currentServers } from './statuses.ts';

/** An instance that the execution launched, and the DRS job that made it: what it must still be. */
export interface LaunchedInstance {
  readonly scope: Scope;
  readonly sourceServerId: string;
  readonly serverName: string;
  readonly jobId: string;
  /** The job was found after a lost reply, not named by one: it might be somebody else's (design 6.1). */
  readonly adopted: boolean;
  /** As DRS named it; absent when it was never named. Then the job alone tells. */
  readonly recoveryInstanceId?: string;
}

export const launchedInstances = (state: ExecutionState): readonly LaunchedInstance[] =>
  state.waves.flatMap((wave) =>
    currentServers(state, wave.waveNumber).flatMap(({ job, server }) =>
      server.outcome !== 'LAUNCHED' || job.jobId === undefined
        ? []
        : [
            {
              scope: { accountId: job.accountId, region: job.region },
              sourceServerId: server.sourceServerId,
              serverName: server.serverName,
              jobId: job.jobId,
              adopted: job.adopted === true,
              ...(server.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: server.recoveryInstanceId }),
            },
          ],
    ),
  );

/** One wave over everything: terminations depend on nothing. What is done after them is done after the wave. */
export const cleanUpPlan = (plan: RecoveryPlan): RecoveryPlan => ({
  ...plan,
  waves: [
    {
      waveNumber: 0,
      waveName: 'clean-up',
      protectionGroupIds: plan.waves.flatMap((wave) => wave.protectionGroupIds).slice(0, 1),
      dependsOnWaves: [],
      pauseBeforeWave: false,
      onFailure: 'continue',
      minSuccessPercent: 100,
      timeoutMinutes: limits.cleanUpTimeoutMinutes,
      ...(plan.afterCleanUp === undefined ? {} : { actions: { before: [], after: plan.afterCleanUp } }),
    },
  ],
});
