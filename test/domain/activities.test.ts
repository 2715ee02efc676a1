/** What is done around a wave, decision by decision. */
import { describe, expect, test } from 'vitest';
import { activityWakeTimes, dueActivities } from '../../src/domain/activity-pace.ts';
import { limits } from '../../src/domain/limits.ts';
import type { ActivityAnswer, WaveActivity } from '../../src/domain/model/activity.ts';
import type { ExecutionState } from '../../src/domain/model/execution.ts';
import type { PlanWave } from '../../src/domain/model/recovery-plan.ts';
import { type WaveActionsInput, waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { mayClaim } from '../../src/domain/transition/activities.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import { initialState } from '../../src/domain/transition/initial-state.ts';
import type { Input } from '../../src/domain/transition/input.ts';
import { waveEnd } from '../../src/domain/transition/wave-end.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, statusesOf, turn, turnSeeing } from './support/drive.ts';
import type { Run } from './support/run.ts';
import { scenarioOf, stateBeforeBegin } from './support/scenario.ts';

const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 } as const;
const books = { kind: 'APPROVAL', actionName: 'the books are closed', timeoutMinutes: 60 } as const;
const answers = {
  kind: 'HTTP_CHECK',
  actionName: 'the shop answers',
  url: 'http://shop',
  timeoutMinutes: 20,
} as const;
const firewall = {
  kind: 'SSM_AUTOMATION',
  actionName: 'open the firewall',
  documentName: 'OpenFirewall',
  timeoutMinutes: 20,
  retries: 1,
} as const;

/** One wave of one server, with these actions, at its first turn. */
const runWith = (actions: WaveActionsInput, settings: Partial<PlanWave> = {}): Run => {
  const run = beginRun({ settings: { ...settings, actions: waveActionsSchema.parse(actions) }, jobs: [{ size: 1 }] });
  turn(run);
  return run;
};
const activity = (run: Run, index = 0): WaveActivity => {
  const found = run.state().waves[0]?.activities?.[index];
  if (found === undefined) throw new Error(`no action ${index}`);
  return found;
};
const claim = (run: Run, now: string, index = 0) =>
  run.apply(
    { type: 'claimActivity', activityKey: activity(run, index).activityKey, claimId: `claim ${now}`, token: now },
    now,
  );
const answer = (run: Run, said: ActivityAnswer, now: string, index = 0) => {
  const { activityKey, claim: held } = activity(run, index);
  return run.apply({ type: 'activityAnswered', activityKey, claimId: held?.claimId ?? '', answer: said }, now);
};
const cancel = (run: Run, now: string) => run.apply({ type: 'cancel', actor: 'anna', reason: '' }, now);
const rejection = (run: Run, input: Input, now = at(1)): string => {
  const decision = decide(run.state(), input, now);
  return decision.kind === 'rejected' ? decision.reason : 'accepted';
};
const runs = (message = 'in progress') => ({ kind: 'running', message }) as const;
const unavailable = (mayHaveHappened: boolean, retryAfterSeconds?: number): ActivityAnswer => ({
  kind: 'unavailable',
  message: 'Throttling',
  mayHaveHappened,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

describe('the start of an action', () => {
  test('is claimed by one caller, in its turn only', () => {
    const run = runWith({ before: [firewall, answers] });
    const next = { type: 'claimActivity', activityKey: 'w000-before-01', claimId: 'c', token: 't' } as const;
    expect(rejection(run, next)).toBe('action "the shop answers" is PLANNED: it is not to be started now');
    expect(claim(run, at(1)).rejected).toBe(false);
    expect(claim(run, at(2)).rejected).toBe(true);
    expect(rejection(run, { ...next, activityKey: 'w009-before-00' })).toBe(
      'the execution has no action w009-before-00',
    );
  });

  test('that was not answered is repeated under its token when the claim is over', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, unavailable(true), at(2));
    expect(activity(run).state).toBe('CLAIMED');
    claim(run, at(1 + limits.claimSeconds));
    expect(activity(run)).toMatchObject({ state: 'CLAIMED', token: at(1), tryTime: at(1) });
  });

  test('that did not happen is made later, no sooner than AWS asks', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, unavailable(false, 90), at(2));
    expect(activity(run)).toMatchObject({ state: 'PLANNED', message: 'Throttling', notBefore: at(92) });
    expect(claim(run, at(91)).rejected).toBe(true);
    claim(run, at(92));
    answer(run, unavailable(false), at(93));
    expect(activity(run).notBefore).toBe(at(93 + limits.actionLookSeconds));
  });

  test('that does not happen for long is made less often, and once when its time is over', () => {
    const run = runWith({ before: [firewall] });
    const heldUntil = (seconds: number): string | undefined => {
      claim(run, at(seconds));
      answer(run, unavailable(false), at(seconds));
      return activity(run).notBefore;
    };
    const slow = limits.actionSlowAfterSeconds;
    expect(heldUntil(1)).toBe(at(1 + limits.actionLookSeconds));
    expect(heldUntil(1 + slow)).toBe(at(1 + slow + limits.actionLookSeconds));
    expect(heldUntil(900)).toBe(at(900 + limits.actionSlowLookSeconds));
    expect(heldUntil(1190)).toBe(at(1201));
    claim(run, at(1201));
    answer(run, unavailable(false, 90), at(1200));
    expect(activity(run).notBefore, 'AWS is left alone for as long as it asks').toBe(at(1290));
  });

  test('is answered by who claimed it, and by nobody else', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    const input = { type: 'activityAnswered', activityKey: 'w000-before-00', claimId: 'old', answer: runs() } as const;
    expect(rejection(run, input)).toBe('the claim old on action "open the firewall" is over');
  });
});

