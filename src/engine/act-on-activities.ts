/** Starts and looks at the activities around waves: claimed before they are started, answered under their claim. */
import { dueActivities } from '../domain/activity-pace.ts';
import { activitiesOf } from '../domain/activity-states.ts';
import { isFromTheFuture } from '../domain/clock-skew.ts';
import { limits } from '../domain/limits.ts';
import type { ActivityAnswer, WaveActivity } from '../domain/model/activity.ts';
import type { DriverState, ExecutionState } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { addSeconds, isBefore, secondsBetween } from '../domain/time.ts';
import { decide } from '../domain/transition/decide.ts';
import type { ActivityInput } from '../domain/transition/input.ts';
import type { ActivityExecutors } from '../ports/activity-executor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore } from '../ports/item-store.ts';
import { activityContext } from './activity-context.ts';
import type { Announcer } from './announce.ts';
import { applyInput } from './apply-input.ts';
import type { LoadedExecution } from './store/execution-reader.ts';
import { saveExecution } from './store/execution-writer.ts';

export interface ActivityPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly announce: Announcer['announce'];
  readonly activities: ActivityExecutors;
}

/** `untoldWaves`: see `wavesAwaitingLastWords`. */
export const hasDueActivities = (
  state: ExecutionState,
  { activityLooks }: DriverState,
  now: Instant,
  untoldWaves: ReadonlySet<number>,
): boolean => {
  const { toStart, toLookAt } = dueActivities(state, activityLooks, now, untoldWaves);
  return toStart.length + toLookAt.length > 0;
};

/** Acts once on what is due. Gives the execution as it is stored since; undefined when it must be loaded again. */
export const actOnActivities = async (
  ports: ActivityPorts,
  loaded: LoadedExecution,
  untoldWaves: ReadonlySet<number>,
): Promise<LoadedExecution | undefined> => {
  const { activityLooks } = loaded.driver;
  const { toStart, toLookAt } = dueActivities(loaded.state, activityLooks, ports.clock.now(), untoldWaves);
  const claimed = toStart.length === 0 ? loaded : await claimAll(ports, loaded, toStart);
  if (claimed === undefined) return undefined;
  const asked = await Promise.all([
    ...toStart.map((activity) => startOne(ports, claimed, activity)),
    ...toLookAt.map((activity) => ask(ports, claimed, activity, 'look', false)),
  ]);
  const noted = await noteLooks(ports, claimed, asked);
  return noted === undefined ? undefined : settleAll(ports, noted, asked);
};

/** One save for all of them; undefined when somebody else wrote in between. */
const claimAll = async (
  ports: ActivityPorts,
  loaded: LoadedExecution,
  toStart: readonly WaveActivity[],
): Promise<LoadedExecution | undefined> => {
  const claimId = ports.ids.next('claim');
  let { state } = loaded;
  const events = toStart.flatMap(({ activityKey }) => {
    const input: ActivityInput = { type: 'claimActivity', activityKey, claimId, token: ports.ids.next('action') };
    const decision = decide(state, input, ports.clock.now());
    if (decision.kind === 'rejected') throw new Error(`bug: ${decision.reason}`);
    state = decision.state;
    return decision.events;
  });
  const saved = await saveExecution(ports.store, loaded, { state, driver: loaded.driver, events });
  if (saved !== undefined) ports.announce(saved.state, events);
  return saved;
};

interface Asked {
  readonly activity: WaveActivity;
  readonly answer: ActivityAnswer;
}

