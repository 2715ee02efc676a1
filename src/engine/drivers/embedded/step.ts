/**
 * One step of the embedded interpreter: from a pointer to the next, as the Amazon States Language says. Pure but for
 * the task that it calls.
 */
import { isFromTheFuture } from '../../../domain/clock-skew.ts';
import type { Instant } from '../../../domain/model/identifiers.ts';
import { addSeconds, isBefore } from '../../../domain/time.ts';
import type { Json } from '../../../ports/item-store.ts';
import { type OperationName, operationNames } from '../../operations.ts';
import { toJson } from '../../store/json.ts';
import type { Definition, State, TaskState } from '../definition-schema.ts';
import type { Pointer } from './pointer.ts';

/** What the interpreter has to do next for a machine. */
export type NextStep =
  | { readonly kind: 'ended' }
  | { readonly kind: 'sleep'; readonly until: Instant }
  | { readonly kind: 'save'; readonly pointer: Pointer }
  | { readonly kind: 'call'; readonly operation: OperationName; readonly payload: Json; readonly state: TaskState }
  /** A wait for a token begins: save the pointer first, then call with the token. It ends by itself at `until`. */
  | {
      readonly kind: 'callWithToken';
      readonly operation: OperationName;
      readonly state: TaskState;
      readonly until: Instant;
    };

/** Throws on data that the state cannot work with; see `afterBadData`. */
export const nextStep = (definition: Definition, pointer: Pointer, now: Instant): NextStep => {
  if (pointer.status !== 'RUNNING') return { kind: 'ended' };
  const state = stateOf(definition, pointer);
  if (pointer.wait !== undefined) return stepOfWait(state, pointer, pointer.wait, now);
  switch (state.Type) {
    case 'Task': {
      const operation = operationOf(state);
      if (state.Resource.endsWith('.waitForTaskToken')) {
        const until = addSeconds(now, timeoutSecondsOf(state, pointer));
        return { kind: 'callWithToken', operation, state, until };
      }
      return { kind: 'call', operation, payload: payloadOf(state, pointer), state };
    }
    case 'Choice': {
      const rule = state.Choices.find(
        (candidate) => valueAt(pointer.data, candidate.Variable) === candidate.StringEquals,
      );
      return { kind: 'save', pointer: moveTo(pointer, rule?.Next ?? state.Default) };
    }
    case 'Wait':
      return {
        kind: 'save',
        pointer: {
          ...pointer,
          wait: { kind: 'time', until: addSeconds(now, numberAt(pointer.data, state.SecondsPath)), onward: 'next' },
        },
      };
    case 'Succeed':
      return { kind: 'save', pointer: { ...pointer, status: 'SUCCEEDED' } };
    case 'Fail':
      return { kind: 'save', pointer: { ...pointer, status: 'FAILED', cause: `${state.Error}: ${state.Cause}` } };
  }
};

const stepOfWait = (state: State, pointer: Pointer, wait: NonNullable<Pointer['wait']>, now: Instant): NextStep => {
  if (wait.kind === 'token' && !wait.parked)
    return { kind: 'callWithToken', operation: operationOf(state), state: asTask(state), until: wait.until };
  if (isBefore(now, wait.until) && !isFromTheFuture(addSeconds(wait.until, -longestSeconds(state, pointer)), now))
    return { kind: 'sleep', until: wait.until };
  if (wait.kind === 'token') return { kind: 'save', pointer: afterTimeout(state, pointer) };
  if (wait.onward === 'again') return { kind: 'save', pointer: without(pointer) };
  if (state.Type !== 'Wait') throw new Error(`bug: ${pointer.stateName} waits for a time`);
  return { kind: 'save', pointer: moveTo(pointer, state.Next) };
};

/** No wait of the state lasts longer; one that ends later was begun before the clock was set back, and is over. */
const longestSeconds = (state: State, pointer: Pointer): number => {
  if (state.Type === 'Wait') return numberAt(pointer.data, state.SecondsPath);
  if (state.Type !== 'Task') return 0;
  const pauses = (state.Retry ?? []).map((rule) => rule.IntervalSeconds * rule.BackoffRate ** rule.MaxAttempts);
  const timeout = state.TimeoutSecondsPath === undefined ? 0 : timeoutSecondsOf(state, pointer);
  return Math.max(timeout, ...pauses);
};