describe('an action that runs', () => {
  test('keeps what AWS calls it, and ends with its output', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, { ...runs(), reference: 'automation-1' }, at(2));
    answer(run, unavailable(false), at(12));
    expect(activity(run)).toMatchObject({ state: 'STARTED', reference: 'automation-1' });
    expect(answer(run, runs(), at(22)).events).toEqual([]);
    answer(run, { kind: 'succeeded', message: 'Success', reference: 'automation-2', output: 'opened' }, at(32));
    expect(activity(run)).toMatchObject({
      state: 'SUCCEEDED',
      reference: 'automation-2',
      output: 'opened',
      endTime: at(32),
    });
  });

  test('is tried again as often as the plan says; then its wave has failed before its launch', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, { kind: 'failed', message: 'Failed', output: 'no route' }, at(2));
    const again = at(2 + limits.actionRetryPauseSeconds);
    expect(activity(run)).toMatchObject({ state: 'PLANNED', tries: 1, output: 'no route', notBefore: again });
    claim(run, again);
    answer(run, { kind: 'failed', message: 'Failed again' }, at(60));
    turn(run, at(60));
    expect(statusesOf(run)).toEqual(['FAILED']);
    expect(run.state().waves[0]?.statusReason).toBe(
      'action "open the firewall" failed: Failed again; 1 server not started',
    );
  });

  test('past its time is given up, and may still run in AWS', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, { ...runs(), reference: 'automation-1' }, at(2));
    answer(run, { ...runs('step 3 of 9'), reference: 'automation-1' }, at(1201));
    expect(activity(run)).toMatchObject({
      state: 'TIMED_OUT',
      message: 'not done within 20 min; it may still run. Last: step 3 of 9',
    });
  });

  test('of which nobody can be asked any more is given up in its time, too', () => {
    const run = runWith({ before: [answers] });
    claim(run, at(1));
    answer(run, unavailable(true), at(1201));
    expect(activity(run)).toMatchObject({ state: 'TIMED_OUT', message: 'not done within 20 min. Last: Throttling' });
  });

  test('past its time may still run in AWS unless it certainly was not started', () => {
    const endOf = (said: ActivityAnswer, isStarted: boolean): string | undefined => {
      const run = runWith({ before: [firewall] });
      claim(run, at(1));
      if (isStarted) answer(run, runs(), at(2));
      answer(run, said, at(1201));
      return activity(run).message;
    };
    const unstarted = 'not done within 20 min. Last: Throttling';
    const inDoubt = 'not done within 20 min; it may still run. Last: Throttling';
    expect(endOf(unavailable(false), false)).toBe(unstarted);
    expect(endOf(unavailable(true), false)).toBe(inDoubt);
    expect(endOf(unavailable(false), true)).toBe(inDoubt);
    expect(endOf(runs('Throttling'), false)).toBe(inDoubt);
  });
});

