import type { WaveActivity } from '../../../src/domain/model/activity.ts';
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { Checker, Step } from '../support/run.ts';
import { isOver as isOverJob, terminalWaveStatuses } from './statuses.ts';

const isOpen = ({ state }: WaveActivity): boolean => state === 'PLANNED' || state === 'CLAIMED' || state === 'STARTED';
const isDone = ({ state, required }: WaveActivity): boolean =>
  state === 'SUCCEEDED' || (!required && (state === 'FAILED' || state === 'TIMED_OUT'));

/** I1: what a plan has done around a wave is done in its turn, once, and what is required decides. */
export const activities: Checker = (step) => [
  ...launchedTooEarly(step),
  ...claimedWrongly(step),
  ...doneTooEarly(step),
  ...step.after.waves.flatMap((wave) => {
    const all = wave.activities ?? [];
    const running = all.filter(({ state }) => state === 'CLAIMED' || state === 'STARTED');
    const isOver = terminalWaveStatuses.has(wave.status);
    const isGood = wave.status === 'COMPLETED' || wave.status === 'PARTIAL';
    return [
      ...(running.length > 1 ? [`${running.length} actions of wave ${wave.waveNumber} run at once`] : []),
      ...(isOver ? all.filter(isOpen).map((one) => `${one.activityKey} is ${one.state}, its wave ${wave.status}`) : []),
      ...(isGood
        ? all.filter((one) => one.required && !isDone(one)).map((one) => `wave ${wave.status}, ${one.activityKey} not`)
        : []),
    ];
  }),
];

/** How it ended by these events: one save may end what a launch waits for, and claim the launch. */
const endOf = ({ activityKey }: WaveActivity, events: readonly ExecutionEvent[]) =>
  events
    .flatMap(({ data }) => (data.type === 'ActivityEnded' && data.activityKey === activityKey ? [data] : []))
    .findLast(({ retryTime }) => retryTime === undefined)?.state;

/** The job may be planned, and its wave's actions too, by the save that claims it. */
const launchedTooEarly = ({ before, after, events }: Step): readonly string[] =>
  events.flatMap(({ data }, index) => {
    if (data.type !== 'JobClaimed') return [];
    const waveNumber = after.jobs.find(({ jobKey }) => jobKey === data.jobKey)?.waveNumber ?? -1;
    const known = before.waves[waveNumber]?.activities ?? [];
    return (after.waves[waveNumber]?.activities ?? [])
      .filter((one) => one.phase === 'before')
      .map((one) => {
        const earlier = known.find(({ activityKey }) => activityKey === one.activityKey)?.state ?? 'PLANNED';
        return { ...one, state: endOf(one, events.slice(0, index)) ?? earlier };
      })
      .filter((one) => !isDone(one))
      .map((one) => `${data.jobKey} is claimed before ${one.activityKey}`);
  });

/** What comes after a launch, or after a clean-up, waits for the end of every job of its wave. */
const doneTooEarly = ({ before, events }: Step): readonly string[] =>
  events.flatMap(({ data }) => {
    if (data.type !== 'ActivityClaimed') return [];
    const found = before.waves[data.waveNumber]?.activities?.find((one) => one.activityKey === data.activityKey);
    if (found?.phase !== 'after') return [];
    const attempt = before.waves[data.waveNumber]?.attempt ?? 0;
    // What waited in an earlier attempt was never called: its servers are in the jobs of the present one.
    const open = before.jobs.filter(
      (job) =>
        job.waveNumber === data.waveNumber && !isOverJob(job) && !(job.state === 'WAITING' && job.attempt < attempt),
    );
    return open.map(({ jobKey }) => `${data.activityKey} is claimed before the end of ${jobKey}`);
  });

/** A second claim without an answer to the first comes when that has ended, and starts the same try. */
const claimedWrongly = ({ before, events, now }: Step): readonly string[] =>
  events.flatMap(({ data }) => {
    if (data.type !== 'ActivityClaimed') return [];
    const found = before.waves[data.waveNumber]?.activities?.find((one) => one.activityKey === data.activityKey);
    const { claim, token } = found ?? {};
    return [
      ...(before.header.cancelRequested ? [`${data.activityKey} is claimed after the cancel`] : []),
      ...(claim !== undefined && claim.expiresTime > now ? [`${data.activityKey} has two claims at once`] : []),
      ...(token !== undefined && token !== data.token ? [`${data.activityKey} is started under two tokens`] : []),
    ];
  });
