/** What the executors that ask AWS have in common. */
import { limits } from '../../domain/limits.ts';
import type { ActivityAnswer } from '../../domain/model/activity.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';
import { cutText, shortened } from '../../domain/names.ts';
import type { ActivityContext } from '../../ports/activity-executor.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import { failureWords } from '../failure-text.ts';

/** Refusals that pass: a machine that has just come up is not known to SSM yet, and limits of things that run at once. */
const passing: ReadonlySet<string> = new Set([
  'AutomationExecutionLimitExceededException',
  'InvalidInstanceId',
  'ResourceConflictException',
]);

/** Refused for good, or to be asked again. */
export const answerOfFailure = (failure: AwsFailure): ActivityAnswer => {
  const message = shortened(failureWords(failure));
  const isPassing = failure.retryable || failure.kind === 'quota' || passing.has(failure.code);
  if (!isPassing && !failure.mayHaveHappened) return { kind: 'failed', message };
  const { retryAfterSeconds, mayHaveHappened } = failure;
  return {
    kind: 'unavailable',
    message,
    mayHaveHappened,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
};

/** Of a look at what runs: that nobody may look does not end it. Its time-out does, and says what AWS said. */
export const answerOfLook = (failure: AwsFailure): ActivityAnswer =>
  failure.kind === 'denied'
    ? { kind: 'unavailable', message: shortened(failureWords(failure)), mayHaveHappened: false }
    : answerOfFailure(failure);

/** What is kept of an output. */
export const clipped = (output: string): string => cutText(output, limits.actionOutputCharacters);

/** The place that the action names, or the only one that the wave has. */
export const placeOf = (
  { servers }: ActivityContext,
  { accountId, region }: { readonly accountId?: string | undefined; readonly region?: string | undefined },
): Scope | undefined => {
  if (accountId !== undefined && region !== undefined) return { accountId, region };
  const places = new Map(servers.map(({ scope }) => [scopeKey(scope), scope]));
  const [only] = places.values();
  return places.size === 1 ? only : undefined;
};

export const noPlace: ActivityAnswer = {
  kind: 'failed',
  message: 'the servers of the wave lie in several places: the action must name accountId and region',
};

type OfKind<K extends WaveAction['kind']> = Extract<WaveAction, { kind: K }>;

export const actionOf = <K extends WaveAction['kind']>({ action }: ActivityContext, kind: K): OfKind<K> => {
  if (!isOf(action, kind)) throw new Error(`bug: the action is no ${kind}`);
  return action;
};

const isOf = <K extends WaveAction['kind']>(action: WaveAction | undefined, kind: K): action is OfKind<K> =>
  action?.kind === kind;
