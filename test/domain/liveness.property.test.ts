/** I10: when AWS answers sooner or later, and somebody opens every gate, every execution comes to an end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueActivities } from '../../src/domain/activity-pace.ts';
import { limits } from '../../src/domain/limits.ts';
import type { ActivityLook, LaunchJob } from '../../src/domain/model/execution.ts';
import type { Ledger } from '../../src/domain/model/ledger.ts';
import type { JobObservation, ScopeObservation } from '../../src/domain/model/observation.ts';
import { dueHeldJobs, lookForJobTime, nextPollTime, nextWakeTime } from '../../src/domain/polling.ts';
import { addSeconds, laterOf, secondsBetween } from '../../src/domain/time.ts';
import type { Input } from '../../src/domain/transition/input.ts';
import { violations } from './checkers/all.ts';
import { finalStatuses, isRunning, placeOf } from './checkers/statuses.ts';
import { createCooperativeAws, type JobManner, type StartFault, type Temper } from './support/cooperative-aws.ts';
import { startRun } from './support/run.ts';
import { named, runs } from './support/runs.ts';
import { ROSTER_ID, type Scenario, START, scenarios } from './support/scenario.ts';

/** No wait is shorter: so long may a wake time lie in the past. */
const WAIT_SECONDS_MIN = 1;
/** Turns of the longest execution here are a fifth of this. */
const TURNS_MAX = 5000;

interface Troubles {
  readonly temper: Temper;
  /** Others use up the quotas until then. */
  readonly fullUntilSeconds: number;
  /** DescribeJobs fails until then. */
  readonly blindUntilSeconds: number;
  /** At which turns somebody asks for a pause, or cancels. */
  readonly pauseAtTurn: number;
  readonly cancelAtTurn: number;
}

const faults = fc.constantFrom<(StartFault | 'none')[]>(
  'none',
  'throttled',
  'denied',
  'one-refused',
  'one-held',
  'lost',
  'lost-but-made',
  'died',
  'died-but-made',
);
const manners = fc.constantFrom<JobManner[]>(
  'prompt',
  'prompt',
  'slow',
  'one-fails',
  'all-fail',
  'one-undecided',
  'one-unseen',
  'vanishes',
  'odd-status',
);
const seldomTurn = fc.oneof({ weight: 2, arbitrary: fc.constant(-1) }, fc.nat(60));

const troubles: fc.Arbitrary<Troubles> = fc.record({
  temper: fc.record({
    startFaults: fc.array(faults, { maxLength: 12 }),
    manners: fc.array(manners, { minLength: 1, maxLength: 6 }),
  }),
  fullUntilSeconds: fc.constantFrom(0, 0, 100, 5000),
  blindUntilSeconds: fc.constantFrom(0, 0, 400, 3000),
  pauseAtTurn: seldomTurn,
  cancelAtTurn: seldomTurn,
});

