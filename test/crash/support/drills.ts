/** Drills that are killed at each of their writes and calls: of three waves, of two with all around one, what follows one, what goes on beside one, and those that people decide on. */
import type { Crash, Night, NightPlan } from '../../simulation/support/night.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../../support/rig.ts';

const SEED = 6;
/** In two accounts, so that the role's session is among the calls. */
const places = [
  { accountId: HOME_ACCOUNT, region: HOME_REGION },
  { accountId: OTHER_ACCOUNT, region: HOME_REGION },
] as const;

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
    6,
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

/** So often people look at what they decide on. */
const DECIDING_SECONDS = 10;

/** Somebody pauses it and it goes on; a server fails, is launched again, and is gone on without. */
const decidedOn = (crashes: readonly Crash[]): Night => ({
  ...quietNight(
    {
      waves: [
        { ...wave, servers: [0], dependsOn: [], pauseBeforeWave: false },
        { ...wave, servers: [2, 1], dependsOn: [0], pauseBeforeWave: false, onFailure: 'pause' },
        { ...wave, servers: [3], dependsOn: [1], pauseBeforeWave: false },
      ],
      afterEnd: [],
    },
    4,
    crashes,
  ),
  watchSeconds: DECIDING_SECONDS,
  quiet: { failing: [1], answers: ['go on', 'retry, then skip'], inFlight: 'pause' },
});

/** Somebody cancels it while its first wave is launched. */
const cancelled = (crashes: readonly Crash[]): Night => ({
  ...quietNight(
    {
      waves: [
        { ...wave, servers: [0, 1], dependsOn: [], pauseBeforeWave: false },
        { ...wave, servers: [2], dependsOn: [0], pauseBeforeWave: false },
      ],
      afterEnd: [],
    },
    3,
    crashes,
  ),
  watchSeconds: DECIDING_SECONDS,
  quiet: { failing: [], answers: ['go on'], inFlight: 'cancel' },
});

interface Drill {
  /** What tells it from the others. */
  readonly name: string;
  readonly nightWith: (crashes: readonly Crash[]) => Night;
  /** How its first run ends. */
  readonly end: 'COMPLETED' | 'PARTIAL';
}

/** Those that are killed in processes of their own, too; nothing is around their waves. */
export const realDrills: readonly Drill[] = [
  { name: 'of three waves', nightWith: threeWaves, end: 'COMPLETED' },
  {
    name: 'that is paused and resumed, and of which a server is launched again, then skipped',
    nightWith: decidedOn,
    end: 'PARTIAL',
  },
  { name: 'that is cancelled while a wave runs', nightWith: cancelled, end: 'PARTIAL' },
];

export const simulatedDrills: readonly Drill[] = [
  ...realDrills,
  { name: 'with launch settings, actions and a clean-up', nightWith: allAroundWaves, end: 'COMPLETED' },
  {
    name: 'that is cleaned up by itself, with looks at the inventory and tags that are copied',
    nightWith: cleanedUpByItself,
    end: 'COMPLETED',
  },
  {
    name: 'beside which settings are applied, a server is extended and messages are not taken',
    nightWith: besideDailyWork,
    end: 'COMPLETED',
  },
];
