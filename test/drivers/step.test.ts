/** One step of the embedded interpreter, as the Amazon States Language says. */
import { describe, expect, it } from 'vitest';
import { addSeconds } from '../../src/domain/time.ts';
import type { TaskState } from '../../src/engine/drivers/definition-schema.ts';
import { definitionSchema } from '../../src/engine/drivers/definition-schema.ts';
import type { Pointer } from '../../src/engine/drivers/embedded/pointer.ts';
import { afterAnswer, afterFailure, nextStep, payloadOf } from '../../src/engine/drivers/embedded/step.ts';

const NOW = '2026-11-02T03:00:00.000Z';
const later = (seconds: number): string => addSeconds(NOW, seconds);

const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }];
const onError = [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Caught' }];

const definition = definitionSchema.parse({
  Comment: 'one of each',
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: `\${advance}`,
        Payload: { operation: 'advance', attempt: 7, 'executionId.$': '$.executionId' },
      },
      ResultSelector: { 'answer.$': '$.Payload' },
      ResultPath: '$.work',
      Retry: retry,
      Next: 'Decide',
    },
    Decide: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.work.answer.next', StringEquals: 'REST', Next: 'Rest' },
        { Variable: '$.work.answer.next', StringEquals: 'HOLD', Next: 'Hold' },
      ],
      Default: 'Unknown',
    },
    Rest: { Type: 'Wait', SecondsPath: '$.work.answer.seconds', Next: 'Work' },
    Hold: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: `\${park}`,
        Payload: { 'executionId.$': '$.executionId', 'taskToken.$': '$$.Task.Token' },
      },
      TimeoutSecondsPath: '$.work.answer.seconds',
      ResultPath: null,
      Catch: onError,
      Next: 'Over',
    },
    HoldWithoutNet: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: `\${park}`, Payload: { 'taskToken.$': '$$.Task.Token' } },
      TimeoutSecondsPath: '$.work.answer.seconds',
      ResultPath: null,
      Next: 'Over',
    },
    Forget: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: `\${poll}`, Payload: { operation: 'poll' } },
      ResultPath: null,
      Retry: retry,
      Catch: onError,
      Next: 'Over',
    },
    Caught: { Type: 'Succeed' },
    Over: { Type: 'Succeed' },
    Unknown: { Type: 'Fail', Error: 'UnknownAnswer', Cause: 'nobody knows what it means' },
  },
});

const taskNamed = (name: string): TaskState => {
  const state = definition.States[name];
  if (state?.Type !== 'Task') throw new Error(`${name} is no task`);
  return state;
};

const pointerAt = (stateName: string, changes: Partial<Pointer> = {}): Pointer => ({
  machineName: 'exec-1-1',
  stateName,
  data: { executionId: 'exec-1', generation: 1 },
  status: 'RUNNING',
  tries: 0,
  ...changes,
});
const answered = (answer: { next: string; seconds?: number }): Pointer['data'] => ({
  executionId: 'exec-1',
  generation: 1,
  work: { answer },
});
const step = (pointer: Pointer, now = NOW) => nextStep(definition, pointer, now);

describe('a task', () => {
  it('is called with its parameters: paths are followed, others are passed as they are', () => {
    expect(step(pointerAt('Work'))).toMatchObject({
      kind: 'call',
      operation: 'advance',
      payload: { operation: 'advance', attempt: 7, executionId: 'exec-1' },
    });
  });

  it('that is to be given what is not there cannot be called', () => {
    expect(() => step(pointerAt('Work', { data: {} }))).toThrow('bug: undefined is not JSON');
  });

  it('puts its answer where its result path says, and goes on', () => {
    const next = afterAnswer(taskNamed('Work'), pointerAt('Work', { tries: 2 }), { next: 'REST' });
    expect(next).toMatchObject({
      stateName: 'Decide',
      tries: 0,
      data: { executionId: 'exec-1', work: { answer: { next: 'REST' } } },
    });
  });

  it('that drops its answer leaves the data as they were', () => {
    const before = pointerAt('Forget');
    expect(afterAnswer(taskNamed('Forget'), before, { big: 'answer' }).data).toEqual(before.data);
  });
});

describe('a choice', () => {
  it.each([
    ['REST', 'Rest'],
    ['HOLD', 'Hold'],
    ['SOMETHING ELSE', 'Unknown'],
    ['rest', 'Unknown'],
  ])('%s goes to %s', (next, stateName) => {
    expect(step(pointerAt('Decide', { data: answered({ next }) }))).toMatchObject({
      kind: 'save',
      pointer: { stateName },
    });
  });

  it('takes the default when there is no answer at all', () => {
    expect(step(pointerAt('Decide'))).toMatchObject({ kind: 'save', pointer: { stateName: 'Unknown' } });
  });
});