describe('a wait', () => {
  test('says for how long, ends by itself, and what comes after it has its turn at once', () => {
    const run = runWith({ before: [wait, books] });
    expect(activity(run)).toMatchObject({ state: 'STARTED', message: 'waits 5 min', startTime: at(0) });
    turn(run, at(299));
    expect([activity(run).state, activity(run, 1).state]).toEqual(['STARTED', 'PLANNED']);
    turn(run, at(300));
    expect([activity(run), activity(run, 1)]).toMatchObject([
      { state: 'SUCCEEDED', message: 'waited 5 min', endTime: at(300) },
      { state: 'STARTED', message: 'waits for approval, for 60 min at most', tryTime: at(300) },
    ]);
  });
});

describe('an approval', () => {
  const resume = (actionName: string, waveNumber?: number) =>
    ({ type: 'resume', actor: 'bert', actionName, ...(waveNumber === undefined ? {} : { waveNumber }) }) as const;

  test('is given by wave and name, to what waits for it', () => {
    const run = runWith({ before: [books] });
    expect(rejection(run, resume(books.actionName))).toBe(
      'name the wave whose action "the books are closed" is approved',
    );
    expect(rejection(run, { type: 'resume', actor: 'bert', waveNumber: 0 })).toBe(
      'action "the books are closed" of wave 0 "tier 0" waits for approval: name it',
    );
    expect(rejection(run, resume('the shop may open', 0))).toBe(
      'action "the books are closed" waits for approval, not "the shop may open"',
    );
    run.apply(resume(books.actionName, 0), at(5));
    expect(activity(run)).toMatchObject({ state: 'SUCCEEDED', message: 'approved by bert' });
    expect(rejection(run, resume(books.actionName, 0))).toBe('nothing waits for a person: wave 0 "tier 0" is STARTING');
  });

  test('ends the pause of a run that waited for nothing else', () => {
    const run = runWith({ before: [books, wait] });
    turn(run, at(1));
    expect(run.state().header.status).toBe('PAUSED');
    run.apply(resume(books.actionName, 0), at(5));
    expect(run.state().header.status).toBe('POLLING');
  });

  test('that is the last of its wave ends it at once', () => {
    const run = runWith({ after: [books] });
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    expect([statusesOf(run), activity(run).state]).toEqual([['IN_PROGRESS'], 'STARTED']);
    run.apply(resume(books.actionName, 0), at(400));
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });

  test('that nobody gives in its time is timed out, and its wave is not launched', () => {
    const run = runWith({ before: [books] });
    turn(run, at(3599));
    expect(activity(run).state).toBe('STARTED');
    turn(run, at(3600));
    expect(activity(run)).toMatchObject({ state: 'TIMED_OUT', message: 'nobody approved within 60 min' });
    expect(statusesOf(run)).toEqual(['FAILED']);
  });

  test('opens no gate that has its wave', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(statusesOf(run)).toEqual(['AWAITING_APPROVAL']);
    expect(rejection(run, resume(books.actionName, 0))).toBe(
      'action "the books are closed" does not wait for approval',
    );
  });
});

