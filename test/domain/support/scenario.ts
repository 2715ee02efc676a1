/** An execution of a random plan, as `begin` would freeze it. */
import fc from 'fast-check';
import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import type { PlanWave, RecoveryPlan } from '../../../src/domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../../src/domain/model/roster.ts';
import type { Scope } from '../../../src/domain/model/scope.ts';
import { waveActionsSchema } from '../../../src/domain/model/wave-action.ts';
import { initialState, initiateExecution } from '../../../src/domain/transition/initial-state.ts';

export const START = '2026-11-02T03:00:00.000Z';
export const ROSTER_ID = 'roster-1';

const scopes = [
  { accountId: '111122223333', region: 'us-east-1' },
  { accountId: '111122223333', region: 'eu-west-1' },
  { accountId: '444455556666', region: 'us-east-1' },
] as const satisfies readonly Scope[];

export interface Scenario {
  readonly plan: RecoveryPlan;
  readonly chunks: readonly RosterChunk[];
}

/** `serverId(7)` is `s-00000000000000007`. */
export const serverId = (number: number): string => `s-${number.toString(16).padStart(17, '0')}`;

export interface WaveDraft {
  readonly settings?: Partial<PlanWave>;
  /** Servers of each job that the wave is first cut into, and where. */
  readonly jobs: readonly { readonly scope?: Scope; readonly size: number }[];
}

/** Each wave depends on the one before, unless its settings say otherwise. */
export const scenarioOf = (drafts: readonly WaveDraft[]): Scenario => {
  let serverCount = 0;
  const chunks = drafts.flatMap(({ jobs }, waveNumber) =>
    jobs.map(({ scope = scopes[0], size }, chunkNumber): RosterChunk => {
      const servers = Array.from({ length: size }, (_, index) => {
        const number = serverCount + index;
        return { sourceServerId: serverId(number), serverName: `server-${number}` };
      });
      serverCount += size;
      return { waveNumber, chunkNumber, ...scope, servers };
    }),
  );
  return { plan: planOf(drafts), chunks };
};

const planOf = (drafts: readonly WaveDraft[]): RecoveryPlan => ({
  planId: 'plan-1',
  planName: 'shop',
  description: '',
  version: 1,
  createdTime: START,
  updatedTime: START,
  waves: drafts.map(({ settings }, waveNumber) => ({
    waveNumber,
    waveName: `tier ${waveNumber}`,
    protectionGroupIds: ['group-1'],
    dependsOnWaves: waveNumber === 0 ? [] : [waveNumber - 1],
    pauseBeforeWave: false,
    onFailure: 'stop',
    minSuccessPercent: 100,
    timeoutMinutes: 120,
    ...settings,
  })),
});

/** As it is saved first: neither waves nor jobs are known. */
export const stateBeforeBegin = ({ plan }: Scenario): ExecutionState => ({
  header: initiateExecution({
    executionId: 'exec-1',
    plan,
    executionType: 'DRILL',
    initiatedBy: 'anna',
    now: START,
  }),
  waves: [],
  jobs: [],
});

/** What `begin` stages beside its decision: waves and jobs, of which no event tells. */
export const withStagedWaves = (state: ExecutionState, { plan, chunks }: Scenario): ExecutionState => ({
  ...initialState(state.header, plan, chunks),
  header: state.header,
});

/** And one more for each job that comes after the last of them: 300 at most. */
const SERVERS_MAX = 268;

const jobSizes = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.integer({ min: 20, max: 100 }));

const anyAction = fc
  .record({
    kind: fc.constantFrom('WAIT', 'APPROVAL', 'HTTP_CHECK', 'LAMBDA'),
    required: fc.boolean(),
    minutes: fc.constantFrom(1, 10),
    retries: fc.constantFrom(0, 1),
  })
  .map(({ kind, required, minutes, retries }): Record<string, unknown> => {
    const own = {
      WAIT: { minutes },
      APPROVAL: { timeoutMinutes: minutes },
      HTTP_CHECK: { timeoutMinutes: minutes, url: 'http://example.com' },
      LAMBDA: { timeoutMinutes: minutes, retries, functionName: 'tell' },
    }[kind];
    return { kind, required, ...own };
  });
const namedActions = fc
  .array(anyAction, { maxLength: 2 })
  .map((all) => all.map((action, index) => ({ ...action, actionName: `action ${index}` })));
/** In one wave of four: what waits for them meets little else. */
const anyActions = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc
      .record({ before: namedActions, after: namedActions })
      .map((actions) => waveActionsSchema.parse(actions)),
  },
);

const waveDrafts = fc.record({
  jobs: fc.array(fc.record({ scope: fc.constantFrom(...scopes), size: jobSizes }), { minLength: 1, maxLength: 4 }),
  dependsOn: fc.array(fc.nat(7), { maxLength: 3 }),
  actions: anyActions,
  settings: fc.record({
    pauseBeforeWave: fc.boolean(),
    onFailure: fc.constantFrom('stop', 'pause', 'continue'),
    minSuccessPercent: fc.constantFrom(1, 50, 80, 100),
    timeoutMinutes: fc.constantFrom(1, 10, 120),
  }),
});

/**
 * 1–8 waves, 1–300 servers. A wave depends on any of those that come before it in an order of its own: the numbers of
 * the waves say nothing about which comes first.
 */
export const scenarios: fc.Arbitrary<Scenario> = fc.array(waveDrafts, { minLength: 1, maxLength: 8 }).chain((drafts) =>
  fc
    .shuffledSubarray(
      drafts.map((_, index) => index),
      { minLength: drafts.length, maxLength: drafts.length },
    )
    .map((order) => {
      let left = SERVERS_MAX;
      return scenarioOf(
        drafts.map(({ jobs, dependsOn, settings, actions }, waveNumber) => {
          const earlier = order.slice(0, order.indexOf(waveNumber));
          const dependsOnWaves = [...new Set(dependsOn.map((pick) => earlier[pick % Math.max(1, earlier.length)]))];
          return {
            settings: {
              ...settings,
              ...(actions === undefined ? {} : { actions }),
              dependsOnWaves: dependsOnWaves.filter((wave) => wave !== undefined),
            },
            jobs: jobs.map(({ scope, size }) => {
              const kept = Math.max(1, Math.min(size, left));
              left -= kept;
              return { scope, size: kept };
            }),
          };
        }),
      );
    }),
);
