/** The newest run of a plan that launched something and is over, against the targets that the plan has now. */
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

export interface LastRunFound {
  readonly lastRun?: LastRun;
  /** Of its longest job. */
  readonly jobSeconds?: number;
  readonly warnings: readonly StartWarning[];
}

export const findLastRun = async (reader: ItemReader, plan: RecoveryPlan): Promise<LastRunFound> => {
  const { items } = await listExecutions(reader, { planId: plan.planId, limit: limits.runsPerCheck });
  for (const { executionId, status, relatedExecutionId } of items) {
    // A follow-up launches what another one left: its time says nothing of the plan's.
    if (!isFinalExecution(status) || status === 'REFUSED' || relatedExecutionId !== undefined) continue;
    const loaded = await readExecution(reader, executionId);
    if (loaded === undefined || loaded.state.waves.every(({ launchedCount }) => launchedCount === 0)) continue;
    return describeRun(reader, plan, loaded.state);
  }
  return { warnings: [] };
};

const describeRun = async (reader: ItemReader, plan: RecoveryPlan, state: ExecutionState): Promise<LastRunFound> => {
  const { executionId, executionType, status, startTime, endTime = startTime } = state.header;
  const observations = await readObservations(reader, executionId);
  const { rtoTargetMinutes, rpoTargetSeconds } = plan;
  const standing = rtoStanding(
    { status, startTime, endTime, ...(rtoTargetMinutes === undefined ? {} : { rtoTargetMinutes }) },
    undefined,
  );
  const rto = standing?.verdict;
  const lastRun: LastRun = {
    executionId,
    executionType,
    status,
    startTime,
    endTime,
    elapsedSeconds: Math.max(0, secondsBetween(startTime, endTime)),
    ...(rto === 'MET' || rto === 'MISSED' || rto === 'NOT_UP' ? { rto } : {}),
    ...rpoStanding(state, observations, rpoTargetSeconds),
  };
  const durations = state.jobs.flatMap(({ startedTime, endTime: ended }) =>
    startedTime === undefined || ended === undefined ? [] : [secondsBetween(startedTime, ended)],
  );
  return {
    lastRun,
    ...(durations.length === 0 ? {} : { jobSeconds: Math.max(...durations) }),
    warnings: missedTargets(plan, lastRun),
  };
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
