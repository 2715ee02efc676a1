/** Questions that AWS answers for one server at a time. What was answered is kept, and only the rest is asked again. */
import { limits } from '../domain/limits.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { countOf } from '../domain/names.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { backoffSeconds } from '../domain/transition/launch.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import { mapAtMost } from './at-most.ts';

export interface ServersOfScope extends Scope {
  readonly sourceServerIds: readonly string[];
}

export interface ScopeServer extends Scope {
  readonly sourceServerId: string;
}

export const serversByScope = (servers: readonly ScopeServer[]): readonly ServersOfScope[] =>
  [...Map.groupBy(servers, scopeKey).values()].flatMap((there) => {
    const [first] = there;
    if (first === undefined) return [];
    const { accountId, region } = first;
    return [{ accountId, region, sourceServerIds: [...new Set(there.map(({ sourceServerId }) => sourceServerId))] }];
  });

export interface EachAnswer<Value> {
  /** By scope and server, as `answerOf` finds them. */
  readonly answers: ReadonlyMap<string, Value>;
  /** Those without an answer, as far as one may still come. */
  readonly unasked: readonly ServersOfScope[];
  /** At least one for each account and Region that was not asked to the end. */
  readonly failures: readonly AwsFailure[];
}

const keyOf = (scope: Scope, sourceServerId: string): string => `${scopeKey(scope)}#${sourceServerId}`;

export const answerOf = <Value>(
  { answers }: Pick<EachAnswer<Value>, 'answers'>,
  scope: Scope,
  sourceServerId: string,
): Value | undefined => answers.get(keyOf(scope, sourceServerId));

interface EachQuestion<Value> {
  /** For example `drs:DescribeRecoverySnapshots`. */
  readonly operation: string;
  readonly ask: (scope: Scope, sourceServerId: string) => Promise<Outcome<Value>>;
  /** No question is asked after it. */
  readonly lastMoment: Instant;
}

/** In rounds: AWS is left alone as long as it says, and longer after each round that brought nothing; after some, it is given up. */
export const askEachServer = async <Value>(
  clock: Clock,
  wanted: readonly ServersOfScope[],
  question: EachQuestion<Value>,
): Promise<EachAnswer<Value>> => {
  const answers = new Map<string, Value>();
  const unasked: ServersOfScope[] = [];
  const failures: AwsFailure[] = [];
  const askScope = async ({ accountId, region, sourceServerIds }: ServersOfScope): Promise<void> => {
    const scope = { accountId, region };
    let rest = sourceServerIds;
    for (let silentRounds = 0; rest.length > 0; ) {
      const round = await askRound(clock, scope, rest, question, answers);
      silentRounds = round.rest.length < rest.length ? 0 : silentRounds + 1;
      rest = round.rest;
      if (rest.length === 0) return;
      const { failure = timeIsOver(question.operation, rest.length, sourceServerIds.length) } = round;
      const pause = Math.max(failure.retryAfterSeconds ?? 0, backoffSeconds(silentRounds));
      const goesOn = failure.retryable && silentRounds < limits.silentRoundsMax;
      if (!goesOn || !isBefore(addSeconds(clock.now(), pause), question.lastMoment)) {
        failures.push(failure);
        if (failure.retryable) unasked.push({ ...scope, sourceServerIds: rest });
        return;
      }
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
  };
  await Promise.all(wanted.map(askScope));
  return { answers, unasked, failures };
};

/** Ends early with the first failure: what was refused or throttled for one server is so for all. */
const askRound = async <Value>(
  clock: Clock,
  scope: Scope,
  sourceServerIds: readonly string[],
  { ask, lastMoment }: EachQuestion<Value>,
  answers: Map<string, Value>,
): Promise<{ readonly rest: readonly string[]; readonly failure?: AwsFailure }> => {
  let failure: AwsFailure | undefined;
  await mapAtMost(limits.serversAskedAtOnce, sourceServerIds, async (sourceServerId) => {
    if (failure !== undefined || !isBefore(clock.now(), lastMoment)) return;
    const answer = await ask(scope, sourceServerId);
    if (answer.ok) answers.set(keyOf(scope, sourceServerId), answer.value);
    else failure ??= answer.failure;
  });
  const rest = sourceServerIds.filter((sourceServerId) => !answers.has(keyOf(scope, sourceServerId)));
  return { rest, ...(failure === undefined ? {} : { failure }) };
};

const timeIsOver = (operation: string, left: number, all: number): AwsFailure => ({
  kind: 'unavailable',
  operation,
  code: 'NotAskedYet',
  message: `${left} of ${countOf(all, 'server')} could not be asked about in time`,
  retryable: true,
  mayHaveHappened: false,
});

export const isTimeOver = ({ code }: AwsFailure): boolean => code === 'NotAskedYet';
