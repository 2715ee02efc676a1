/** What an executor is told of an activity: the plan's words, and the wave's servers as they are now. */
import { activitiesOf } from '../domain/activity-states.ts';
import type { WaveActivity } from '../domain/model/activity.ts';
import type { ExecutionState, WaveExecution } from '../domain/model/execution.ts';
import type { FrozenPlan } from '../domain/model/roster.ts';
import type { WaveAction } from '../domain/model/wave-action.ts';
import { currentServers } from '../domain/statuses.ts';
import type { ActivityContext, ActivityServer } from '../ports/activity-executor.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readFrozenPlan } from './store/execution-reader.ts';
import { readJobObservation } from './store/observation-store.ts';

export const activityContext = async (
  reader: ItemReader,
  state: ExecutionState,
  activity: WaveActivity,
  isRepeated: boolean,
): Promise<ActivityContext> => {
  const { executionId, executionType, planId, planName } = state.header;
  const wave = state.waves.find((candidate) =>
    activitiesOf(candidate).some(({ activityKey }) => activityKey === activity.activityKey),
  );
  if (wave === undefined || activity.token === undefined) throw new Error(`bug: ${activity.activityKey} has no turn`);
  const action = actionOf(await readFrozenPlan(reader, executionId), wave, activity);
  return {
    executionId,
    executionType,
    planId,
    planName,
    waveNumber: wave.waveNumber,
    waveName: wave.waveName,
    servers: await serversOf(reader, state, wave),
    ...(action === undefined ? {} : { action }),
    token: activity.token,
    isRepeated,
  };
};

const actionOf = (
  { plan }: FrozenPlan,
  { waveNumber }: WaveExecution,
  { phase, actionNumber }: WaveActivity,
): WaveAction | undefined =>
  actionNumber === undefined ? undefined : plan.waves[waveNumber]?.actions?.[phase][actionNumber];

/** But for those that a person goes on without, and that no job launches any more. */
const serversOf = async (
  reader: ItemReader,
  state: ExecutionState,
  wave: WaveExecution,
): Promise<readonly ActivityServer[]> => {
  const skipped = new Set(wave.skippedServerIds);
  const current = currentServers(state, wave.waveNumber).filter(
    ({ server }) => server.outcome !== 'UNDECIDED' || !skipped.has(server.sourceServerId),
  );
  const jobs = [...new Set(current.filter(({ job }) => job.startedTime !== undefined).map(({ job }) => job.jobKey))];
  const observations = await Promise.all(
    jobs.map((jobKey) => readJobObservation(reader, state.header.executionId, jobKey)),
  );
  const seenOf = new Map(observations.map((observation, index) => [jobs[index], observation?.servers]));
  return current.map(({ job, server }) => {
    // What an earlier job of the server was seen to do, before a retry, is history.
    const seen = seenOf.get(job.jobKey)?.find(({ sourceServerId }) => sourceServerId === server.sourceServerId);
    const { instanceId = server.recoveryInstanceId, privateIp, publicIp } = seen ?? {};
    return {
      sourceServerId: server.sourceServerId,
      serverName: server.serverName,
      scope: { accountId: job.accountId, region: job.region },
      outcome: server.outcome,
      ...(instanceId === undefined ? {} : { instanceId }),
      ...(privateIp === undefined ? {} : { privateIp }),
      ...(publicIp === undefined ? {} : { publicIp }),
    };
  });
};
