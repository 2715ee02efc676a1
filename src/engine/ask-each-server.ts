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

export const serverKey = (one: ScopeServer): string => `${scopeKey(one)}#${one.sourceServerId}`;

export const serversByScope = (servers: readonly ScopeServer[]): readonly ServersOfScope[] =>
  [...Map.groupBy(servers, scopeKey).values()].flatMap((there) => {
    const [first] = there;
    if (first === undefined) return [];
    const { accountId, region } = first;
    return [{ accountId, region, sourceServerIds: [...new Set(there.map(({ sourceServerId }) => sourceServerId))] }];
  });

export interface EachAnswer<One extends ScopeServer, Value> {
  /** `undefined`: none, and a refusal or the failures say why. */
  readonly answerOf: (one: One) => Value | undefined;
  /** What AWS refused of this server alone. */
  readonly refusalOf: (one: One) => AwsFailure | undefined;
  /** Those without an answer, as far as one may still come. */
  readonly unasked: readonly ServersOfScope[];
  /** At least one for each account and Region that was not asked to the end. */
  readonly failures: readonly AwsFailure[];
}

interface EachQuestion<One extends ScopeServer, Value> {
  /** For example `drs:DescribeRecoverySnapshots`. */
  readonly operation: string;
  /** Two with the same key are one question. */
  readonly keyOf: (one: One) => string;
  readonly ask: (one: One) => Promise<Outcome<Value>>;
  /** No question is asked after it. */
  readonly lastMoment: Instant;
}

interface Told<Value> {
  readonly answers: Map<string, Value>;
  readonly refusals: Map<string, AwsFailure>;
}

/** In rounds: AWS is left alone as long as it says, and longer after each round that brought nothing; after some, it is given up. */
export const askEachServer = async <One extends ScopeServer, Value>(
  clock: Clock,
  wanted: readonly One[],
  question: EachQuestion<One, Value>,
): Promise<EachAnswer<One, Value>> => {
  const { keyOf, lastMoment, operation } = question;
  const told: Told<Value> = { answers: new Map(), refusals: new Map() };
  const unasked: ServersOfScope[] = [];
  const failures: AwsFailure[] = [];
  const askScope = async (there: readonly One[]): Promise<void> => {
    let rest = there;
    for (let silentRounds = 0; rest.length > 0; ) {
      const round = await askRound(clock, rest, question, told);
      silentRounds = round.rest.length < rest.length ? 0 : silentRounds + 1;
      rest = round.rest;
      if (rest.length === 0) return;
      const { failure = timeIsOver(operation, rest.length, there.length) } = round;
      const pause = Math.max(failure.retryAfterSeconds ?? 0, backoffSeconds(silentRounds));
      const goesOn = failure.retryable && silentRounds < limits.silentRoundsMax;
      if (!goesOn || !isBefore(addSeconds(clock.now(), pause), lastMoment)) {
        failures.push(failure);
        if (failure.retryable) unasked.push(...serversByScope(rest));
        return;
      }
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
  };
  const each = new Map(wanted.map((one) => [keyOf(one), one] as const)).values();
  await Promise.all([...Map.groupBy(each, scopeKey).values()].map(askScope));
  return {
    answerOf: (one) => told.answers.get(keyOf(one)),
    refusalOf: (one) => told.refusals.get(keyOf(one)),
    unasked,
    failures,
  };
};

/** Ends early with the first failure that is not of one server alone: what was denied or throttled for one is so for all. */
const askRound = async <One extends ScopeServer, Value>(
  clock: Clock,
  wanted: readonly One[],
  { ask, keyOf, lastMoment }: EachQuestion<One, Value>,
  { answers, refusals }: Told<Value>,
): Promise<{ readonly rest: readonly One[]; readonly failure?: AwsFailure }> => {
  let failure: AwsFailure | undefined;
  await mapAtMost(limits.serversAskedAtOnce, wanted, async (one) => {
    if (failure !== undefined || !isBefore(clock.now(), lastMoment)) return;
    const answer = await ask(one);
    if (answer.ok) answers.set(keyOf(one), answer.value);
    else if (isOfOneServer(answer.failure)) refusals.set(keyOf(one), answer.failure);
    else failure ??= answer.failure;
  });
  const rest = wanted.filter((one) => !answers.has(keyOf(one)) && !refusals.has(keyOf(one)));
  return { rest, ...(failure === undefined ? {} : { failure }) };
};

/** AWS does not know it (any more), or will not hear of it: a server that has left DRS, for example. */
const isOfOneServer = ({ kind }: AwsFailure): boolean => kind === 'not-found' || kind === 'invalid';

export const timeIsOver = (operation: string, left: number, all: number): AwsFailure => ({
  kind: 'unavailable',
  operation,
  code: 'NotAskedYet',
  message: `${left} of ${countOf(all, 'server')} could not be asked about in time`,
  retryable: true,
  mayHaveHappened: false,
});

export const isTimeOver = ({ code }: AwsFailure): boolean => code === 'NotAskedYet';
