import { describe, expect, it } from 'vitest';
import {
  type Action,
  actions,
  can,
  canCleanUpAgain,
  lastWithNothingLeft,
  owesActions,
  wavesAwaitingPerson,
  whenNothingIsPossible,
} from '../../src/domain/can.ts';
import { type ExecutionState, type ExecutionStatus, executionStatusSchema } from '../../src/domain/model/execution.ts';
import { at, beginRun, endAll, launch, statusesOf, turn } from './support/drive.ts';
import type { Run } from './support/run.ts';

const gated = { settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] };

const allowed = { allowed: true };
const over = (status: ExecutionStatus) => ({
  allowed: false,
  reason: `the execution is over (${status}) and never changes again`,
});
const cancelling = { allowed: false, reason: 'the execution is CANCELLING: cancelled by bert' };

const running = (status: ExecutionStatus) => ({ allowed: false, reason: `the execution is ${status}` });
const nothingFailed = { allowed: false, reason: 'no wave has failed and waits for a decision (onFailure: pause)' };
const nothingLaunched = { allowed: false, reason: 'it launched no instance' };

/** While it runs: what people may do about its waves. */
const open = (status: ExecutionStatus) => ({
  pause: allowed,
  resume: { allowed: true, waveNumbers: [0] },
  cancel: allowed,
  retry: status === 'INITIATED' ? running(status) : nothingFailed,
  skip: status === 'INITIATED' ? running(status) : { allowed: true, waveNumbers: [0] },
  followUp: running(status),
  cleanUp: running(status),
});

/** When it is over: nothing about its waves, but runs of their own. */
const ended = (status: ExecutionStatus) => ({
  pause: over(status),
  resume: over(status),
  cancel: over(status),
  retry: over(status),
  skip: over(status),
  followUp: allowed,
  cleanUp: nothingLaunched,
});

/** With a wave at its gate, and nothing else going on. */
const expected: Readonly<Record<ExecutionStatus, Readonly<Record<Action, object>>>> = {
  INITIATED: open('INITIATED'),
  POLLING: open('POLLING'),
  PAUSED: open('PAUSED'),
  CANCELLING: {
    pause: cancelling,
    resume: cancelling,
    cancel: cancelling,
    retry: cancelling,
    skip: cancelling,
    followUp: cancelling,
    cleanUp: cancelling,
  },
  REFUSED: { ...ended('REFUSED'), followUp: over('REFUSED'), cleanUp: over('REFUSED') },
  COMPLETED: { ...ended('COMPLETED'), followUp: over('COMPLETED') },
  PARTIAL: ended('PARTIAL'),
  FAILED: ended('FAILED'),
  TIMED_OUT: ended('TIMED_OUT'),
  CANCELLED: ended('CANCELLED'),
};

const withStatus = (state: ExecutionState, status: ExecutionStatus): ExecutionState => ({
  ...state,
  header: {
    ...state.header,
    status,
    ...(status === 'CANCELLING' ? { cancelRequested: true, cancelRequestedBy: 'bert' } : {}),
  },
});

describe.each(executionStatusSchema.options)('an execution that is %s, with a wave at its gate', (status) => {
  it.each(actions)('%s: is allowed, or says why not', (action) => {
    const run = beginRun(gated);
    turn(run);
    expect(can(action, withStatus(run.state(), status))).toEqual(expected[status][action]);
  });
});