describe('a cancel', () => {
  test('ends waits at once, and drops what has not begun', () => {
    const run = runWith({ before: [wait, firewall] });
    cancel(run, at(10));
    expect(run.state().header.statusReason).not.toContain('may be running in AWS');
    turn(run, at(10));
    expect([activity(run), activity(run, 1)]).toMatchObject([
      { state: 'CANCELLED', message: 'cancelled by anna' },
      { state: 'CANCELLED', message: 'not done: its wave had ended' },
    ]);
  });

  test('leaves a wave whose servers are up, and of which something was not done, CANCELLED: it says both', () => {
    const run = runWith({ after: [wait] });
    launch(run, at(10));
    endAll(run, 'LAUNCHED', at(300));
    cancel(run, at(310));
    turn(run, at(311));
    expect(run.state().waves[0]).toMatchObject({
      status: 'CANCELLED',
      launchedCount: 1,
      statusReason: '1 of 1 server launched; action "let the queue drain" was not done',
    });
  });

  test('ends a check that was being started, whatever it answers', () => {
    const run = runWith({ before: [answers] });
    claim(run, at(1));
    cancel(run, at(2));
    answer(run, runs('HTTP 503'), at(3));
    expect(activity(run)).toMatchObject({ state: 'CANCELLED', message: 'cancelled: HTTP 503' });
  });

  test('ends a start that did not happen', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    cancel(run, at(2));
    answer(run, unavailable(false), at(3));
    expect(activity(run)).toMatchObject({
      state: 'CANCELLED',
      message: 'cancelled before it was started: Throttling',
    });
  });

  test('waits for the answer of a start until its claim is over, then says that nothing is known', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    cancel(run, at(2));
    turn(run, at(3));
    expect(activity(run).state).toBe('CLAIMED');
    expect(claim(run, at(1 + limits.claimSeconds)).rejected).toBe(true);
    turn(run, at(1 + limits.claimSeconds));
    expect(activity(run)).toMatchObject({
      state: 'CANCELLED',
      message: 'cancelled while it was being started: whether it was is not known',
    });
  });

  test('watches what runs in AWS to its end, says so, and starts it no second time', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, runs(), at(2));
    cancel(run, at(3));
    expect(run.state().header.statusReason).toContain(
      '; action "open the firewall" may be running in AWS, and will be watched to the end',
    );
    expect(activity(run).state).toBe('STARTED');
    expect(dueActivities(run.state(), undefined, at(12), new Set()).toStart).toEqual([]);
    answer(run, { kind: 'failed', message: 'Failed' }, at(12));
    expect(activity(run).state).toBe('FAILED');
  });
});

test('a cancel names what runs in AWS, one after the other, and neither what is over nor what has not begun', () => {
  const document = { ...firewall, retries: 0 };
  const actions = waveActionsSchema.parse({ before: [document, { ...document, actionName: 'route the traffic' }] });
  const settings = { dependsOnWaves: [], actions };
  const run = beginRun({ settings, jobs: [{ size: 1 }] }, { settings, jobs: [{ size: 1 }] });
  turn(run);
  for (const { activities = [] } of run.state().waves) {
    const activityKey = activities[0]?.activityKey ?? '';
    run.apply({ type: 'claimActivity', activityKey, claimId: activityKey, token: activityKey }, at(1));
    run.apply({ type: 'activityAnswered', activityKey, claimId: activityKey, answer: runs() }, at(2));
  }
  answer(run, { kind: 'succeeded', message: 'Success' }, at(12));
  turn(run, at(12));
  claim(run, at(13), 1);
  answer(run, runs(), at(14), 1);
  cancel(run, at(15));
  expect(run.state().header.statusReason).toBe(
    'cancelled by anna; no job is running; action "route the traffic", action "open the firewall" may be running in AWS, and will be watched to the end',
  );
});

