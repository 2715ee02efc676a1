/**
 * The state machine of an execution: a loop without domain logic (design 8). Deployed to Step Functions as it stands
 * (with the functions' names filled in), and run by the embedded interpreter: one program, both ways.
 */
import { type Definition, definitionSchema } from './definition-schema.ts';

/** A task that failed by a bug or an outage of ours is tried again; the engine's operations are all repeatable. */
const retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2 }];
const caught = (next: string) => [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }];

const task = (operation: string, resultPath: string, next: string) => ({
  Type: 'Task' as const,
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: {
    FunctionName: `\${${operation}}`,
    Payload: { operation, 'executionId.$': '$.executionId', 'generation.$': '$.generation' },
  },
  ResultSelector: { 'answer.$': '$.Payload' },
  ResultPath: resultPath,
  Retry: retry,
  Catch: caught('DriverFailed'),
  Next: next,
});

const choice = (variable: string, next: Readonly<Record<string, string>>) => ({
  Type: 'Choice' as const,
  Choices: Object.entries(next).map(([value, state]) => ({ Variable: variable, StringEquals: value, Next: state })),
  Default: 'UnknownAnswer',
});

export const definition: Definition = definitionSchema.parse({
  Comment: 'One execution of a recovery plan. All decisions are made in the tasks.',
  StartAt: 'BeginExecution',
  States: {
    BeginExecution: task('begin', '$.begin', 'IsBegun'),
    IsBegun: choice('$.begin.answer.verdict', {
      BEGUN: 'AdvanceExecution',
      AGAIN: 'WaitForChecks',
      CANCELLED: 'FinalizeExecution',
      REFUSED: 'ExecutionRefused',
      SUPERSEDED: 'Superseded',
    }),
    WaitForChecks: { Type: 'Wait', SecondsPath: '$.begin.answer.waitSeconds', Next: 'BeginExecution' },
    AdvanceExecution: task('advance', '$.advance', 'WhatNext'),
    WhatNext: choice('$.advance.answer.next', {
      PARK: 'WaitForWakeUp',
      FINALIZE: 'FinalizeExecution',
      DONE: 'ExecutionOver',
      SUPERSEDED: 'Superseded',
    }),
    WaitForWakeUp: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: `\${park}`,
        Payload: {
          operation: 'park',
          'executionId.$': '$.executionId',
          'generation.$': '$.generation',
          'version.$': '$.advance.answer.version',
          'news.$': '$.advance.answer.news',
          'taskToken.$': '$$.Task.Token',
        },
      },
      TimeoutSecondsPath: '$.advance.answer.waitSeconds',
      ResultPath: null,
      Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2 }],
      // The time-out is the ordinary end of the wait. Any other failure of the wait is no reason to stop watching.
      Catch: caught('PollWaveStatus'),
      Next: 'PollWaveStatus',
    },
    PollWaveStatus: {
      ...task('poll', '$.poll', 'AdvanceExecution'),
      // What could not be observed is said in the record; the turn goes on and looks again later.
      Catch: caught('AdvanceExecution'),
    },
    FinalizeExecution: task('finalize', '$.finalize', 'HowItEnded'),
    HowItEnded: choice('$.finalize.answer.verdict', {
      COMPLETED: 'ExecutionOver',
      NOT_COMPLETED: 'ExecutionNotCompleted',
      NOT_YET: 'AdvanceExecution',
      SUPERSEDED: 'Superseded',
    }),
    ExecutionOver: { Type: 'Succeed' },
    Superseded: { Type: 'Succeed' },
    ExecutionRefused: { Type: 'Fail', Error: 'ExecutionRefused', Cause: 'Refused; the record names every reason.' },
    ExecutionNotCompleted: { Type: 'Fail', Error: 'ExecutionNotCompleted', Cause: 'The record says how it ended.' },
    DriverFailed: {
      Type: 'Fail',
      Error: 'DriverFailed',
      Cause: 'A task failed again and again. Nothing is decided by that: the schedule starts a successor.',
    },
    UnknownAnswer: {
      Type: 'Fail',
      Error: 'UnknownAnswer',
      Cause: 'A task answered what this definition does not know.',
    },
  },
});
