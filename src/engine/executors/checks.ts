/** HTTP and TCP checks: each look asks everything once more; all must be as wanted in the same look. */
import { limits } from '../../domain/limits.ts';
import type { ActivityAnswer } from '../../domain/model/activity.ts';
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

type Seen = { readonly kind: 'passed' | 'failed' | 'forbidden'; readonly words: string };

export const createCheckExecutors = (ports: CheckPorts): ActivityExecutors => ({
  HTTP_CHECK: repeatable((context) => {
    const action = actionOf(context, 'HTTP_CHECK');
    return checkAll(ports, checkTargets(action.url, context), async (url) =>
      judge(await ports.prober.get(url), action),
    );
  }),
  TCP_CHECK: repeatable((context) => {
    const { host, port } = actionOf(context, 'TCP_CHECK');
    return checkAll(ports, checkTargets(host, context), async (target) =>
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

/** Asked side by side, until the time of one look is over: what was not asked then is asked by the next. */
const checkAll = async (
  { clock }: CheckPorts,
  targets: readonly CheckTarget[],
  ask: (text: string) => Promise<Seen>,
): Promise<ActivityAnswer> => {
  const lastMoment = addSeconds(clock.now(), limits.checkLookSeconds);
  const seen: (Seen & { readonly serverName?: string })[] = [];
  for (let start = 0; start < targets.length; start += limits.checksAtOnce) {
    const isLate = start > 0 && !isBefore(clock.now(), lastMoment);
    const some = targets.slice(start, start + limits.checksAtOnce).map(async (target) => ({
      ...(target.serverName === undefined ? {} : { serverName: target.serverName }),
      ...(await (isLate ? notAsked : askOne(target, ask))),
    }));
    seen.push(...(await Promise.all(some)));
  }
  return answerOf(seen);
};

const notAsked = Promise.resolve<Seen>({ kind: 'failed', words: 'not asked yet: others took long' });

const askOne = async ({ text, missing }: CheckTarget, ask: (text: string) => Promise<Seen>): Promise<Seen> =>
  text === undefined ? { kind: 'failed', words: `its ${missing.join(' and ')} is not known yet` } : ask(text);

const answerOf = (seen: readonly (Seen & { readonly serverName?: string })[]): ActivityAnswer => {
  const told = ({ serverName, words }: (typeof seen)[number]): string =>
    serverName === undefined ? words : `${serverName}: ${words}`;
  const wrong = seen.filter(({ kind }) => kind !== 'passed');
  const [first] = seen;
  if (first === undefined) return { kind: 'failed', message: 'no server of the wave was launched: nothing to ask' };
  if (wrong.length === 0) {
    return {
      kind: 'succeeded',
      message: seen.length === 1 ? told(first) : `all ${seen.length} as wanted: ${first.words}`,
    };
  }
  const words = firstFew(wrong.map(told), 3);
  const message = shortened(
    seen.length === 1 ? words : `${seen.length - wrong.length} of ${seen.length} as wanted; ${words}`,
  );
  return wrong.some(({ kind }) => kind === 'forbidden') ? { kind: 'failed', message } : { kind: 'running', message };
};