describe('the turn of an action', () => {
  const optional = { ...answers, required: false } as const;
  const due = (run: Run, now: string, untold: readonly number[] = []) =>
    dueActivities(run.state(), undefined, now, new Set(untold));
  const keys = (activities: readonly WaveActivity[]) => activities.map(({ activityKey }) => activityKey);

  test('comes before the launch: one that is not required may fail or time out, and the wave is launched', () => {
    const run = runWith({ before: [optional, { ...optional, actionName: 'the queue answers' }] });
    claim(run, at(1));
    answer(run, { kind: 'failed', message: 'HTTP 503' }, at(2));
    claim(run, at(3), 1);
    answer(run, runs('HTTP 503'), at(1203), 1);
    expect([activity(run).state, activity(run, 1).state]).toEqual(['FAILED', 'TIMED_OUT']);
    turn(run, at(1203));
    launch(run, at(1203));
    expect(jobsIn(run.state(), 'STARTED')).toHaveLength(1);
  });

  test('does not come when a required one before it has timed out, and nothing is launched', () => {
    const run = runWith({ before: [answers, wait] });
    claim(run, at(1));
    answer(run, runs('HTTP 503'), at(1201));
    turn(run, at(1201));
    expect(statusesOf(run)).toEqual(['FAILED']);
    expect(activity(run, 1).state).toBe('CANCELLED');
    expect(jobsIn(run.state(), 'STARTED')).toEqual([]);
  });

  test('comes after the launch when every server is up, and not before', () => {
    const run = runWith({ after: [answers] });
    launch(run, at(10));
    expect(claim(run, at(20)).rejected).toBe(true);
    expect(keys(due(run, at(20)).toStart)).toEqual([]);
    // Every server is up, and DRS has not closed the job.
    const [job] = jobsIn(run.state(), 'STARTED');
    if (job === undefined) throw new Error('no job');
    turnSeeing(run, [observationOf(job, 'LAUNCHED', { lastPolledTime: at(500) })], at(500));
    expect(jobsIn(run.state(), 'STARTED')).toMatchObject([{ servers: [{ outcome: 'LAUNCHED' }] }]);
    expect(keys(due(run, at(500)).toStart)).toEqual([]);
    endAll(run, 'LAUNCHED', at(600));
    expect(keys(due(run, at(600)).toStart)).toEqual(['w000-after-00']);
    expect(claim(run, at(600)).rejected).toBe(false);
  });

  test('does not come after a launch that failed', () => {
    const run = runWith({ after: [answers] }, { onFailure: 'pause' });
    launch(run, at(10));
    endAll(run, 'FAILED', at(600));
    expect(keys(due(run, at(600)).toStart)).toEqual([]);
    expect(statusesOf(run)).toEqual(['FAILED']);
  });

  test('waits for the addresses of new servers only where it is told of them', () => {
    const run = runWith({ before: [answers] });
    expect(keys(due(run, at(1), [0]).toStart)).toEqual(['w000-before-00']);
  });

  test('does not wait for them when its start is repeated: what was told may have been told already', () => {
    const run = runWith({ after: [answers] });
    launch(run, at(10));
    endAll(run, 'LAUNCHED', at(600));
    expect(keys(due(run, at(600), [0]).toStart)).toEqual([]);
    claim(run, at(600));
    expect(keys(due(run, at(600 + limits.claimSeconds), [0]).toStart)).toEqual(['w000-after-00']);
  });

  test('is looked at while it runs: not while it is being started, nor when time alone ends it', () => {
    const run = runWith({ before: [answers] });
    claim(run, at(1));
    expect(due(run, at(100)).toLookAt).toEqual([]);
    answer(run, runs(), at(2));
    expect(keys(due(run, at(100)).toLookAt)).toEqual(['w000-before-00']);
    const waiting = runWith({ before: [wait] });
    expect(activity(waiting).state).toBe('STARTED');
    expect(due(waiting, at(400)).toLookAt).toEqual([]);
  });
});

describe('whether an action may be claimed', () => {
  test('by its state, its pause and the end of the claim that there is; never one that only time or a person ends', () => {
    const run = runWith({ before: [firewall] });
    const planned = activity(run);
    claim(run, at(1));
    const claimed = activity(run);
    const { claim: _claim, ...unclaimed } = claimed;
    const may = (one: WaveActivity, seconds: number) => mayClaim(one, at(seconds));
    expect(may(planned, 1)).toBe(true);
    expect([may({ ...planned, notBefore: at(9) }, 8), may({ ...planned, notBefore: at(9) }, 9)]).toEqual([false, true]);
    const end = 1 + limits.claimSeconds;
    expect([may(claimed, end - 1), may(claimed, end)]).toEqual([false, true]);
    expect(may(unclaimed, end)).toBe(false);
    expect(may({ ...claimed, state: 'STARTED' }, end)).toBe(false);
    expect(may({ ...planned, kind: 'APPROVAL' }, 1)).toBe(false);
    expect(may({ ...claimed, kind: 'WAIT' }, end)).toBe(false);
  });
});

