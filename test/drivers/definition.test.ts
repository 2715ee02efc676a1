/** The definition of the state machine: what Step Functions accepts, and what the interpreter knows. Nothing else is loaded. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../../src/domain/limits.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { definitionSchema } from '../../src/engine/drivers/definition-schema.ts';

/** The validator comes without types. */
const functionSchema = z.custom<(definition: unknown) => unknown>((value) => typeof value === 'function');

type Draft = Record<string, unknown>;

const waitForToken = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: {
    FunctionName: `\${park}`,
    Payload: { operation: 'park', 'executionId.$': '$.executionId', 'taskToken.$': '$$.Task.Token' },
  },
  TimeoutSecondsPath: '$.advance.answer.waitSeconds',
  ResultPath: null,
  Next: 'Over',
};
const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: `\${advance}`, Payload: { operation: 'advance', 'executionId.$': '$.executionId' } },
  ResultSelector: { 'answer.$': '$.Payload' },
  ResultPath: '$.advance',
  Next: 'Over',
};
const choice = {
  Type: 'Choice',
  Choices: [{ Variable: '$.advance.answer.next', StringEquals: 'DONE', Next: 'Over' }],
  Default: 'Over',
};

const machineWith = (state: Draft): Draft => ({
  Comment: 'one state, and the end',
  StartAt: 'First',
  States: { First: state, Over: { Type: 'Succeed' } },
});

const isLoaded = (machine: unknown): boolean => definitionSchema.safeParse(machine).success;

