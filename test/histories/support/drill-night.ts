/** What the nights that are made for the recording begin with. */
import type { Night, NightPlan, NightWave } from '../../simulation/support/night.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../../support/rig.ts';

export const wave: NightWave = {
  servers: [0, 1],
  dependsOn: [],
  pauseBeforeWave: false,
  onFailure: 'stop',
  minSuccessPercent: 100,
  timeoutMinutes: 120,
};

export const planOf = (waves: readonly NightWave[], startSeconds = 0): NightPlan => ({
  waves,
  executionType: 'DRILL',
  startSeconds,
  twice: 'no',
  afterEnd: [],
});

/** A drill of two servers, to which nothing happens. */
export const drillOf = (waves: readonly NightWave[], startSeconds = 0): Omit<Night, 'seed'> => ({
  places: [{ accountId: HOME_ACCOUNT, region: HOME_REGION }],
  servers: 2,
  plans: [planOf(waves, startSeconds)],
  processes: [{ skewSeconds: 0 }],
  troubles: [],
  crashes: [],
  acts: [],
  watchSeconds: 60,
  calmSeconds: 1200,
  supportHelps: true,
});