describe('an end', () => {
  it('an unknown answer ends the machine as FAILED, with the cause', () => {
    expect(step(pointerAt('Unknown'))).toMatchObject({
      kind: 'save',
      pointer: { status: 'FAILED', cause: 'UnknownAnswer: nobody knows what it means' },
    });
  });

  it('a machine that has ended takes no further step', () => {
    expect(step(pointerAt('Over'))).toMatchObject({ kind: 'save', pointer: { status: 'SUCCEEDED' } });
    expect(step(pointerAt('Over', { status: 'SUCCEEDED' }))).toEqual({ kind: 'ended' });
    expect(step(pointerAt('Work', { status: 'FAILED' }))).toEqual({ kind: 'ended' });
  });
});

describe('a wait', () => {
  const resting = pointerAt('Rest', { data: answered({ next: 'REST', seconds: 30 }) });

  it('is entered once: its end is stored before anything sleeps', () => {
    expect(step(resting)).toEqual({
      kind: 'save',
      pointer: { ...resting, wait: { kind: 'time', until: later(30), onward: 'next' } },
    });
  });

  it('sleeps until its end, also after a restart, then goes on', () => {
    const waiting: Pointer = { ...resting, wait: { kind: 'time', until: later(30), onward: 'next' } };
    expect(step(waiting, later(29))).toEqual({ kind: 'sleep', until: later(30) });
    const next = step(waiting, later(30));
    expect(next).toMatchObject({ kind: 'save', pointer: { stateName: 'Work' } });
    expect(next.kind === 'save' && next.pointer.wait).toBeUndefined();
  });
});

describe('a task that fails', () => {
  const fail = (pointer: Pointer) => afterFailure(taskNamed(pointer.stateName), pointer, NOW, 'the store is away');

  it('is tried again after a pause that doubles, as often as its rule says', () => {
    const pauses = [0, 1, 2].map((tries) => {
      const next = fail(pointerAt('Forget', { tries }));
      expect(next).toMatchObject({ stateName: 'Forget', tries: tries + 1, status: 'RUNNING' });
      return next.wait?.until;
    });
    expect(pauses).toEqual([later(2), later(4), later(8)]);
  });

  it('is called again when the pause is over, not before', () => {
    const failed = fail(pointerAt('Forget'));
    expect(step(failed, later(1))).toEqual({ kind: 'sleep', until: later(2) });
    const again = step(failed, later(2));
    expect(again).toMatchObject({ kind: 'save', pointer: { stateName: 'Forget', tries: 1 } });
    expect(again.kind === 'save' && step(again.pointer, later(2))).toMatchObject({ kind: 'call', operation: 'poll' });
  });

  it('goes to its catcher when the tries are used up, without a trace in the data', () => {
    const before = pointerAt('Forget', { tries: 3 });
    expect(fail(before)).toMatchObject({ stateName: 'Caught', tries: 0, data: before.data, status: 'RUNNING' });
  });

  it('ends the machine when nobody catches it', () => {
    expect(fail(pointerAt('Work', { tries: 3 }))).toMatchObject({ status: 'FAILED', cause: 'the store is away' });
  });

  it('a catcher without a retry catches at once', () => {
    expect(fail(pointerAt('Hold'))).toMatchObject({ stateName: 'Caught' });
  });
});

describe('a wait for a token', () => {
  const data = answered({ next: 'HOLD', seconds: 60 });
  const parked: Pointer['wait'] = { kind: 'token', taskToken: 'token-1', until: later(60), parked: true };

  it('begins with a call that carries the token', () => {
    expect(step(pointerAt('Hold', { data }))).toMatchObject({ kind: 'callWithToken', operation: 'park' });
    expect(payloadOf(taskNamed('Hold'), pointerAt('Hold', { data }), 'token-1')).toEqual({
      executionId: 'exec-1',
      taskToken: 'token-1',
    });
  });

  it('gives its token away again when it was cut short before that was known to have worked', () => {
    const unsure = pointerAt('Hold', { data, wait: { ...parked, parked: false } });
    expect(step(unsure, later(1))).toMatchObject({ kind: 'callWithToken', operation: 'park' });
  });

  it('sleeps until its time-out, then goes to its catcher', () => {
    const waiting = pointerAt('Hold', { data, wait: parked });
    expect(step(waiting, later(59))).toEqual({ kind: 'sleep', until: later(60) });
    const timedOut = step(waiting, later(60));
    expect(timedOut).toMatchObject({ kind: 'save', pointer: { stateName: 'Caught' } });
    expect(timedOut.kind === 'save' && timedOut.pointer.wait).toBeUndefined();
  });

  it('that nobody catches ends the machine with States.Timeout', () => {
    const waiting = pointerAt('HoldWithoutNet', { data, wait: parked });
    expect(step(waiting, later(60))).toMatchObject({
      kind: 'save',
      pointer: { status: 'FAILED', cause: 'States.Timeout' },
    });
  });
});