describe('the definition', () => {
  it('is valid Amazon States Language, as asl-validator reads it', () => {
    const validate = functionSchema.parse(createRequire(import.meta.url)('asl-validator'));
    // It writes into what it is given.
    const validated = validate(structuredClone(definition));
    expect(validated).toMatchObject({ isValid: true });
  });

  it('finds its way back from every answer: nothing but ends is without a next state', () => {
    const ends = Object.entries(definition.States).filter(
      ([, state]) => state.Type === 'Succeed' || state.Type === 'Fail',
    );
    expect(ends.map(([name]) => name).toSorted()).toEqual([
      'DriverFailed',
      'ExecutionNotCompleted',
      'ExecutionOver',
      'ExecutionRefused',
      'Superseded',
      'UnknownAnswer',
    ]);
  });

  it('tries every task again, and catches what still fails', () => {
    const tasks = Object.entries(definition.States).flatMap(([name, state]) =>
      state.Type === 'Task' ? [{ name, state }] : [],
    );
    expect(tasks.map(({ name }) => name)).toHaveLength(5);
    for (const { name, state } of tasks) {
      const waits = state.Resource.endsWith('.waitForTaskToken');
      // A wait's time-out is its ordinary end.
      const errors = waits ? 'States.TaskFailed' : 'States.ALL';
      expect(state.Retry, name).toEqual([
        { ErrorEquals: [errors], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2 },
      ]);
    }
    const caught = tasks.map(({ name, state }) => [name, state.Catch]);
    const all = (next: string) => [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }];
    expect(Object.fromEntries(caught)).toEqual({
      BeginExecution: all('DriverFailed'),
      AdvanceExecution: all('DriverFailed'),
      WaitForWakeUp: all('PollWaveStatus'),
      PollWaveStatus: all('AdvanceExecution'),
      FinalizeExecution: all('DriverFailed'),
    });
  });

  it('goes from every answer of a task to the state that is for it, and nowhere by default', () => {
    const choices = Object.entries(definition.States).flatMap(([name, state]) =>
      state.Type === 'Choice' ? [{ name, state }] : [],
    );
    for (const { name, state } of choices) expect(state.Default, name).toBe('UnknownAnswer');
    const edges = choices.flatMap(({ name, state }) =>
      state.Choices.map(({ Variable, StringEquals, Next }) => `${name}: ${Variable} ${StringEquals} → ${Next}`),
    );
    expect(edges).toEqual([
      'IsBegun: $.begin.answer.verdict BEGUN → AdvanceExecution',
      'IsBegun: $.begin.answer.verdict AGAIN → WaitForChecks',
      'IsBegun: $.begin.answer.verdict CANCELLED → FinalizeExecution',
      'IsBegun: $.begin.answer.verdict REFUSED → ExecutionRefused',
      'IsBegun: $.begin.answer.verdict SUPERSEDED → Superseded',
      'WhatNext: $.advance.answer.next PARK → WaitForWakeUp',
      'WhatNext: $.advance.answer.next FINALIZE → FinalizeExecution',
      'WhatNext: $.advance.answer.next DONE → ExecutionOver',
      'WhatNext: $.advance.answer.next SUPERSEDED → Superseded',
      'HowItEnded: $.finalize.answer.verdict COMPLETED → ExecutionOver',
      'HowItEnded: $.finalize.answer.verdict NOT_COMPLETED → ExecutionNotCompleted',
      'HowItEnded: $.finalize.answer.verdict NOT_YET → AdvanceExecution',
      'HowItEnded: $.finalize.answer.verdict SUPERSEDED → Superseded',
    ]);
  });

  it('comes to the end of an execution by FinalizeExecution, or because nothing was begun, and in no other way', () => {
    const leadingTo = (target: string): string[] =>
      Object.entries(definition.States).flatMap(([name, state]) =>
        new RegExp(`"(Next|Default)":"${target}"`).test(JSON.stringify(state)) ? [name] : [],
      );
    expect(leadingTo('ExecutionNotCompleted')).toEqual(['HowItEnded']);
    expect(leadingTo('HowItEnded')).toEqual(['FinalizeExecution']);
    // DONE: the execution is over already, when its driver was repeated.
    expect(leadingTo('ExecutionOver')).toEqual(['WhatNext', 'HowItEnded']);
    expect(leadingTo('ExecutionRefused')).toEqual(['IsBegun']);
  });

  it('carries ids, the answers of its tasks, and nothing else', () => {
    const members = Object.values(definition.States).flatMap((state) =>
      state.Type === 'Task' && state.ResultPath !== null ? [state.ResultPath] : [],
    );
    expect(members.toSorted()).toEqual(['$.advance', '$.begin', '$.finalize', '$.poll']);
  });

  it('has had its turns well before Step Functions ends it, also when each task of each turn fails once', () => {
    // Entered, scheduled, started, succeeded, exited; a wait is submitted besides (Step Functions guide, "Execution history").
    const eventsOf = (name: string): number => {
      const state = definition.States[name];
      if (state?.Type === 'Choice') return 2;
      if (state?.Type !== 'Task') throw new Error(`${name} is no state of a turn`);
      const triedAgain = 3;
      return (state.Resource.endsWith('.waitForTaskToken') ? 6 : 5) + triedAgain;
    };
    const turn = ['AdvanceExecution', 'WhatNext', 'WaitForWakeUp', 'PollWaveStatus'];
    for (const [index, name] of turn.entries()) {
      const next = turn[(index + 1) % turn.length];
      expect(JSON.stringify(definition.States[name]), name).toContain(`"Next":"${next}"`);
    }
    const events = turn.reduce((sum, name) => sum + eventsOf(name), 0);
    expect(limits.turnsPerDriver * events).toBeLessThan(25_000 * 0.9);
    expect(limits.driverDays).toBeLessThan(365);
  });

  it('has the states of the drafts below, which are loaded as they stand', () => {
    for (const state of [task, waitForToken, choice]) expect(isLoaded(machineWith(state))).toBe(true);
    expect(isLoaded(machineWith({ Type: 'Wait', SecondsPath: '$.begin.answer.waitSeconds', Next: 'Over' }))).toBe(true);
    expect(isLoaded(machineWith({ Type: 'Fail', Error: 'Bad', Cause: 'Worse' }))).toBe(true);
  });
});