/** Runs the execution as the engine would, from turn to turn, and gives how it ended. */
const live = (scenario: Scenario, troubles: Troubles): { readonly status: string; readonly turns: number } => {
  const run = startRun(scenario);
  const aws = createCooperativeAws(troubles.temper);
  const observations = new Map<string, JobObservation>();
  const scopes = new Map<string, ScopeObservation>();
  let now = START;
  let claimCount = 0;

  const jobsIn = (state: LaunchJob['state']): readonly LaunchJob[] =>
    run.state().jobs.filter((job) => job.state === state);
  const apply = (input: Input): boolean => {
    const step = run.apply(input, now);
    if (step.events.length === 0) return false;
    expect(violations(step), `after ${input.type} at ${now}`).toEqual([]);
    return true;
  };
  let heldLookTime: string | undefined;
  const activityLooks: Record<string, ActivityLook> = {};
  const isBlind = (): boolean => secondsBetween(START, now) < troubles.blindUntilSeconds;

  const ledgers = (): ReadonlyMap<string, Ledger> => {
    const isFull = secondsBetween(START, now) < troubles.fullUntilSeconds;
    const places = [...new Set(run.state().jobs.map(placeOf))];
    return new Map(
      places.map((place) => {
        const ours = run
          .state()
          .jobs.filter((job) => isRunning(job) && placeOf(job) === place)
          .map((job) => ({ executionId: 'exec-1', jobKey: job.jobKey, serverCount: job.servers.length }));
        const free = isFull ? limits.jobsPerScope - ours.length : 0;
        const theirs = Array.from({ length: free }, (_, index) => ({
          executionId: 'exec-2',
          jobKey: `w000-a1-j${index}`,
          serverCount: 1,
        }));
        return [place, { reservations: [...ours, ...theirs] }] as const;
      }),
    );
  };

  /** Claims what is planned, calls DRS for each claim, and looks for the jobs of lost replies. */
  const act = (): boolean => {
    const held = dueHeldJobs(run.state(), heldLookTime, now);
    if (held.length > 0) heldLookTime = now;
    const planned = [...jobsIn('PLANNED'), ...held];
    const lost = jobsIn('CLAIMED').filter((job) => now >= lookForJobTime(job));
    for (const place of new Set(planned.map(placeOf))) {
      const [first] = planned.filter((job) => placeOf(job) === place);
      if (first === undefined) continue;
      claimCount += 1;
      apply({
        type: 'launchChecked',
        scope: { accountId: first.accountId, region: first.region },
        claimId: `claim-${claimCount}`,
        ledger: ledgers().get(place) ?? { reservations: [] },
        foreignJobs: [],
        heldJobKeys: held.map((job) => job.jobKey),
        obstacles: new Map(),
      });
      for (const job of jobsIn('CLAIMED').filter(({ claim }) => claim?.claimId === `claim-${claimCount}`)) {
        const answer = aws.startRecovery(job, now);
        if (answer !== undefined) apply(answer);
      }
    }
    for (const job of lost) apply(aws.search(job));
    return planned.length + lost.length + actAround() > 0;
  };

  /** Starts and looks at what is done around waves; every third start is not answered, every fifth one fails. */
  const actAround = (): number => {
    const { toStart, toLookAt } = dueActivities(run.state(), activityLooks, now, new Set());
    for (const { activityKey } of toStart) {
      claimCount += 1;
      const claimId = `claim-${claimCount}`;
      apply({ type: 'claimActivity', activityKey, claimId, token: `token-${claimCount}` });
      if (claimCount % 3 === 0) continue;
      const kind = claimCount % 5 === 0 ? 'failed' : 'running';
      apply({ type: 'activityAnswered', activityKey, claimId, answer: { kind, message: 'as AWS says' } });
    }
    for (const { activityKey, claim } of toLookAt) {
      activityLooks[activityKey] = { time: now, message: '' };
      const answer = { kind: 'succeeded', message: 'done' } as const;
      apply({ type: 'activityAnswered', activityKey, claimId: claim?.claimId ?? '', answer });
    }
    return toStart.length + toLookAt.length;
  };

  const poll = (): void => {
    for (const job of jobsIn('STARTED')) {
      if (now < nextPollTime(job, observations.get(job.jobKey), now)) continue;
      const scope = { accountId: job.accountId, region: job.region };
      if (!isBlind()) {
        observations.set(job.jobKey, aws.observe(run.state(), job, now));
        scopes.set(placeOf(job), { ...scope, lastPolledTime: now });
        continue;
      }
      const failure = { time: now, message: 'throttled', consecutive: 1, retryTime: addSeconds(now, 30) };
      scopes.set(placeOf(job), { ...scope, failure });
    }
  };

  /** Opens every gate, ends every pause, and goes on without what failed. */
  const operate = (): void => {
    const { header, waves } = run.state();
    if (header.status !== 'PAUSED') return;
    if (header.pauseRequested) apply({ type: 'resume', actor: 'anna' });
    for (const { waveNumber, activities = [] } of waves) {
      apply({ type: 'resume', actor: 'anna', waveNumber });
      // Those of even numbers are left to expire.
      const asked = activities.find(({ state, kind }) => kind === 'APPROVAL' && state === 'STARTED');
      if (asked !== undefined && waveNumber % 2 === 1) {
        apply({ type: 'resume', actor: 'anna', waveNumber, actionName: asked.activityName });
      }
    }
  };

  /** What `advance` does: decide and act until there is nothing left to do now. */
  const turn = (): void => {
    for (let changed = true; changed; ) {
      changed = apply({ type: 'advance', observations, ledgers: ledgers() });
      changed = act() || changed;
    }
  };

  const { chunks } = scenario;
  const serverCount = chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);
  apply({ type: 'begin', rosterId: ROSTER_ID, serverCount, warnings: [] });
  for (let turns = 0; turns < TURNS_MAX; turns += 1) {
    turn();
    apply({ type: 'finalize' });
    if (finalStatuses.has(run.state().header.status)) return { status: run.state().header.status, turns };
    if (turns === troubles.pauseAtTurn) apply({ type: 'pause', actor: 'anna' });
    if (turns === troubles.cancelAtTurn) apply({ type: 'cancel', actor: 'anna', reason: '' });
    operate();
    turn();
    const wake = nextWakeTime(run.state(), observations, scopes, now, {
      activityLooks,
      ...(heldLookTime === undefined ? {} : { heldLookTime }),
    });
    expect(secondsBetween(now, wake), `the wake time at ${now}`).toBeGreaterThanOrEqual(-WAIT_SECONDS_MIN);
    now = laterOf(wake, addSeconds(now, WAIT_SECONDS_MIN));
    poll();
  }
  return { status: run.state().header.status, turns: TURNS_MAX };
};

const many = runs(100);
const ends = new Set<string>();

describe('when AWS answers sooner or later, and somebody opens every gate', () => {
  it(named('every execution reaches a final status', many), () => {
    fc.assert(
      fc.property(scenarios, troubles, (scenario, trouble) => {
        const { status } = live(scenario, trouble);
        expect(finalStatuses).toContain(status);
        ends.add(status);
      }),
      many,
    );
  });

  it('and they end in more than one way', () => {
    expect(ends.size).toBeGreaterThanOrEqual(many.numRuns < 100 ? 1 : 5);
  });
});