describe('what is allowed depends on the waves as well', () => {
  const running = (): Run => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    launch(run);
    return run;
  };

  it('nothing is left to hold back once every wave has started', () => {
    expect(can('pause', running().state())).toEqual({
      allowed: false,
      reason: 'every wave has started: there is nothing left to hold back',
    });
  });

  it('a pause can be asked for before the checks are over', () => {
    const { header } = running().state();
    const { rosterId: _rosterId, ...early } = header;
    expect(can('pause', { header: { ...early, status: 'INITIATED' }, waves: [], jobs: [] })).toEqual(allowed);
  });

  it('a second pause names who asked for the first', () => {
    const run = beginRun(gated);
    run.apply({ type: 'pause', actor: 'anna' }, at(0));
    expect(can('pause', run.state())).toEqual({ allowed: false, reason: 'a pause is requested already, by anna' });
    expect(can('resume', run.state())).toEqual(allowed);
  });

  it('nothing to resume: it says what is going on instead', () => {
    expect(can('resume', running().state())).toEqual({
      allowed: false,
      reason: 'nothing waits for a person: wave 0 "tier 0" is IN_PROGRESS',
    });
  });

  it('a failed wave that says pause waits for a person, until one has accepted its failure', () => {
    const run = beginRun({ settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'FAILED', at(300));
    expect(statusesOf(run)).toEqual(['FAILED', 'PENDING']);
    expect(wavesAwaitingPerson(run.state())).toEqual([0]);
    expect(can('resume', run.state())).toEqual({ allowed: true, waveNumbers: [0] });
    run.apply({ type: 'resume', waveNumber: 0, actor: 'carla' }, at(400));
    expect(wavesAwaitingPerson(run.state())).toEqual([]);
    expect(statusesOf(run)).toEqual(['FAILED', 'STARTING']);
  });

  it('several gates may be open at once', () => {
    const alone = { settings: { pauseBeforeWave: true, dependsOnWaves: [] }, jobs: [{ size: 1 }] };
    const run = beginRun(alone, alone, gated);
    turn(run);
    expect(can('resume', run.state())).toEqual({ allowed: true, waveNumbers: [0, 1] });
  });
});

describe('resume opens exactly what it names', () => {
  const twoGates = (): Run => {
    const run = beginRun(gated, gated);
    turn(run);
    return run;
  };
  const resume = (run: Run, waveNumber?: number) =>
    run.apply({ type: 'resume', actor: 'carla', ...(waveNumber === undefined ? {} : { waveNumber }) }, at(60));

  it('a double click opens one gate, not the next', () => {
    const run = twoGates();
    expect(resume(run, 0).rejected).toBe(false);
    launch(run, at(61));
    endAll(run, 'LAUNCHED', at(300));
    expect(statusesOf(run)).toEqual(['COMPLETED', 'AWAITING_APPROVAL']);
    expect(resume(run, 0).rejected).toBe(true);
    expect(statusesOf(run)).toEqual(['COMPLETED', 'AWAITING_APPROVAL']);
  });

  it.each([
    ['a wave that is not at its gate yet', 1],
    ['a wave that does not exist', 9],
    ['no wave, while no pause was asked for', undefined],
  ])('%s: rejected, and nothing changes', (_what, waveNumber) => {
    const run = twoGates();
    const step = resume(run, waveNumber);
    expect(step).toMatchObject({ rejected: true, events: [] });
    expect(step.after).toBe(step.before);
  });

  it('a gate that is opened during a pause starts its wave when the pause ends', () => {
    const run = twoGates();
    run.apply({ type: 'pause', actor: 'anna' }, at(1));
    resume(run, 0);
    expect(statusesOf(run)).toEqual(['PENDING', 'PENDING']);
    resume(run);
    expect(statusesOf(run)).toEqual(['STARTING', 'PENDING']);
  });
});