/** `planned` is the activity as it was before its claim: an earlier claim of it was not answered. */
const startOne = async (ports: ActivityPorts, claimed: LoadedExecution, planned: WaveActivity): Promise<Asked> => {
  const activity = claimed.state.waves
    .flatMap((wave) => activitiesOf(wave))
    .find(({ activityKey }) => activityKey === planned.activityKey);
  if (activity?.claim === undefined) throw new Error(`bug: ${planned.activityKey} is not claimed`);
  const isRepeated = planned.state === 'CLAIMED';
  // A process that slept on its claim: somebody else may have started it by now.
  const lastMoment = addSeconds(ports.clock.now(), limits.requestTimeoutSeconds);
  if (isBefore(lastMoment, activity.claim.expiresTime)) {
    const { answer } = await ask(ports, claimed, activity, 'start', isRepeated);
    // What an earlier claim may have begun stays in doubt until a repeated start has found it, or has begun it anew.
    return {
      activity,
      answer: isRepeated && answer.kind === 'unavailable' ? { ...answer, mayHaveHappened: true } : answer,
    };
  }
  const message = 'the claim was over before the call could be made';
  return { activity, answer: { kind: 'unavailable', message, mayHaveHappened: isRepeated } };
};

const ask = async (
  ports: ActivityPorts,
  loaded: LoadedExecution,
  activity: WaveActivity,
  what: 'start' | 'look',
  isRepeated: boolean,
): Promise<Asked> => {
  const executor = ports.activities[activity.kind];
  if (executor === undefined) {
    return { activity, answer: { kind: 'failed', message: `nothing here can do an action of kind ${activity.kind}` } };
  }
  const context = await activityContext(ports.store, loaded.state, activity, isRepeated);
  const progress = what === 'look' ? progressOf(loaded.driver, activity, ports.clock.now()) : undefined;
  return {
    activity,
    answer: await executor[what](activity, progress === undefined ? context : { ...context, progress }),
  };
};

/** How far the look before came; undefined when it is so long ago that all is to be asked anew. */
const progressOf = ({ activityLooks }: DriverState, { activityKey }: WaveActivity, now: Instant) => {
  const last = activityLooks?.[activityKey];
  if (last === undefined || isFromTheFuture(last.time, now)) return undefined;
  return secondsBetween(last.time, now) > limits.checkGoesOnSeconds ? undefined : last.progress;
};

/** When the activities that go on were looked at, and what was seen: no decision, so no event of the history. */
const noteLooks = async (
  ports: ActivityPorts,
  loaded: LoadedExecution,
  asked: readonly Asked[],
): Promise<LoadedExecution | undefined> => {
  const time = ports.clock.now();
  const going = asked.filter(({ answer }) => answer.kind === 'running' || answer.kind === 'unavailable');
  const running = new Set(
    loaded.state.waves
      .flatMap((wave) => activitiesOf(wave))
      .flatMap((activity) =>
        activity.state === 'STARTED' || activity.state === 'CLAIMED' ? [activity.activityKey] : [],
      ),
  );
  const kept = Object.entries(loaded.driver.activityLooks ?? {}).filter(([key]) => running.has(key));
  const seen = going.map(({ activity, answer }) => [activity.activityKey, lookOf(time, answer)] as const);
  const activityLooks = Object.fromEntries([...kept, ...seen]);
  if (seen.length === 0 && kept.length === Object.keys(loaded.driver.activityLooks ?? {}).length) return loaded;
  return saveExecution(ports.store, loaded, {
    state: loaded.state,
    driver: { ...loaded.driver, activityLooks },
    events: [],
  });
};

const lookOf = (time: Instant, answer: ActivityAnswer) => ({
  time,
  message: answer.message,
  ...('progress' in answer && answer.progress !== undefined ? { progress: answer.progress } : {}),
});

const settleAll = async (
  ports: ActivityPorts,
  loaded: LoadedExecution,
  asked: readonly Asked[],
): Promise<LoadedExecution> => {
  let newest = loaded;
  for (const { activity, answer } of asked) {
    const { activityKey, claim } = activity;
    if (claim === undefined) throw new Error(`bug: ${activityKey} runs without a claim`);
    const input: ActivityInput = { type: 'activityAnswered', activityKey, claimId: claim.claimId, answer };
    const applied = await applyInput(ports, loaded.state.header.executionId, input, newest);
    if (applied.kind !== 'saved') continue;
    ports.announce(applied.loaded.state, applied.events);
    newest = applied.loaded;
  }
  return newest;
};
