import { z } from 'zod';
import { operationNames } from '../operations.ts';

/**
 * The part of the Amazon States Language (JSONPath) that Breakwater uses. Strict: what is not here is refused when the
 * definition is loaded, so that the embedded interpreter never guesses.
 */
const path = z.string().regex(/^\$(\.[A-Za-z][A-Za-z0-9]*)+$/, 'a plain path such as $.advance.answer');
const memberPath = z.string().regex(/^\$\.[A-Za-z][A-Za-z0-9]*$/, 'a path of one member such as $.advance');
const TASK_TOKEN = '$$.Task.Token';

/** A member whose name ends in `.$` is a path into the data, or the token of the wait. */
const payloadSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .refine(
    (payload) =>
      Object.entries(payload).every(
        ([name, value]) => !name.endsWith('.$') || value === TASK_TOKEN || path.safeParse(value).success,
      ),
    'a member ending in .$ is a plain path, or the task token',
  );

/** `States.TaskFailed` is every failure but the time-out of the state itself. */
const retrySchema = z.strictObject({
  ErrorEquals: z.tuple([z.enum(['States.ALL', 'States.TaskFailed'])]),
  IntervalSeconds: z.int().positive(),
  MaxAttempts: z.int().nonnegative(),
  BackoffRate: z.number().min(1),
});

const catchSchema = z.strictObject({
  ErrorEquals: z.tuple([z.literal('States.ALL')]),
  ResultPath: z.null(),
  Next: z.string(),
});

const operationSchema = z
  .string()
  .refine((text) => operationNames.some((name) => text === `\${${name}}`), 'no operation of the engine');

const taskSchema = z
  .strictObject({
    Type: z.literal('Task'),
    Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
    Parameters: z.strictObject({ FunctionName: operationSchema, Payload: payloadSchema }),
    ResultSelector: z.strictObject({ 'answer.$': z.literal('$.Payload') }).optional(),
    ResultPath: z.union([memberPath, z.null()]),
    TimeoutSecondsPath: path.optional(),
    Retry: z.array(retrySchema).max(1).optional(),
    Catch: z.array(catchSchema).max(1).optional(),
    Next: z.string(),
  })
  .superRefine((task, context) => {
    const waits = task.Resource.endsWith('.waitForTaskToken');
    const tokens = Object.values(task.Parameters.Payload).filter((value) => value === TASK_TOKEN).length;
    if (tokens !== (waits ? 1 : 0))
      context.addIssue('the task token is given away once by a wait, and by no other task');
    if (waits !== (task.TimeoutSecondsPath !== undefined)) context.addIssue('a wait has an end, and no other task has');
    if (waits && task.ResultPath !== null) context.addIssue('the answer to a wait says nothing');
    const retried = waits ? 'States.TaskFailed' : 'States.ALL';
    if ((task.Retry ?? []).some((rule) => rule.ErrorEquals[0] !== retried))
      context.addIssue(`of such a task ${retried} is tried again: a wait's time-out is its ordinary end`);
  });
export type TaskState = z.infer<typeof taskSchema>;

const choiceSchema = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(z.strictObject({ Variable: path, StringEquals: z.string(), Next: z.string() })).min(1),
  Default: z.string(),
});

const waitSchema = z.strictObject({ Type: z.literal('Wait'), SecondsPath: path, Next: z.string() });
const succeedSchema = z.strictObject({ Type: z.literal('Succeed') });
const failSchema = z.strictObject({ Type: z.literal('Fail'), Error: z.string(), Cause: z.string() });

export const stateSchema = z.discriminatedUnion('Type', [
  taskSchema,
  choiceSchema,
  waitSchema,
  succeedSchema,
  failSchema,
]);
export type State = z.infer<typeof stateSchema>;

export const definitionSchema = z
  .strictObject({ Comment: z.string(), StartAt: z.string(), States: z.record(z.string(), stateSchema) })
  .superRefine((definition, context) => {
    const targets = [definition.StartAt, ...Object.values(definition.States).flatMap(targetsOf)];
    for (const target of new Set(targets)) {
      if (definition.States[target] === undefined) context.addIssue(`no state "${target}"`);
    }
  });
export type Definition = z.infer<typeof definitionSchema>;

const targetsOf = (state: State): readonly string[] => {
  switch (state.Type) {
    case 'Task':
      return [state.Next, ...(state.Catch ?? []).map((handler) => handler.Next)];
    case 'Choice':
      return [state.Default, ...state.Choices.map((rule) => rule.Next)];
    case 'Wait':
      return [state.Next];
    case 'Succeed':
    case 'Fail':
      return [];
  }
};
