/**
 * What may happen to an execution, likely or not: people, turns, answers of AWS that are late, unheard of, or go back
 * on what was said before. An act is a shape without ids; `inputs.ts` makes it an input for the state that it meets.
 */
import fc from 'fast-check';

/** Which of the eligible ones: taken modulo their number. */
type Pick = number;

export interface Look {
  readonly jobStatus: string;
  /** Dealt out to the job's servers in turn; `absent`: DRS does not name the server. */
  readonly launchStatuses: readonly string[];
  readonly secondsAgo: number;
  readonly unsettledSecondsAgo: number | undefined;
  /** Whose instance is found for the job's servers. */
  readonly instanceOf: 'this-job' | 'another-job' | 'nobody';
}

export interface Stranger {
  readonly scope: Pick;
  readonly serverCount: number;
}

export type ObstacleKind = 'none' | 'refused' | 'held';

export type Act =
  | { readonly kind: 'begin' | 'refuse' | 'postponeChecks' | 'finalize' | 'pause' | 'cancel' }
  | { readonly kind: 'resume'; readonly wave: Pick | 'none' | 'unknown' }
  | { readonly kind: 'approve'; readonly wave: Pick; readonly action: Pick }
  | { readonly kind: 'claimActivity'; readonly wave: Pick }
  | {
      readonly kind: 'activityAnswered';
      readonly wave: Pick;
      readonly claim: 'own' | 'another';
      readonly said: 'running' | 'succeeded' | 'failed' | 'unavailable' | 'lost';
    }
  | { readonly kind: 'retry'; readonly wave: Pick }
  | { readonly kind: 'skip'; readonly wave: Pick; readonly servers: 'all' | 'first' }
  | { readonly kind: 'advance'; readonly looks: readonly Look[]; readonly strangers: readonly Stranger[] }
  | {
      readonly kind: 'launchChecked';
      readonly scope: Pick;
      readonly strangers: readonly Stranger[];
      readonly foreignJobs: readonly number[];
      readonly obstacles: readonly ObstacleKind[];
    }
  | { readonly kind: 'launchPostponed' | 'launchImpossible'; readonly job: Pick }
  | {
      readonly kind: 'jobStarted' | 'jobNotFound' | 'lookFailed' | 'replyLost';
      readonly job: Pick;
      readonly claim: 'own' | 'another';
    }
  | {
      readonly kind: 'startRefused';
      readonly job: Pick;
      readonly retryable: boolean;
      readonly obstacles: readonly ObstacleKind[];
    };

export interface TimedAct {
  readonly secondsLater: number;
  readonly act: Act;
}

const nat = fc.nat(40);

const looks: fc.Arbitrary<Look> = fc.record({
  jobStatus: fc.constantFrom('PENDING', 'STARTED', 'COMPLETED', 'COMPLETED', 'MISSING', 'UNHEARD_OF'),
  launchStatuses: fc.array(
    fc.constantFrom('LAUNCHED', 'LAUNCHED', 'FAILED', 'PENDING', 'IN_PROGRESS', 'TERMINATED', 'UNHEARD_OF', 'absent'),
    { minLength: 1, maxLength: 4 },
  ),
  secondsAgo: fc.constantFrom(0, 0, 1, 600),
  unsettledSecondsAgo: fc.constantFrom(undefined, 1, 299, 301, 1000),
  instanceOf: fc.constantFrom('this-job', 'another-job', 'nobody'),
});

/** Every server launched, seen just now: without these, few executions would come to an end. */
const allLaunched: fc.Arbitrary<Look> = fc.constant({
  jobStatus: 'COMPLETED',
  launchStatuses: ['LAUNCHED'],
  secondsAgo: 0,
  unsettledSecondsAgo: undefined,
  instanceOf: 'this-job',
});

/** Up to more than the quota of jobs in one place; of servers, often more. */
const strangers = fc.array(
  fc.record({ scope: nat, serverCount: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100 })) }),
  { maxLength: 24, size: 'max' },
);
const noStrangers = fc.constant([]);
const obstacles = fc.array(fc.constantFrom<ObstacleKind>('none', 'none', 'refused', 'held'), {
  minLength: 1,
  maxLength: 5,
});
const noObstacles = fc.constant<ObstacleKind[]>(['none']);
const claims = fc.constantFrom<('own' | 'another')[]>('own', 'own', 'own', 'another');

const turns: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('advance'),
  looks: fc.array(fc.oneof(looks, allLaunched), { minLength: 1, maxLength: 3 }),
  strangers: fc.oneof({ weight: 3, arbitrary: noStrangers }, strangers),
});

const checks: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('launchChecked'),
  scope: nat,
  strangers: fc.oneof({ weight: 3, arbitrary: noStrangers }, strangers),
  foreignJobs: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.integer({ min: 1, max: 100 }))),
  obstacles: fc.oneof({ weight: 2, arbitrary: noObstacles }, obstacles),
});

const answers: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('jobStarted'), job: nat, claim: claims }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('jobNotFound', 'lookFailed', 'replyLost'), job: nat, claim: claims }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('startRefused'),
      job: nat,
      retryable: fc.boolean(),
      obstacles: fc.oneof(noObstacles, obstacles),
    }),
  },
);

const aroundWaves: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('claimActivity'), wave: nat }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('activityAnswered'),
      wave: nat,
      claim: claims,
      said: fc.constantFrom('running', 'succeeded', 'failed', 'unavailable', 'unavailable', 'unavailable', 'lost'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('approve'), wave: nat, action: fc.nat(1) }) },
);

const rest: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('resume'),
      wave: fc.oneof({ weight: 3, arbitrary: nat }, fc.constantFrom('none', 'unknown')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry'), wave: nat }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('skip'), wave: nat, servers: fc.constantFrom('all', 'first') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'finalize', 'begin', 'postponeChecks') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('launchPostponed', 'launchImpossible'), job: nat }) },
);

/** These two end what there is to see, so they come seldom. */
const seldom: fc.Arbitrary<Act> = fc.record({ kind: fc.constantFrom('cancel', 'refuse') });

const seconds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 15, 30) },
  { weight: 1, arbitrary: fc.constantFrom(61, 700, 90_000) },
);

const anyAct = fc.oneof(
  { weight: 8, arbitrary: turns },
  { weight: 6, arbitrary: checks },
  { weight: 8, arbitrary: answers },
  { weight: 5, arbitrary: rest },
  { weight: 6, arbitrary: aroundWaves },
  { weight: 1, arbitrary: seldom },
);

/** Begins at some point, most often at once. */
export const histories: fc.Arbitrary<readonly TimedAct[]> = fc
  .tuple(
    fc.array(fc.record({ secondsLater: seconds, act: fc.oneof({ weight: 4, arbitrary: rest }, seldom) }), {
      maxLength: 2,
    }),
    fc.array(fc.record({ secondsLater: seconds, act: anyAct }), { minLength: 5, maxLength: 80, size: 'max' }),
  )
  .map(([before, after]) => [...before, { secondsLater: 1, act: { kind: 'begin' } }, ...after]);
