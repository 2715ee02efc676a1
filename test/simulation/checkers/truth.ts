/** When everything is over: the record against what DRS really did, read from the simulator past the product. */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import { finalStatuses, isRunning, terminalWaveStatuses } from '../../domain/checkers/statuses.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { createGoneUnseen } from './gone-unseen.ts';
import { isOfSecondLateCall } from './late-calls.ts';

export interface Truth {
  readonly executions: readonly Mirrored[];
  /** Every job of every place, strangers' left out. */
  readonly jobs: readonly JobReport[];
  /** A launched server that the record may call FAILED: DRS never said so while its instance was there. */
  readonly isGoneUnseen: ReturnType<typeof createGoneUnseen>['isGoneUnseen'];
}

/** I3: each server at most once an attempt, and no job of ours that no record names. I2: nothing left open. */
export const untruths = ({ executions, jobs, isGoneUnseen }: Truth): readonly string[] => [
  ...untracked(executions, jobs),
  ...executions.flatMap((execution) => [
    ...leftOpen(execution),
    ...launchedTwice(execution, jobs),
    ...wrongOutcomes(execution, jobs, isGoneUnseen),
  ]),
];

const recordedIds = ({ state }: Mirrored): readonly string[] => state.jobs.flatMap((job) => job.jobId ?? []);

const untracked = (executions: readonly Mirrored[], jobs: readonly JobReport[]): readonly string[] => {
  const all = executions.flatMap(recordedIds);
  const shared = all.filter((id, index) => all.indexOf(id) !== index);
  return [
    ...jobs
      .filter((job) => !all.includes(job.jobId))
      .filter((job) => !executions.some((execution) => isOfSecondLateCall(job, execution, jobs)))
      .map((job) => `I3: ${job.jobId} over ${job.servers.length} servers runs in DRS, and no record names it`),
    ...shared.map((id) => `I3: two jobs are the same ${id}`),
  ];
};

const leftOpen = ({ executionId, state, history }: Mirrored): readonly string[] => {
  if (!finalStatuses.has(state.header.status)) return [];
  const ended = history.filter(({ data }) => data.type === 'ExecutionEnded' || data.type === 'ExecutionRefused');
  return [
    ...state.waves
      .filter((wave) => !terminalWaveStatuses.has(wave.status))
      .map((wave) => `I2: ${executionId} is over, wave ${wave.waveNumber} is ${wave.status}`),
    ...state.jobs.filter(isRunning).map((job) => `I2: ${executionId} is over, ${job.jobKey} is ${job.state}`),
    ...(ended.length === 1 ? [] : [`I2: ${executionId} ended ${ended.length} times`]),
  ];
};

const launchedTwice = ({ executionId, state }: Mirrored, jobs: readonly JobReport[]): readonly string[] => {
  if (state.header.purpose === 'CLEAN_UP') return [];
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const launches = state.jobs.flatMap((job) =>
    (byId.get(job.jobId ?? '')?.servers ?? []).map((server) => `${server.sourceServerId} in attempt ${job.attempt}`),
  );
  return launches
    .filter((launch, index) => launches.indexOf(launch) !== index)
    .map((launch) => `I3: ${executionId} launched ${launch} twice`);
};

/** A server that DRS never decided is launched when its instance came up. */
const cameUp = (job: JobReport, server: JobReport['servers'][number]): boolean =>
  server.launchStatus === 'LAUNCHED' ||
  (job.status === 'COMPLETED' && server.launchStatus !== 'FAILED' && server.instanceId !== undefined);

const wrongOutcomes = (
  { executionId, state }: Mirrored,
  jobs: readonly JobReport[],
  isGoneUnseen: Truth['isGoneUnseen'],
): readonly string[] => {
  if (state.header.purpose === 'CLEAN_UP') return [];
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  return state.jobs.flatMap((job) => {
    const report = byId.get(job.jobId ?? '');
    if (report === undefined) return [];
    return report.servers.flatMap((server) => {
      const recorded = job.servers.find(({ sourceServerId }) => sourceServerId === server.sourceServerId);
      const isUp = cameUp(report, server);
      if (recorded === undefined)
        return [`record: ${executionId} does not know ${server.sourceServerId} in ${job.jobKey}`];
      return (recorded.outcome === 'LAUNCHED') === isUp || isGoneUnseen(executionId, job, server)
        ? []
        : [
            `record: ${executionId} calls ${server.sourceServerId} of ${job.jobKey} ${recorded.outcome}, DRS ${server.launchStatus}`,
          ];
    });
  });
};