describe('a clean-up is offered while it can leave less behind', () => {
  const over = (launchStatus = 'LAUNCHED'): ExecutionState => {
    const run = beginRun({ jobs: [{ size: 2 }] });
    launch(run);
    endAll(run, launchStatus, at(300));
    run.apply({ type: 'finalize' }, at(300));
    return run.state();
  };
  const cleanUp = (executionId: string, status: ExecutionStatus, serverCount: number, terminatedCount: number) => ({
    executionId,
    status,
    serverCount,
    terminatedCount,
    startTime: at(400),
  });
  const notOffered = (reason: string) => ({ allowed: false, reason });

  it.each([
    ['after none', [], allowed],
    ['after one that was refused', [cleanUp('exec-2', 'REFUSED', 0, 0)], allowed],
    ['after one that left an instance', [cleanUp('exec-2', 'PARTIAL', 2, 1)], allowed],
    [
      'not while one runs',
      [cleanUp('exec-2', 'PARTIAL', 2, 1), cleanUp('exec-3', 'POLLING', 1, 0)],
      notOffered('the clean-up exec-3 terminates its instances now'),
    ],
    [
      'not when everything is terminated',
      [cleanUp('exec-2', 'PARTIAL', 2, 1), cleanUp('exec-3', 'FAILED', 1, 0), cleanUp('exec-4', 'COMPLETED', 1, 1)],
      notOffered('what it launched (2 instances) was terminated by exec-2 and exec-4'),
    ],
    [
      'not when one found nothing left',
      [cleanUp('exec-2', 'COMPLETED', 0, 0), cleanUp('exec-3', 'COMPLETED', 0, 0)],
      notOffered('nothing of what it launched was left when exec-3 looked'),
    ],
    [
      'not when one terminated what was left, and found the rest gone or replaced',
      [{ ...cleanUp('exec-2', 'COMPLETED', 1, 1), goneCount: 1 }],
      notOffered('exec-2 terminated what was left of what it launched: the rest was gone or replaced already'),
    ],
    [
      'not when it found one gone and one replaced',
      [{ ...cleanUp('exec-2', 'COMPLETED', 1, 0), goneCount: 1, replacedCount: 1 }],
      notOffered('exec-2 terminated what was left of what it launched: the rest was gone or replaced already'),
    ],
    ['after one whose count leaves an instance open', [cleanUp('exec-2', 'COMPLETED', 1, 1)], allowed],
    [
      'after one that terminated everything, and whose actions did not end as they should',
      [cleanUp('exec-2', 'PARTIAL', 2, 2)],
      allowed,
    ],
  ])('%s', (_what, cleanUps, expected) => {
    expect(canCleanUpAgain(over(), cleanUps, undefined)).toEqual(expected);
  });

  it('not while a run that follows it is not over', () => {
    const followUp = (status: ExecutionStatus) => ({ executionId: 'exec-9', status });
    const reason = 'exec-9, which follows it, is not over, and may need what it launched';
    expect(canCleanUpAgain(over(), [], followUp('PAUSED'))).toEqual(notOffered(reason));
    expect(canCleanUpAgain(over(), [], followUp('CANCELLED'))).toEqual(allowed);
  });

  it('by the last one that was not refused: what it owes, and whether it left anything', () => {
    const done = cleanUp('exec-2', 'COMPLETED', 2, 2);
    const refused = cleanUp('exec-3', 'REFUSED', 0, 0);
    const owes = [[done], [done, refused], [cleanUp('exec-4', 'PARTIAL', 2, 2), refused], [refused]].map(owesActions);
    expect(owes).toEqual([false, false, true, false]);
    expect(lastWithNothingLeft(2, [done, cleanUp('exec-4', 'FAILED', 0, 0)])).toBe(done);
    expect(lastWithNothingLeft(3, [done])).toBeUndefined();
  });

  it('not when nothing was launched', () => {
    expect(canCleanUpAgain(over('FAILED'), [], undefined)).toEqual(nothingLaunched);
  });
});

describe('nothing can be done to it now', () => {
  it('because its end is awaited: what can be done then is told', () => {
    expect(whenNothingIsPossible({ status: 'CANCELLING' })).toBe(
      'Wait for its end: what is missing can be retried then, and what was launched can be cleaned up',
    );
    expect(whenNothingIsPossible({ status: 'CANCELLING', purpose: 'CLEAN_UP' })).toBe(
      'Wait for its end: what it leaves can be cleaned up then',
    );
  });

  it('because it is over: nothing will be, of either kind', () => {
    for (const purpose of [undefined, 'CLEAN_UP'] as const) {
      expect(whenNothingIsPossible({ status: 'CANCELLED', ...(purpose === undefined ? {} : { purpose }) })).toBe(
        'Nothing can be done to this execution any more',
      );
    }
  });
});