describe('how a wave ends', () => {
  test('with a retry, what had not succeeded is done again, and nothing is launched', () => {
    const run = runWith({ before: [wait], after: [answers] }, { onFailure: 'pause' });
    turn(run, at(300));
    launch(run, at(300));
    endAll(run, 'LAUNCHED', at(600));
    claim(run, at(600), 1);
    answer(run, { kind: 'failed', message: 'HTTP 503' }, at(601), 1);
    turn(run, at(601));
    expect(statusesOf(run)).toEqual(['FAILED']);
    run.apply({ type: 'retry', actor: 'dora', waveNumber: 0 }, at(700));
    expect([activity(run).state, activity(run, 1)]).toMatchObject(['SUCCEEDED', { state: 'PLANNED', tries: 0 }]);
    expect(activity(run, 1).message).toBeUndefined();
    expect(run.state().jobs).toHaveLength(1);
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
  });

  test('with a retry that launches nothing, what succeeded after the launch is not done again', () => {
    const run = runWith({ after: [wait, answers] }, { onFailure: 'pause' });
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    turn(run, at(600));
    claim(run, at(600), 1);
    answer(run, { kind: 'failed', message: 'HTTP 503' }, at(601), 1);
    turn(run, at(601));
    run.apply({ type: 'retry', actor: 'dora', waveNumber: 0 }, at(700));
    expect([activity(run).state, activity(run, 1).state]).toEqual(['SUCCEEDED', 'PLANNED']);
  });

  test('with a retry that launches again, all that comes after a launch is done again, what came before is not', () => {
    const actions = waveActionsSchema.parse({ before: [wait], after: [answers, firewall] });
    const run = beginRun({ settings: { actions, onFailure: 'pause', minSuccessPercent: 50 }, jobs: [{ size: 2 }] });
    turn(run);
    turn(run, at(300));
    launch(run, at(300));
    const [job] = jobsIn(run.state(), 'STARTED');
    if (job === undefined) throw new Error('nothing was launched');
    const seen = observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(600) });
    const [first, ...others] = seen.servers;
    if (first === undefined) throw new Error('no server');
    turnSeeing(run, [{ ...seen, servers: [{ ...first, launchStatus: 'FAILED' }, ...others] }], at(600));
    claim(run, at(600), 1);
    answer(run, { kind: 'succeeded', message: 'HTTP 200' }, at(601), 1);
    for (const seconds of [602, 700]) {
      claim(run, at(seconds), 2);
      answer(run, { kind: 'failed', message: 'Failed' }, at(seconds + 1), 2);
    }
    turn(run, at(702));
    expect(statusesOf(run)).toEqual(['FAILED']);
    run.apply({ type: 'retry', actor: 'dora', waveNumber: 0 }, at(800));
    expect(run.state().jobs).toHaveLength(2);
    expect(run.state().waves[0]?.activities?.map(({ state }) => state)).toEqual(['SUCCEEDED', 'PLANNED', 'PLANNED']);
  });

  test('what succeeded without being required is not worth a word', () => {
    const run = runWith({ before: [{ ...answers, required: false }] });
    claim(run, at(1));
    answer(run, { kind: 'succeeded', message: 'HTTP 200' }, at(2));
    launch(run, at(3));
    endAll(run, 'LAUNCHED', at(300));
    expect(run.state().waves[0]).toMatchObject({ status: 'COMPLETED', statusReason: '1 of 1 server launched' });
  });

  test('what failed without being required is a warning, also when no reason was given', () => {
    const run = runWith({ before: [{ ...answers, required: false }] });
    claim(run, at(1));
    answer(run, { kind: 'failed', message: '' }, at(2));
    const state = run.state();
    const [wave] = state.waves;
    if (wave === undefined) throw new Error('no wave');
    const silent = { ...activity(run) };
    delete silent.message;
    expect(waveEnd(state, { ...wave, activities: [silent] }).reason).toContain(
      'action "the shop answers" failed: no reason given (not required)',
    );
  });
});

describe('what is planned around a wave', () => {
  test('leaves out what is for the other type of execution', () => {
    const run = runWith({ before: [{ ...firewall, executionTypes: ['RECOVERY'] }, wait] });
    expect(run.state().waves[0]?.activities).toMatchObject([{ activityKey: 'w000-before-01', kind: 'WAIT' }]);
  });
});