const afterTimeout = (state: State, pointer: Pointer): Pointer => {
  const handler = asTask(state).Catch?.[0];
  return handler === undefined
    ? { ...without(pointer), status: 'FAILED', cause: 'States.Timeout' }
    : moveTo(pointer, handler.Next);
};

/** The pointer after a task has answered. */
export const afterAnswer = (state: TaskState, pointer: Pointer, answer: Json): Pointer => {
  const result = state.ResultSelector === undefined ? answer : { answer };
  const data =
    state.ResultPath === null ? pointer.data : { ...pointer.data, [fieldOf(state.ResultPath)]: toMutable(result) };
  return moveTo({ ...pointer, data }, state.Next);
};

/** The pointer after a task has failed: another try after a pause, the catcher, or the end of the machine. */
export const afterFailure = (state: TaskState, pointer: Pointer, now: Instant, cause: string): Pointer => {
  const rule = state.Retry?.[0];
  if (rule !== undefined && pointer.tries < rule.MaxAttempts) {
    const until = addSeconds(now, rule.IntervalSeconds * rule.BackoffRate ** pointer.tries);
    return { ...without(pointer), tries: pointer.tries + 1, wait: { kind: 'time', until, onward: 'again' } };
  }
  const handler = state.Catch?.[0];
  return handler === undefined ? { ...without(pointer), status: 'FAILED', cause } : moveTo(pointer, handler.Next);
};

/** The pointer of a machine whose data lack what its state reads: it ends, as Step Functions ends it. */
export const afterBadData = (pointer: Pointer, cause: string): Pointer => ({
  ...without(pointer),
  status: 'FAILED',
  cause,
});

/** How long the wait for a token lasts. */
const timeoutSecondsOf = (state: TaskState, pointer: Pointer): number => {
  if (state.TimeoutSecondsPath === undefined) throw new Error(`bug: ${pointer.stateName} would wait without end`);
  return numberAt(pointer.data, state.TimeoutSecondsPath);
};

/** A task's payload: `name.$` members are paths into the data, `$$.Task.Token` the token of this wait. */
export const payloadOf = (state: TaskState, pointer: Pointer, taskToken?: string): Json =>
  Object.fromEntries(
    Object.entries(state.Parameters.Payload).map(([name, value]): [string, Json] => {
      if (!name.endsWith('.$')) return [name, value];
      const member = name.slice(0, -2);
      if (value === '$$.Task.Token') return [member, taskToken ?? null];
      return [member, toJson(valueAt(pointer.data, String(value)))];
    }),
  );

const moveTo = (pointer: Pointer, stateName: string): Pointer => ({ ...without(pointer), stateName, tries: 0 });
const without = ({ wait: _wait, ...pointer }: Pointer): Pointer => pointer;

const stateOf = (definition: Definition, pointer: Pointer): State => {
  const state = definition.States[pointer.stateName];
  if (state === undefined) throw new Error(`bug: no state ${pointer.stateName}`);
  return state;
};

const asTask = (state: State): TaskState => {
  if (state.Type !== 'Task') throw new Error(`bug: a ${state.Type} state waits for a token`);
  return state;
};

const operationOf = (state: State): OperationName => {
  const name = asTask(state).Parameters.FunctionName.slice(2, -1);
  const operation = operationNames.find((candidate) => candidate === name);
  if (operation === undefined) throw new Error(`bug: no operation ${name}`);
  return operation;
};

const fieldOf = (path: string): string => {
  const [field, ...deeper] = path.slice(2).split('.');
  if (field === undefined || deeper.length > 0) throw new Error(`bug: a result path of one member only, not ${path}`);
  return field;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const valueAt = (data: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, member) => (isRecord(value) ? value[member] : undefined), data);

const numberAt = (data: unknown, path: string): number => {
  const value = valueAt(data, path);
  if (typeof value !== 'number') throw new Error(`bug: no number at ${path}`);
  return value;
};

/** zod's JSON type is mutable; ours is not. */
const toMutable = (value: Json): Pointer['data'][string] => JSON.parse(JSON.stringify(value));