describe('what the interpreter does not know is refused when the definition is loaded', () => {
  it.each<[string, Draft]>([
    ['a state type: Parallel', { Type: 'Parallel', Branches: [], Next: 'Over' }],
    ['a state type: Pass', { Type: 'Pass', Next: 'Over' }],
    ['a state type: Map', { Type: 'Map', Next: 'Over' }],
    ['JSONata', { ...task, QueryLanguage: 'JSONata' }],
    ['another resource', { ...task, Resource: 'arn:aws:states:::sqs:sendMessage' }],
    ['an InputPath', { ...task, InputPath: '$.begin' }],
    ['an OutputPath', { ...choice, OutputPath: '$.begin' }],
    ['a heartbeat', { ...waitForToken, HeartbeatSeconds: 30 }],
    ['a fixed time-out', { ...task, TimeoutSeconds: 30 }],
    ['a wait until a timestamp', { Type: 'Wait', TimestampPath: '$.until', Next: 'Over' }],
    ['a wait of fixed seconds', { Type: 'Wait', Seconds: 5, Next: 'Over' }],
    [
      'a comparison other than StringEquals',
      { ...choice, Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'Over' }] },
    ],
    ['a choice of choices', { ...choice, Choices: [{ And: [], Next: 'Over' }] }],
    ['a choice without a default', { Type: 'Choice', Choices: choice.Choices }],
    [
      'a retry of one error only',
      { ...task, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }] },
    ],
    [
      'a wait that is tried again when it times out',
      {
        ...waitForToken,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }],
      },
    ],
    [
      'a retry with jitter',
      {
        ...task,
        Retry: [
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1, JitterStrategy: 'FULL' },
        ],
      },
    ],
    [
      'a catcher that keeps the error',
      { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Over' }] },
    ],
    ['a state that ends the machine by End', { ...task, End: true }],
  ])('%s', (_what, state) => {
    expect(isLoaded(machineWith(state))).toBe(false);
  });

  it.each<[string, Draft]>([
    ['a next state that does not exist', { ...task, Next: 'Nowhere' }],
    [
      'a catcher’s that does not exist',
      { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Nowhere' }] },
    ],
    ['a rule’s that does not exist', { ...choice, Choices: [{ Variable: '$.a', StringEquals: 'b', Next: 'Nowhere' }] }],
    ['a default that does not exist', { ...choice, Default: 'Nowhere' }],
  ])('%s', (_what, state) => {
    expect(definitionSchema.safeParse(machineWith(state)).error?.message).toContain('no state \\"Nowhere\\"');
  });

  it('a start that does not exist', () => {
    expect(isLoaded({ ...machineWith(task), StartAt: 'Nowhere' })).toBe(false);
  });

  it.each<[string, Draft]>([
    ['a path with a filter', { ...choice, Choices: [{ Variable: '$.a[0]', StringEquals: 'b', Next: 'Over' }] }],
    [
      'a path into the context',
      { ...choice, Choices: [{ Variable: '$$.Execution.Id', StringEquals: 'b', Next: 'Over' }] },
    ],
    [
      'an intrinsic function',
      { ...task, Parameters: { ...task.Parameters, Payload: { 'executionId.$': 'States.UUID()' } } },
    ],
    [
      'a payload path that is none',
      { ...task, Parameters: { ...task.Parameters, Payload: { 'executionId.$': 'executionId' } } },
    ],
    ['a result path of several members', { ...task, ResultPath: '$.advance.answer' }],
    ['a result path that replaces everything', { ...task, ResultPath: '$' }],
    [
      'an operation that the engine does not have',
      { ...task, Parameters: { ...task.Parameters, FunctionName: `\${reboot}` } },
    ],
    [
      'a task token where nobody waits for one',
      { ...task, Parameters: { ...task.Parameters, Payload: { 'taskToken.$': '$$.Task.Token' } } },
    ],
    ['a wait for a token without an end', { ...waitForToken, TimeoutSecondsPath: undefined }],
    [
      'a wait for a token that gives none away',
      { ...waitForToken, Parameters: { ...waitForToken.Parameters, Payload: { operation: 'park' } } },
    ],
    ['a time-out of a task that waits for no token', { ...task, TimeoutSecondsPath: '$.advance.answer.waitSeconds' }],
  ])('%s', (_what, state) => {
    expect(isLoaded(machineWith(state))).toBe(false);
  });
});
