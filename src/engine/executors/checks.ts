/**
 * HTTP and TCP checks: each look asks everything once more, and all must be as wanted in the same look. What takes longer
 * than a look may is asked in several, each of which goes on where the one before ended.
 */
import { limits } from '../../domain/limits.ts';
import type { ActivityAnswer, LookProgress } from '../../domain/model/activity.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';
import { firstFew, shortened } from '../../domain/names.ts';
import { addSeconds, isBefore } from '../../domain/time.ts';
import type { ActivityContext, ActivityExecutor, ActivityExecutors } from '../../ports/activity-executor.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpProbe, Prober, TcpProbe } from '../../ports/prober.ts';
import { actionOf } from './aws-answers.ts';
import { type CheckTarget, checkTargets } from './check-targets.ts';

export interface CheckPorts {
  readonly prober: Prober;
  readonly clock: Clock;
}

interface Seen {
  readonly kind: 'passed' | 'failed' | 'forbidden';
  readonly words: string;
}

export const createCheckExecutors = (ports: CheckPorts): ActivityExecutors => ({
  HTTP_CHECK: repeatable((context) => {
    const action = actionOf(context, 'HTTP_CHECK');
    return checkAll(ports, checkTargets(action.url, context), context.progress, async (url) =>
      judge(await ports.prober.get(url), action),
    );
  }),
  TCP_CHECK: repeatable((context) => {
    const { host, port } = actionOf(context, 'TCP_CHECK');
    return checkAll(ports, checkTargets(host, context), context.progress, async (target) =>
      connected(await ports.prober.connect(target, port), port),
    );
  }),
});

/** Nothing is changed by asking: a start is a look. */
const repeatable = (look: (context: ActivityContext) => Promise<ActivityAnswer>): ActivityExecutor => ({
  start: (_activity, context) => look(context),
  look: (_activity, context) => look(context),
});

const judge = (probe: HttpProbe, wanted: Extract<WaveAction, { kind: 'HTTP_CHECK' }>): Seen => {
  if (probe.kind !== 'answered') return { kind: probe.kind, words: probe.reason };
  const { expectedStatus, bodyContains } = wanted;
  if (probe.status !== expectedStatus) {
    return { kind: 'failed', words: `HTTP ${probe.status}, not ${expectedStatus}` };
  }
  const isThere = bodyContains === undefined || probe.body.includes(bodyContains);
  return isThere
    ? { kind: 'passed', words: `HTTP ${probe.status}` }
    : { kind: 'failed', words: `HTTP ${probe.status}, but without ${JSON.stringify(bodyContains)}` };
};

const connected = (probe: TcpProbe, port: number): Seen =>
  probe.kind === 'connected'
    ? { kind: 'passed', words: `port ${port} accepts` }
    : { kind: probe.kind, words: probe.reason };

interface SeenOf extends Seen {
  readonly serverName?: string;
}

/** Asked side by side, until the time of one look is over: what was not asked then is asked first by the next. */
const checkAll = async (
  { clock }: CheckPorts,
  targets: readonly CheckTarget[],
  before: LookProgress | undefined,
  ask: (text: string) => Promise<Seen>,
): Promise<ActivityAnswer> => {
  const lastMoment = addSeconds(clock.now(), limits.checkLookSeconds);
  const seen: SeenOf[] = [];
  let { next, passed } = before !== undefined && before.next < targets.length ? before : { next: 0, passed: 0 };
  // Once round at most, and no further when all have been as wanted since the look that began this round.
  while (seen.length < targets.length && passed < targets.length) {
    if (seen.length > 0 && !isBefore(clock.now(), lastMoment)) {
      return unfinished(seen, targets.length, { next, passed });
    }
    const most = Math.min(limits.checksAtOnce, targets.length - seen.length);
    const some = await Promise.all(targets.slice(next, next + most).map((target) => askOne(target, ask)));
    seen.push(...some);
    passed = some.every(({ kind }) => kind === 'passed') ? passed + some.length : 0;
    next = (next + some.length) % targets.length;
  }
  return answerOf(seen, targets.length, passed);
};

const askOne = async (
  { serverName, text, missing }: CheckTarget,
  ask: (text: string) => Promise<Seen>,
): Promise<SeenOf> => ({
  ...(serverName === undefined ? {} : { serverName }),
  ...(text === undefined
    ? ({ kind: 'failed', words: `its ${missing.join(' and ')} is not known yet` } as const)
    : await ask(text)),
});

const told = ({ serverName, words }: SeenOf): string => (serverName === undefined ? words : `${serverName}: ${words}`);

const isWrong = ({ kind }: Seen): boolean => kind !== 'passed';

const answerOf = (seen: readonly SeenOf[], wantedCount: number, passedCount: number): ActivityAnswer => {
  const [first] = seen;
  if (first === undefined) return { kind: 'failed', message: 'no server of the wave was launched: nothing to ask' };
  if (passedCount >= wantedCount) {
    const message = wantedCount === 1 ? told(first) : `all ${wantedCount} as wanted: ${first.words}`;
    return { kind: 'succeeded', message };
  }
  return notAsWanted(seen, wantedCount === 1 ? [] : [countOf(seen)]);
};

const unfinished = (seen: readonly SeenOf[], wantedCount: number, progress: LookProgress): ActivityAnswer => {
  const rest = `${wantedCount - seen.length} not asked in this look: others took long`;
  const answer = notAsWanted(seen, [countOf(seen), rest]);
  return answer.kind === 'running' ? { ...answer, progress } : answer;
};

const countOf = (seen: readonly SeenOf[]): string =>
  `${seen.filter((one) => !isWrong(one)).length} of ${seen.length} as wanted`;

/** What is never asked does not become well. */
const notAsWanted = (seen: readonly SeenOf[], counts: readonly string[]): ActivityAnswer => {
  const wrong = seen.filter(isWrong);
  const message = shortened([...counts, ...(wrong.length === 0 ? [] : [firstFew(wrong.map(told), 3)])].join('; '));
  return { kind: wrong.some(({ kind }) => kind === 'forbidden') ? 'failed' : 'running', message };
};
