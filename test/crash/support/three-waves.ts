/** A drill of three waves, with a gate before the last: as a plan for one rig, and as a night without any trouble. */
import type { MakeEstateOptions } from '../../../src/simulator/estate/make-estate.ts';
import type { Crash, Night } from '../../simulation/support/night.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../../support/rig.ts';

export const SEED = 6;
/** In two accounts, so that the role's session is among the calls. */
export const places = [
  { accountId: HOME_ACCOUNT, region: HOME_REGION },
  { accountId: OTHER_ACCOUNT, region: HOME_REGION },
] as const;
export const servers = 6;

/** Over after few looks: a drill of few calls. */
export const durations = {
  jobStart: [1, 1],
  snapshot: [10, 10],
  conversion: [20, 20],
  launch: [10, 10],
  jobEnd: [2, 2],
} satisfies MakeEstateOptions['durations'];

const wave = { onFailure: 'stop', minSuccessPercent: 100, timeoutMinutes: 120 } as const;

/** The same drill in the simulated world, in which processes die as they are told. */
export const crashNight = (crashes: readonly Crash[]): Night => ({
  seed: SEED,
  places,
  servers,
  plans: [
    {
      waves: [
        { ...wave, servers: [0, 1], dependsOn: [], pauseBeforeWave: false },
        { ...wave, servers: [2, 4], dependsOn: [0], pauseBeforeWave: false },
        { ...wave, servers: [3, 5], dependsOn: [1], pauseBeforeWave: true },
      ],
      executionType: 'DRILL',
      startSeconds: 0,
      twice: 'no',
      afterEnd: [],
    },
  ],
  processes: [{ skewSeconds: 0 }],
  troubles: [],
  crashes,
  acts: [],
  watchSeconds: 60,
  calmSeconds: 3000,
  supportHelps: true,
});
