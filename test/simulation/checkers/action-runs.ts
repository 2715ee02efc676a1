/**
 * I1, from what SSM, Lambda and DRS did: what a plan has done before a wave was started, and where required had succeeded,
 * before DRS made a job of the wave; what comes after, when its jobs were over; and each in the order of the plan.
 */
import { clientTokenOf } from '../../../src/adapters/aws/ssm.ts';
import { drawnActions, isDoneIn, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { DrsJobs } from './drs-jobs.ts';
import type { Runs } from './started-twice.ts';

interface Run {
  readonly atMs: number;
  /** When it had succeeded; never when it failed. */
  readonly succeededMs: number;
}

interface Claimed {
  readonly activityKey: string;
  readonly attempt: number;
  readonly runs: readonly Run[];
}

export const runsOutOfTurn = (
  night: Night,
  executions: readonly Mirrored[],
  runs: Runs,
  drs: Pick<DrsJobs, 'find'>,
): readonly string[] => {
  const byToken = runsByToken(runs);
  return executions.flatMap((mirrored) => {
    const claimed = claimedIn(mirrored, byToken);
    return [...wrongJobs(night, mirrored, claimed, drs), ...wrongOrder(night, mirrored, claimed)];
  });
};

const runsByToken = ({ automations, commands, functionCalls }: Runs): ReadonlyMap<string, readonly Run[]> => {
  const ended = ({ at, endsAt, fails }: { at: number; endsAt: number; fails: boolean }): Run => ({
    atMs: at,
    succeededMs: fails ? Number.POSITIVE_INFINITY : endsAt,
  });
  const all = [
    ...automations.map((run) => [run.clientToken ?? '', ended(run)] as const),
    ...commands.map((run) => [run.comment.split(' ')[1] ?? '', ended(run)] as const),
    ...functionCalls.map(({ at, payload }) => [idOf(payload), { atMs: at, succeededMs: at }] as const),
  ];
  return new Map([...Map.groupBy(all, ([token]) => token)].map(([token, own]) => [token, own.map(([, run]) => run)]));
};

const idOf = (payload: string): string => {
  const { idempotencyId }: { idempotencyId: string } = JSON.parse(payload);
  return idempotencyId;
};

const claimedIn = ({ history }: Mirrored, byToken: ReadonlyMap<string, readonly Run[]>): readonly Claimed[] => {
  const attempts = new Map<number, number>();
  const known = new Set<string>();
  return history.flatMap(({ data }): readonly Claimed[] => {
    if (data.type === 'WaveRetried') attempts.set(data.waveNumber, data.attempt);
    if (data.type !== 'ActivityClaimed' || known.has(data.token)) return [];
    known.add(data.token);
    const { activityKey, token, waveNumber } = data;
    const runs = [...(byToken.get(token) ?? []), ...(byToken.get(clientTokenOf(token)) ?? [])];
    return runs.length === 0 ? [] : [{ activityKey, attempt: attempts.get(waveNumber) ?? 1, runs }];
  });
};

const wrongJobs = (
  night: Night,
  mirrored: Mirrored,
  claimed: readonly Claimed[],
  drs: Pick<DrsJobs, 'find'>,
): readonly string[] =>
  mirrored.state.jobs.flatMap(({ jobId, jobKey, waveNumber, attempt }) => {
    const job = drs.find(jobId);
    if (job === undefined) return [];
    const { createdAt, endedAt } = job;
    const label = `I1: ${jobKey} of ${mirrored.executionId}`;
    const own = claimed.filter(({ activityKey }) => placeOfActivity(activityKey)?.waveNumber === waveNumber);
    const late = own
      .filter((each) => placeOfActivity(each.activityKey)?.phase === 'before' && each.attempt === attempt)
      .filter(({ runs }) => runs.some(({ atMs }) => atMs > createdAt));
    const isWatched = mirrored.history.some(
      ({ data }) => data.type === 'JobEnded' && data.jobKey === jobKey && data.how === 'COMPLETED',
    );
    const early = own
      .filter((each) => placeOfActivity(each.activityKey)?.phase === 'after' && each.attempt >= attempt && isWatched)
      .filter(({ runs }) => runs.some(({ atMs }) => atMs < (endedAt ?? Number.POSITIVE_INFINITY)));
    const missing = drawnActions(night, mirrored, waveNumber, 'before').flatMap((action, number) => {
      const { kind, required = true } = action;
      if (!required || !isDoneIn(mirrored, action) || (kind !== 'SSM_AUTOMATION' && kind !== 'LAMBDA')) return [];
      const runs = own.filter(
        ({ activityKey }) =>
          placeOfActivity(activityKey)?.phase === 'before' && placeOfActivity(activityKey)?.number === number,
      );
      const isDone = runs.some((each) => each.runs.some(({ succeededMs }) => succeededMs <= createdAt));
      return isDone ? [] : [action.actionName];
    });
    return [
      ...late.map(({ activityKey }) => `${label} was launched before ${activityKey} was run`),
      ...early.map(({ activityKey }) => `${label} was not over when ${activityKey} was run`),
      ...missing.map((name) => `${label} was launched, and "${name}" had not succeeded`),
    ];
  });

/** Of one attempt of a wave: whatever is run of an action is run before anything of those that follow it. */
const wrongOrder = (night: Night, mirrored: Mirrored, claimed: readonly Claimed[]): readonly string[] =>
  claimed.flatMap((later) => {
    const place = placeOfActivity(later.activityKey);
    if (place === undefined) return [];
    const { waveNumber, phase, number } = place;
    const firstMs = Math.min(...later.runs.map(({ atMs }) => atMs));
    const names = drawnActions(night, mirrored, waveNumber, phase).map(({ actionName }) => actionName);
    return claimed
      .filter(({ activityKey, attempt }) => {
        const earlier = placeOfActivity(activityKey);
        const isOfList = earlier?.waveNumber === waveNumber && earlier.phase === phase;
        return isOfList && attempt === later.attempt && earlier.number < number;
      })
      .filter(({ runs }) => runs.some(({ atMs }) => atMs > firstMs))
      .map(
        ({ activityKey }) =>
          `I1: "${names[number]}" of ${mirrored.executionId} was run before ${activityKey}, which the plan has before it`,
      );
  });
