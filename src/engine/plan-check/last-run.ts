/** The newest run of a plan that launched something and is over, against its targets now; and what a forecast goes by. */
import { ageText } from '../../domain/duration.ts';
import { limits } from '../../domain/limits.ts';
import type { ExecutionState } from '../../domain/model/execution.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { type LastRun, type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { rpoStanding } from '../../domain/rpo.ts';
import { rtoStanding } from '../../domain/rto.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import { listExecutions } from '../execution-queries.ts';
import { readExecution } from '../store/execution-reader.ts';
import { readObservations } from '../store/observation-store.ts';

export interface LongestJob {
  readonly executionId: string;
  readonly seconds: number;
}

export interface LastRunFound {
  readonly lastRun?: LastRun;
  /** What a forecast goes by: the newest run that launched every wave, else the last. */
  readonly longestJob?: LongestJob;
  readonly warnings: readonly StartWarning[];
}

export const findLastRun = async (reader: ItemReader, plan: RecoveryPlan): Promise<LastRunFound> => {
  const { items } = await listExecutions(reader, { planId: plan.planId, limit: limits.runsPerCheck });
  const found: ExecutionState[] = [];
  for (const { executionId, status, relatedExecutionId } of items) {
    // A follow-up launches what another one left: its time says nothing of the plan's.
    if (!isFinalExecution(status) || status === 'REFUSED' || relatedExecutionId !== undefined) continue;
    const loaded = await readExecution(reader, executionId);
    if (loaded === undefined || (found.length === 0 && launchedNothing(loaded.state))) continue;
    found.push(loaded.state);
    if (isWhole(loaded.state) || found.length === limits.runsPerForecast) break;
  }
  const [last] = found;
  if (last === undefined) return { warnings: [] };
  const longestJob = longestJobOf(found.find(isWhole) ?? last);
  return {
    ...(await describeRun(reader, plan, last)),
    ...(longestJob === undefined ? {} : { longestJob }),
  };
};

const launchedNothing = ({ waves }: ExecutionState): boolean => waves.every(({ launchedCount }) => launchedCount === 0);

const isWhole = (state: ExecutionState): boolean => !launchedNothing(state) && wavesNotLaunched(state) === 0;

const wavesNotLaunched = ({ waves, jobs }: ExecutionState): number =>
  waves.filter(
    ({ waveNumber, serverCount }) =>
      serverCount > 0 && !jobs.some((job) => job.waveNumber === waveNumber && job.startedTime !== undefined),
  ).length;

const longestJobOf = ({ header: { executionId }, jobs }: ExecutionState): LongestJob | undefined => {
  const durations = jobs.flatMap(({ startedTime, endTime }) =>
    startedTime === undefined || endTime === undefined ? [] : [secondsBetween(startedTime, endTime)],
  );
  return durations.length === 0 ? undefined : { executionId, seconds: Math.max(...durations) };
};

/** People cancelled it or skipped waves of it, and nothing failed: what is not up says nothing of the targets. */
const isCutShort = ({ header, waves }: ExecutionState): boolean =>
  (header.cancelRequested || waves.some(({ skippedBy }) => skippedBy !== undefined)) &&
  waves.every(({ status, failedCount }) => failedCount === 0 && status !== 'FAILED' && status !== 'TIMED_OUT');

const describeRun = async (reader: ItemReader, plan: RecoveryPlan, state: ExecutionState): Promise<LastRunFound> => {
  const { executionId, executionType, status, startTime, endTime = startTime } = state.header;
  const observations = await readObservations(reader, executionId);
  const { rtoTargetMinutes, rpoTargetSeconds } = plan;
  const standing = rtoStanding(
    { status, startTime, endTime, ...(rtoTargetMinutes === undefined ? {} : { rtoTargetMinutes }) },
    undefined,
  );
  const rto = standing?.verdict === 'NOT_UP' && isCutShort(state) ? undefined : standing?.verdict;
  const unlaunched = wavesNotLaunched(state);
  const lastRun: LastRun = {
    executionId,
    executionType,
    status,
    startTime,
    endTime,
    elapsedSeconds: Math.max(0, secondsBetween(startTime, endTime)),
    ...(unlaunched === 0 ? {} : { wavesNotLaunched: unlaunched }),
    ...(rto === 'MET' || rto === 'MISSED' || rto === 'NOT_UP' ? { rto } : {}),
    ...rpoStanding(state, observations, rpoTargetSeconds),
  };
  return { lastRun, warnings: missedTargets(plan, lastRun) };
};

const missedTargets = (plan: RecoveryPlan, run: LastRun): readonly StartWarning[] => {
  const which = `the last ${run.executionType === 'DRILL' ? 'drill' : 'RECOVERY'}, ${run.executionId},`;
  const texts = [
    ...(run.rto === 'MISSED'
      ? [`${which} took ${ageText(run.elapsedSeconds)}, over the RTO target of ${plan.rtoTargetMinutes} min`]
      : []),
    ...(run.rto === 'NOT_UP'
      ? [`${which} ended ${run.status}, so it missed the RTO target: not every server came up`]
      : []),
    ...(run.rpo === 'MISSED' && run.achievedRpo !== undefined
      ? [
          `${which} launched ${run.achievedRpo.serverName} from data ${ageText(run.achievedRpo.secondsMax)} old, over the RPO target of ${plan.rpoTargetSeconds} s`,
        ]
      : []),
  ];
  return texts.map((text) => startWarning('TARGET_MISSED', text));
};
