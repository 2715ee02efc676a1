/** Drills that are killed at each of their writes and calls: of three waves, of two with all around one, what follows one, and what goes on beside one. */
import type { MakeEstateOptions } from '../../../src/simulator/estate/make-estate.ts';
import type { Crash, Night, NightPlan } from '../../simulation/support/night.ts';
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

/** Nobody troubles it; processes die in it as they are told. */
const quietNight = (
  plan: Pick<NightPlan, 'waves' | 'afterEnd' | 'drillTtlHours' | 'afterCleanUp'>,
  serverCount: number,
  crashes: readonly Crash[],
): Night => ({
  seed: SEED,
  places,
  servers: serverCount,
  plans: [{ ...plan, executionType: 'DRILL', startSeconds: 0, twice: 'no' }],
  processes: [{ skewSeconds: 0 }],
  troubles: [],
  crashes,
  acts: [],
  watchSeconds: 60,
  calmSeconds: 3000,
  supportHelps: true,
});

/** The same drill in the simulated world. */
const threeWaves = (crashes: readonly Crash[]): Night =>
  quietNight(
    {
      waves: [
        { ...wave, servers: [0, 1], dependsOn: [], pauseBeforeWave: false },
        { ...wave, servers: [2, 4], dependsOn: [0], pauseBeforeWave: false },
        { ...wave, servers: [3, 5], dependsOn: [1], pauseBeforeWave: true },
      ],
      afterEnd: [],
    },
    servers,
    crashes,
  );

const limits = { required: true, timeoutMinutes: 30, retries: 1 } as const;
const [home] = places;

/** With launch settings, actions before and after, and a clean-up at the end. */
const allAroundWaves = (crashes: readonly Crash[]): Night =>
  quietNight(
    {
      waves: [
        {
          ...wave,
          servers: [0, 1],
          dependsOn: [],
          pauseBeforeWave: false,
          launchSettings: { group: { instanceProfileName: 'night', copyTags: true } },
          actions: {
            before: [{ kind: 'SSM_AUTOMATION', actionName: 'open', documentName: 'Night-Open', ...home, ...limits }],
          },
        },
        {
          ...wave,
          servers: [2],
          dependsOn: [0],
          pauseBeforeWave: false,
          launchSettings: { group: { instanceProfileName: 'day' } },
          actions: {
            after: [
              { kind: 'SSM_COMMAND', actionName: 'warm up', documentName: 'AWS-RunShellScript', ...limits },
              { kind: 'LAMBDA', actionName: 'tell', functionName: 'night', ...home, ...limits },
            ],
          },
        },
      ],
      afterEnd: ['clean-up'],
    },
    3,
    crashes,
  );

/** Cleaned up by itself, with an action after that, while the inventory is looked at and tags are copied. */
export const cleanedUpByItself = (crashes: readonly Crash[]): Night => ({
  ...quietNight(
    {
      waves: [{ ...wave, servers: [0, 1], dependsOn: [], pauseBeforeWave: false }],
      afterEnd: [],
      drillTtlHours: 1,
      afterCleanUp: [{ kind: 'LAMBDA', actionName: 'tell', functionName: 'night', ...home, ...limits }],
    },
    2,
    crashes,
  ),
  acts: (['refresh-inventory', 'sync-tags'] as const).map((kind) => ({ atSeconds: 30, plan: 0, kind, twice: false })),
  estateWork: { tagSyncEveryHours: 1 },
  receiver: 'takes',
  // Until what came of the clean-up is noted, four hours after it came.
  calmSeconds: 20_000,
});

/** Beside it launch settings are applied on demand, a server is extended, and nobody takes the messages of it at first. */
const besideDailyWork = (crashes: readonly Crash[]): Night => ({
  ...quietNight(
    {
      waves: [
        {
          ...wave,
          servers: [0],
          dependsOn: [],
          pauseBeforeWave: false,
          launchSettings: { group: { instanceProfileName: 'night', copyTags: true } },
          actions: {
            after: [
              {
                kind: 'TCP_CHECK',
                actionName: 'connect',
                required: true,
                host: '{privateIp}',
                port: 443,
                timeoutMinutes: 10,
              },
            ],
          },
        },
      ],
      afterEnd: [],
    },
    2,
    crashes,
  ),
  acts: (['apply-settings', 'extend'] as const).map((kind) => ({ atSeconds: 0, plan: 0, kind, twice: false })),
  estateWork: { extensible: [1] },
  receiver: 'takes late',
  calmSeconds: 600,
});

/** Those of the simulated world, by what tells one from another. */
export const simulatedDrills = [
  { name: 'of three waves', nightWith: threeWaves },
  { name: 'with launch settings, actions and a clean-up', nightWith: allAroundWaves },
  {
    name: 'that is cleaned up by itself, with looks at the inventory and tags that are copied',
    nightWith: cleanedUpByItself,
  },
  {
    name: 'beside which settings are applied, a server is extended and messages are not taken',
    nightWith: besideDailyWork,
  },
] as const;