describe('launch settings before a wave', () => {
  const { plan, chunks } = scenarioOf([{ jobs: [{ size: 1 }] }]);
  const header = stateBeforeBegin({ plan, chunks }).header;

  test('are an action of their own, required and last before the launch', () => {
    const [wave] = initialState(header, plan, chunks, new Set([0])).waves;
    expect(wave?.activities).toMatchObject([
      { activityKey: 'w000-before-settings', kind: 'LAUNCH_SETTINGS', phase: 'before', required: true },
    ]);
  });

  test('are no part of a clean-up', () => {
    const [wave] = initialState({ ...header, purpose: 'CLEAN_UP' }, plan, chunks, new Set([0])).waves;
    expect(wave?.activities).toBeUndefined();
  });
});

describe('when an action is looked at', () => {
  const none: ReadonlySet<number> = new Set();
  const wakes = (state: ExecutionState, now: string, untold = none) => activityWakeTimes(state, undefined, now, untold);
  /** As its record stands, with another action in its place. */
  const withActivity = (run: Run, other: WaveActivity): ExecutionState => ({
    ...run.state(),
    waves: run.state().waves.map((wave) => ({ ...wave, activities: [other] })),
  });

  test('planned: at once, or when it may be tried again', () => {
    const run = runWith({ before: [firewall] });
    expect(wakes(run.state(), at(1))).toEqual([at(1)]);
    claim(run, at(1));
    expect(wakes(run.state(), at(2))).toEqual([at(1 + limits.claimSeconds)]);
    answer(run, unavailable(false, 90), at(2));
    expect(wakes(run.state(), at(3))).toEqual([at(92)]);
  });

  test('a wait or an approval: when its time is over', () => {
    expect(wakes(runWith({ before: [wait] }).state(), at(1))).toEqual([at(300)]);
  });

  test('one that runs: often at first, less often later, and at its deadline', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    answer(run, runs(), at(2));
    expect(wakes(run.state(), at(3))).toEqual([at(1 + limits.actionLookSeconds)]);
    const lookedAt = (seconds: number) => ({ 'w000-before-00': { time: at(seconds), message: '' } });
    const wakesAfter = (seconds: number) => activityWakeTimes(run.state(), lookedAt(seconds), at(seconds), none);
    expect(activityWakeTimes(run.state(), {}, at(3), none)).toEqual([at(1 + limits.actionLookSeconds)]);
    expect(wakesAfter(1 + limits.actionSlowAfterSeconds)).toEqual([
      at(1 + limits.actionSlowAfterSeconds + limits.actionLookSeconds),
    ]);
    expect(wakesAfter(900)).toEqual([at(900 + limits.actionSlowLookSeconds)]);
    expect(wakesAfter(1190)).toEqual([at(1201)]);
    const due = (seconds: number) => dueActivities(run.state(), lookedAt(900), at(seconds), none).toLookAt.length;
    expect([due(959), due(960)]).toEqual([0, 1]);
  });

  test('one that was looked at in the future, before the clock was set back: now', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(90_000));
    answer(run, runs(), at(90_000));
    expect(wakes(run.state(), at(3))).toEqual([at(3)]);
  });

  test('after the launch: a little later while the addresses of its servers are not known', () => {
    const run = runWith({ after: [answers] });
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    const untold = new Set([0]);
    expect(dueActivities(run.state(), undefined, at(300), untold).toStart).toEqual([]);
    expect(wakes(run.state(), at(300), untold)).toEqual([at(300 + limits.backoffFirstSeconds)]);
    expect(dueActivities(run.state(), undefined, at(300), none).toStart).toHaveLength(1);
  });

  test('one whose record does not say since when it runs is looked at, and never waited for in vain', () => {
    const run = runWith({ before: [firewall] });
    claim(run, at(1));
    const unsaid: WaveActivity = { ...activity(run), state: 'STARTED' };
    delete unsaid.tryTime;
    expect(wakes(withActivity(run, unsaid), at(5))).toEqual([at(5 + limits.actionLookSeconds)]);
    expect(wakes(withActivity(run, { ...unsaid, kind: 'WAIT' }), at(5))).toEqual([]);
    const unclaimed: WaveActivity = { ...activity(run), state: 'CLAIMED' };
    delete unclaimed.claim;
    expect(wakes(withActivity(run, unclaimed), at(5))).toEqual([]);
  });
});
